package com.ddbm.exactonline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thousands of seeded schedules of faults, crashes and races, each compared with the truth. */
@Tag("slow")
class SimulationTest {

  private static final int SCHEDULES = 2000;

  /** Calls that come so seldom that two thousand schedules need not have killed anyone there. */
  private static final List<String> SELDOM =
      List.of(
          "SyncJournal.release", // only when the calling thread is to stop
          "SyncJournal.steps", // only when a run is resumed
          "TokenVault.signInNeeded",
          "SyncJournal.resetDeletionLog",
          "Target.mergeDeletionLog",
          "Target.applyDeletions",
          "Target.divisionsWithNull",
          "Target.dropAbandonedStaging",
          "BillingEvents.isTrial");

  @Test
  void whateverHappensTheTablesAreRight() {
    Counters counters = new Counters();
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      Schedule schedule = Schedule.of(seed);
      Throwable broken = Simulate.outcome(schedule, Mutation.NONE, counters);
      if (broken != null) {
        Schedule shortest = Simulate.shrink(schedule, Mutation.NONE);
        throw new AssertionError(
            shortest.events() + "; run again: " + shortest.command(),
            Simulate.outcome(shortest, Mutation.NONE, new Counters()));
      }
    }
    assertThat(neverHit(counters)).as("kinds of faults and crashes that never struck").isEmpty();
  }

  private static List<String> neverHit(Counters counters) {
    List<String> missing = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      missing.add("fault " + kind);
    }
    for (Schedule.Kind kind : Schedule.Kind.values()) {
      missing.add("event " + kind);
    }
    for (String point : Ports.POINTS) {
      if (!SELDOM.contains(point)) {
        missing.add("crash before " + point);
        missing.add("crash after " + point);
      }
    }
    missing.removeIf(kind -> counters.of(kind) > 0);
    return missing;
  }
}
