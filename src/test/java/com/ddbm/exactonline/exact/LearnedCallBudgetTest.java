package com.ddbm.exactonline.exact;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.exact.CallBudget.Usage;
import com.ddbm.exactonline.exact.LimitedServer.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Limits: learned from answers, waited for before a call and not after a refusal. */
class LearnedCallBudgetTest {

  private static final Instant TEN = Instant.parse("2026-01-05T10:00:00Z");
  private static final LocalDate DAY = LocalDate.parse("2026-01-05");
  private final LearnedCallBudget budget = new LearnedCallBudget(20_000, List.of());

  /** Works one division through many calls, as a worker would, and returns how long it took. */
  private Duration work(
      LearnedCallBudget limits, LimitedServer server, int calls, Random random, Instant start) {
    Instant now = start;
    int made = 0;
    while (made < calls) {
      Instant free = limits.reserve(7, now);
      if (free.isAfter(now)) {
        now = free;
        continue;
      }
      now = now.plusMillis(random.nextInt(300)); // on its way
      ExactTransport.Response answer = server.call(7, now);
      now = now.plusMillis(random.nextInt(900)); // on its way back
      limits.learn(7, now, answer);
      made += answer.status() == 200 ? 1 : 0;
    }
    return Duration.between(start, now);
  }

  @Property(tries = 100)
  void anAppThatIsAloneNeverMeetsALimit(
      @ForAll @IntRange(min = -300, max = 300) int seconds,
      @ForAll boolean sendsReset,
      @ForAll long seed) {
    LimitedServer server =
        new LimitedServer(Duration.ofSeconds(seconds), 60, 5000, true, sendsReset);
    LearnedCallBudget limits = new LearnedCallBudget(20_000, List.of());
    Duration time = work(limits, server, 600, new Random(seed), TEN);
    assertThat(server.refused()).isZero();
    assertThat(time).isLessThan(Duration.ofMinutes(12));
  }

  @Property(tries = 20)
  void theDayIsWaitedOutTooAndNothingIsWasted(@ForAll long seed) {
    LimitedServer server = new LimitedServer(Duration.ZERO, 60, 300, true, true);
    LearnedCallBudget limits = new LearnedCallBudget(20_000, List.of());
    Duration time = work(limits, server, 650, new Random(seed), TEN);
    assertThat(server.refused()).isZero();
    assertThat(time).isBetween(Duration.ofHours(38), Duration.ofMinutes(38 * 60 + 10));
  }

  @Property(tries = 50)
  void aClockThatDiffersUnseenCostsAFewRefusalsButNoEndlessLoop(
      @ForAll @IntRange(min = -300, max = 300) int seconds,
      @ForAll boolean sendsReset,
      @ForAll long seed) {
    LimitedServer server =
        new LimitedServer(Duration.ofSeconds(seconds), 60, 5000, false, sendsReset);
    LearnedCallBudget limits = new LearnedCallBudget(20_000, List.of());
    Duration time = work(limits, server, 300, new Random(seed), TEN);
    assertThat(server.refused()).isLessThan(20);
    assertThat(time).isLessThan(Duration.ofMinutes(15));
  }

  @Test
  void aServerWithoutHeadersHoldsNobodyBack() {
    for (int call = 0; call < 1000; call++) {
      assertThat(budget.reserve(7, TEN)).isEqualTo(TEN);
      budget.learn(7, TEN, Answer.of(200));
    }
    assertThat(budget.remainingToday(7, TEN)).isEqualTo(19_000);
    assertThat(budget.usage()).containsExactly(new Usage(7, DAY, 1000, null, null, 0, 0, TEN));
  }

  @Test
  void headersThatGoAwayAgainLeaveTheLastLimitInForce() {
    assertThat(budget.reserve(7, TEN)).isEqualTo(TEN);
    budget.learn(
        7,
        TEN,
        Answer.of(200, "x-ratelimit-minutely-limit", "3", "X-RateLimit-Minutely-Remaining", "2"));
    for (int call = 0; call < 2; call++) {
      assertThat(budget.reserve(7, TEN)).isEqualTo(TEN);
      budget.learn(7, TEN, Answer.of(200));
    }
    assertThat(budget.reserve(7, TEN)).isEqualTo("2026-01-05T10:01:01.500Z");
    assertThat(budget.reserve(8, TEN)).as("another division").isEqualTo(TEN);
    Instant next = Instant.parse("2026-01-05T10:01:01.500Z");
    assertThat(budget.reserve(7, next)).isEqualTo(next);
  }

  @Test
  void headersThatAreNoNumbersAreIgnored() {
    assertThat(budget.reserve(7, TEN)).isEqualTo(TEN);
    budget.learn(
        7,
        TEN,
        Answer.of(
            200,
            "X-RateLimit-Remaining",
            "many",
            "X-RateLimit-Minutely-Remaining",
            "",
            "X-RateLimit-Reset",
            "99999999999999999999",
            "Date",
            "today"));
    assertThat(budget.reserve(7, TEN)).isEqualTo(TEN);
    assertThat(budget.remainingToday(7, TEN)).isEqualTo(19_998);
  }

  @Test
  void theContractIsOneForAllDivisionsAndEndsWithItsDay() {
    LearnedCallBudget small = new LearnedCallBudget(3, List.of());
    assertThat(small.reserve(1, TEN)).isEqualTo(TEN);
    assertThat(small.reserve(2, TEN)).isEqualTo(TEN);
    assertThat(small.contractExhausted(TEN)).isFalse();
    assertThat(small.remainingToday(1, TEN)).isEqualTo(1);
    assertThat(small.reserve(0, TEN)).isEqualTo(TEN);
    assertThat(small.contractExhausted(TEN)).isTrue();
    assertThat(small.reserve(1, TEN)).isEqualTo("2026-01-06T00:00:02Z");
    Instant next = Instant.parse("2026-01-06T00:00:02Z");
    assertThat(small.reserve(1, next)).isEqualTo(next);
    assertThat(small.usage())
        .extracting(Usage::day)
        .containsExactlyInAnyOrder(DAY, DAY.plusDays(1), DAY, DAY);
  }

  @Test
  void countingGoesOnWhereAnEarlierRunStopped() {
    LearnedCallBudget later =
        new LearnedCallBudget(
            100,
            List.of(
                new Usage(1, DAY.minusDays(1), 90, 5000L, 10L, 0, 0, TEN.minusSeconds(90_000)),
                new Usage(1, DAY, 40, 5000L, 4960L, 2, 1, TEN),
                new Usage(2, DAY, 59, 5000L, 0L, 0, 0, TEN)));
    assertThat(later.remainingToday(1, TEN)).isEqualTo(1);
    assertThat(later.reserve(2, TEN)).as("its day is over").isEqualTo("2026-01-06T00:00:01.500Z");
    assertThat(later.reserve(1, TEN)).isEqualTo(TEN);
    assertThat(later.reserve(1, TEN)).isEqualTo("2026-01-06T00:00:02Z");
    assertThat(later.usage()).contains(new Usage(1, DAY, 41, 5000L, 4959L, 2, 1, TEN));
  }

  @Test
  void aRunThatStartsInTheMinuteOfTheLastOneDoesNotTrustThatMinute() {
    LearnedCallBudget later =
        new LearnedCallBudget(
            20_000, List.of(new Usage(1, DAY, 400, 5000L, 4600L, 0, 0, TEN.plusSeconds(5))));
    assertThat(later.reserve(1, TEN.plusSeconds(10))).isEqualTo("2026-01-05T10:01:01.500Z");
    assertThat(later.reserve(1, TEN.plusSeconds(62))).isEqualTo(TEN.plusSeconds(62));
  }

  @Test
  void errorsAndRefusalsAreCountedByDay() {
    budget.reserve(7, TEN);
    budget.learn(7, TEN, Answer.of(404));
    budget.reserve(7, TEN);
    budget.learn(7, TEN, Answer.of(429));
    assertThat(budget.usage()).containsExactly(new Usage(7, DAY, 2, null, null, 1, 1, TEN));
  }
}
