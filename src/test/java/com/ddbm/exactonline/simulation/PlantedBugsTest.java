package com.ddbm.exactonline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every promise has an oracle that notices when it is broken. */
@Tag("slow")
class PlantedBugsTest {

  private static final int SCHEDULES = 2000;

  @ParameterizedTest
  @EnumSource(PlantedBug.class)
  void isFound(PlantedBug bug) {
    long seed = 1;
    while (seed <= SCHEDULES && Simulate.outcome(Schedule.of(seed), bug, new Counters()) == null) {
      seed++;
    }
    assertThat(seed).as("schedules until %s is found", bug).isLessThanOrEqualTo(SCHEDULES);
  }
}
