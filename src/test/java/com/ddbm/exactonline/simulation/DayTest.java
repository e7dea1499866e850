package com.ddbm.exactonline.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.ddbm.exactonline.procedures.WarehouseTime;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Days of a connection under real limits; `scripts/simulate --day` plays them at full size. */
@Tag("slow")
class DayTest {

  private static final int DIVISIONS = 20;

  /** In proportion what 20,000 calls are to 300 divisions: not enough to compare all keys daily. */
  private static final long FAIR_USE = 1_333;

  @Test
  void nightlyRunsStayWithinFairUseAndDoNotWaitForTheNextDay() {
    Day day = new Day(DIVISIONS, FAIR_USE);
    day.load();
    long compared = 0;
    for (int night = 0; night < 4; night++) {
      Day.Result result = day.day(Duration.ofHours(24));
      isGood(result);
      assertThat(result.calls()).isLessThanOrEqualTo(FAIR_USE);
      assertThat(result.longest()).isLessThan(Duration.ofHours(1));
      assertThat(result.comparisons()).isLessThan(result.due());
      compared += result.comparisons();
    }
    assertThat(compared).as("every endpoint's keys, every other night").isGreaterThan(2 * 180);
    assertThat(day.longestUncompared()).isLessThan(Duration.ofHours(49));
  }

  @Test
  void hourlyRunsOfALargerContractMakeTheFewestCalls() {
    Day day = new Day(6, 12_000);
    day.load();
    isGood(day.day(Duration.ofHours(1)));
  }

  @Test
  void aRunHoldsAWarehouseForTheMinutesOfTheCostModel() {
    int divisions = 6;
    Day day = new Day(divisions, 12_000);
    day.load();
    Day.Result night = day.day(Duration.ofHours(24));
    isGood(night);
    // All divisions are alike; who is signed in and the list of divisions are two calls more.
    long each = (night.calls() - 2) / divisions;
    assertThat(each).as("more than a minute has room for").isGreaterThan(DayExact.EACH_MINUTE);
    // Answers and loading take no time on the virtual clock: what is left is waiting, a few seconds
    // past each minute, since two clocks are never quite the same.
    assertThat((double) WarehouseTime.seconds(night.calls(), each, divisions, 0))
        .isCloseTo(night.longest().toSeconds(), withinPercentage(10));
  }

  /** In a thread that can be ended: a load that makes no headway would wait for ever. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDayWithFewerCallsThanDivisionsAskForBesideTheirStepsBringsTheLoadOn() {
    Day day = new Day(9, 17);
    day.load();
    assertThat(day.answers429()).isZero();
  }

  private static void isGood(Day.Result result) {
    assertThat(result.succeeded()).isEqualTo(result.runs());
    assertThat(result.answers429()).isZero();
    assertThat(result.tokensWhole()).isTrue();
    assertThat(result.over()).as("calls over the least, in percent").isLessThan(2.0);
  }
}
