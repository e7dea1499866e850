package com.ddbm.exactonline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thousands of seeded schedules of faults, crashes and races, each compared with the truth. */
@Tag("slow")
class SimulationTest {

  private static final int SCHEDULES = 2000;

  /** Calls that come so seldom that two thousand schedules need not have hit them. */
  private static final List<String> SELDOM =
      List.of(
          "SyncJournal.release", // only when the calling thread is to stop
          "SyncJournal.steps", // only when a run is resumed
          "SyncJournal.resetDeletionLog",
          "Target.mergeDeletionLog",
          "Target.divisionsWithNull",
          "Target.dropAbandonedStaging",
          "Target.rowCounts",
          "TokenVault.signInNeeded",
          "TokenVault.store",
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
    assertThat(Coverage.untouched(counters, SELDOM))
        .as("kinds of faults and crashes that never struck")
        .isEmpty();
  }
}
