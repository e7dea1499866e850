package com.ddbm.exactonline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thousands of seeded schedules of faults, crashes and races, each compared with the truth. */
@Tag("slow")
class SimulationTest {

  private static final int SCHEDULES = 2000;

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
    assertThat(Coverage.missing(counters))
        .as("kinds of faults and crashes that never struck")
        .isEmpty();
  }
}
