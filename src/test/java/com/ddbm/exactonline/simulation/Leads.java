package com.ddbm.exactonline.simulation;

import java.time.Duration;
import java.util.Random;

/** Brings a world to where the next run comes by a call that few runs make. */
final class Leads {

  private final Simulation simulation;
  private final Director director;
  private final SourceChanges changes;

  Leads(Simulation simulation, Director director, SourceChanges changes) {
    this.simulation = simulation;
    this.director = director;
    this.changes = changes;
  }

  /**
   * Makes it likely that the next run makes a call.
   *
   * @param port the call, for example {@code TokenVault.store}
   * @param guard of the next run
   */
  void to(String port, Random random, Guard guard) {
    switch (port) {
      case "SyncJournal.release" -> {
        simulation.clock.advance(Duration.ofSeconds(91)); // whoever held the lease before
        guard.stopAt(0);
      }
      case "SyncJournal.resetDeletionLog" -> {
        simulation.runs(Simulation.BOOKS, simulation.guard());
        director.move(random);
      }
      case "SyncJournal.saveDivisions" -> director.move(random);
      case "SyncJournal.steps", "Target.dropAbandonedStaging" -> abandon(random);
      case "TokenVault.signInNeeded" -> simulation.clock.advance(Duration.ofDays(31));
      case "TokenVault.store", "TokenVault.acquire", "TokenVault.release" ->
          simulation.clock.advance(Duration.ofMinutes(10));
      case "SyncJournal.heartbeat", "SyncJournal.cancelRequested" ->
          simulation.exact.faults.add(
              new Fault(FaultKind.SERVER_ERROR, Fault.Place.DATA, random.nextInt(3), 4));
      case "Target.divisionsWithNull" -> {
        simulation.runs(Simulation.BOOKS, simulation.guard());
        simulation.clock.advance(Duration.ofHours(21));
      }
      case "Target.rowCounts" -> {
        simulation.runs(Simulation.BOOKS, simulation.guard());
        director.drop(random, Simulation.BOOKS, false);
      }
      case "Target.mergeDeletionLog",
          "Target.applyDeletions",
          "SyncJournal.appendDeletions",
          "SyncJournal.newestDeletionPerType" -> {
        simulation.runs(Simulation.BOOKS, simulation.guard());
        changes.some(random, 40);
      }
      case "Target.rememberKeys", "Target.deleteUnseen", "Target.forgetKeys" -> {
        changes.some(random, 8);
        simulation.runs(Simulation.BOOKS, simulation.guard());
        changes.some(random, 8);
        simulation.clock.advance(Duration.ofHours(21));
      }
      case "SyncJournal.claim", "SyncJournal.configuration", "ExactTransport.send" -> {
        // every run makes these
      }
      default -> {
        if (random.nextInt(3) == 0) {
          changes.some(random, 8);
        }
      }
    }
  }

  /** A run is killed once it has planned its steps, and its lease lapses. */
  private void abandon(Random random) {
    Guard first = simulation.guard();
    first.crashAt("SyncJournal.publish", 1 + random.nextInt(4), random.nextBoolean());
    simulation.runs(Simulation.BOOKS, first);
    simulation.clock.advance(Duration.ofSeconds(91));
  }
}
