package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.InMemoryRun;
import java.time.Duration;
import java.util.List;

/** Plays one schedule, drains, and compares everything. */
final class Trial {

  static final String QUIET_CALLS = "calls of quiet runs";
  static final String RELOAD_CALLS = "calls of full reloads in their place";

  private Trial() {}

  /**
   * Runs a schedule.
   *
   * @throws Violation when a promise was broken
   */
  static void run(Schedule schedule, Mutation mutation, Counters counters) {
    Simulation simulation = new Simulation(schedule.seed(), mutation, counters);
    Director director = new Director(simulation);
    Oracles oracles = new Oracles(simulation);
    for (Schedule.Event event : schedule.events()) {
      director.play(event);
      oracles.always();
    }
    director.heal();
    simulation.drain();
    oracles.always();
    simulation.clock.advance(Duration.ofHours(26));
    if (!oracles.chainIsWhole()
        || simulation.vault.trouble().isPresent()
        || simulation.exact.tokens.expired()) {
      counters.hit("sign-in needed at the end");
      deadConnectionSaysSo(simulation);
      oracles.always();
      simulation.signIn();
    }
    for (String configuration : List.of(Simulation.BOOKS, Simulation.OTHER)) {
      boolean whole =
          simulation.wishes(configuration).neverReconcilesSome() && simulation.random.nextBoolean();
      InMemoryRun run =
          finish(simulation, configuration, whole ? SyncMode.FULL_REFRESH : SyncMode.INCREMENTAL);
      oracles.always();
      if (run.status() != RunStatus.SUCCEEDED) {
        throw new Violation(
            "nothing is in the way and the run did not succeed: "
                + run
                + Oracles.statuses(simulation.journal.steps(run.record().runId())));
      }
      oracles.tables.areRight(configuration, whole);
    }
    quietRun(simulation, false); // a table that was empty so far is compared once more
    quietRun(simulation, true);
    oracles.always();
  }

  /** A run over a connection that needs a person ends at once and says so. */
  private static void deadConnectionSaysSo(Simulation simulation) {
    InMemoryRun run = finish(simulation, Simulation.BOOKS);
    boolean said =
        run.status() == RunStatus.FAILED
            && run.errorCode().filter(ErrorCode.EO_2004.code()::equals).isPresent()
            && simulation.vault.trouble().isPresent();
    if (!said || simulation.charges.lines.get(run.record().runId()).charge().isFree() == false) {
      throw new Violation("the connection needs a sign-in and the run says " + run);
    }
  }

  private static InMemoryRun finish(Simulation simulation, String configuration) {
    return finish(simulation, configuration, SyncMode.INCREMENTAL);
  }

  private static InMemoryRun finish(Simulation simulation, String configuration, SyncMode mode) {
    String runId = simulation.enqueue(configuration, mode, false, List.of(), "user");
    simulation.work(configuration, simulation.guard());
    simulation.drain();
    return simulation.journal.run(runId);
  }

  /** With nothing to do a run writes nothing and makes the fewest calls. */
  private static void quietRun(Simulation simulation, boolean fewestCalls) {
    long before = simulation.exact.calls();
    InMemoryRun run = finish(simulation, Simulation.BOOKS);
    long made = simulation.exact.calls() - before;
    if (simulation.written.of(run.record().runId()) != 0 || run.totals().deleted() != 0) {
      throw new Violation(
          "nothing had changed and rows were written: "
              + run
              + Oracles.statuses(simulation.journal.steps(run.record().runId())));
    }
    long least = least(simulation);
    if (fewestCalls) {
      simulation.counters.add(QUIET_CALLS, made);
      simulation.counters.add(RELOAD_CALLS, reload(simulation));
    }
    if (fewestCalls && !simulation.limited && !simulation.unsorted && made > least) {
      throw new Violation(
          made
              + " calls where "
              + least
              + " would do: "
              + simulation.journal.cursors(Simulation.BOOKS).values()
              + run
              + Oracles.statuses(simulation.journal.steps(run.record().runId())));
    }
  }

  /** What it costs to fetch every table whole. */
  private static long reload(Simulation simulation) {
    long calls = 2;
    for (SourceDivision division : simulation.exact.divisions.values()) {
      for (Endpoint endpoint : simulation.catalogue) {
        calls += pages(simulation.exact.truth(division.code, endpoint).size(), endpoint);
      }
    }
    return calls;
  }

  private static long pages(int rows, Endpoint endpoint) {
    return Math.max(1, (rows + endpoint.pageSize() - 1) / endpoint.pageSize());
  }

  private static long least(Simulation simulation) {
    long calls = 2;
    Wishes wishes = simulation.wishes(Simulation.BOOKS);
    for (SourceDivision division : simulation.exact.divisions.values()) {
      calls += 1; // sync/Deleted
      for (Endpoint endpoint : simulation.catalogue) {
        if (endpoint.id().equals(Endpoint.DELETED)) {
          continue;
        }
        int rows = division.rows(endpoint.id()).size();
        long pages = pages(rows, endpoint);
        boolean complete =
            endpoint.strategy() == Strategy.SNAPSHOT || endpoint.strategy() == Strategy.FULL;
        boolean everyRun = wishes.reconcile(endpoint) == Reconcile.EVERY_RUN;
        boolean compares = everyRun && endpoint.deletions() == DeletionMethod.RECONCILE_KEYS;
        calls += complete ? pages : endpoint.strategy() == Strategy.MODIFIED ? pages : 1;
        calls += compares && rows > 0 ? pages : 0;
      }
    }
    return calls;
  }
}
