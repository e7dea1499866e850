package com.ddbm.exactonline.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.billing.Ledger.Status;
import com.ddbm.exactonline.billing.RunCharges.EndedRun;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A year of one customer: hourly and nightly runs, retries, failures, a trial, refusals of every
 * kind, crashes between ledger and event. Ledger, events and rows must agree to the cent.
 */
class YearOfBillingTest {

  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> REFUSALS =
      List.of(
          "Invalid parameter: BASE_CHARGE.",
          "Only callable from within an application.",
          "Payload length exceeds the limit of 9000 characters.",
          "Too many calls. At most 1 call is allowed per 10 millisecond window.",
          "no answer",
          "some text of next year");

  /** Both sides of billing in memory, with faults by seed. */
  private static final class Account implements BillingEvents, Ledger {
    private final Random random;
    private final Map<String, BigDecimal> taken = new LinkedHashMap<>();
    private final Map<String, Status> status = new LinkedHashMap<>();
    private final Map<String, Charge> rows = new HashMap<>();
    private final Map<String, String> answers = new HashMap<>();
    private boolean trial = true;

    Account(long seed) {
      random = new Random(seed);
    }

    @Override
    public boolean isTrial() {
      return trial;
    }

    @Override
    public String send(String runId, BigDecimal amountUsd, Instant at) {
      assertThat(status).containsEntry(runId, Status.PENDING);
      assertThat(amountUsd.signum()).isPositive();
      assertThat(amountUsd.scale()).isLessThanOrEqualTo(2);
      int fate = random.nextInt(100);
      if (fate < 3) {
        return REFUSALS.get(random.nextInt(REFUSALS.size()));
      }
      if (fate < 4) {
        throw new ConnectorException(ErrorCode.EO_3004, null, "the connection was lost");
      }
      if (fate < 5) {
        throw new IllegalStateException("killed before the event was taken");
      }
      assertThat(taken).as("an event of " + runId).doesNotContainKey(runId);
      taken.put(runId, amountUsd);
      if (fate < 6) {
        throw new IllegalStateException("killed after the event was taken");
      }
      return ACCEPTED;
    }

    @Override
    public boolean open(
        String runId,
        String connection,
        String configuration,
        Charge charge,
        Status begins,
        Instant now) {
      rows.putIfAbsent(runId, charge);
      return status.putIfAbsent(runId, begins) == null;
    }

    @Override
    public void close(String runId, Status ended, String answer, Optional<Instant> chargedAt) {
      assertThat(status).containsEntry(runId, Status.PENDING);
      status.put(runId, ended);
      answers.put(runId, answer);
    }

    BigDecimal ledger(Status... wanted) {
      return status.entrySet().stream()
          .filter(each -> List.of(wanted).contains(each.getValue()))
          .map(each -> rows.get(each.getKey()).totalUsd())
          .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aYearOfMixedRunsReconcilesToTheCent(long seed) {
    Account account = new Account(seed);
    RunCharges charges = new RunCharges(account, account);
    Random random = new Random(seed * 7919);
    List<EndedRun> runs = year(random);
    for (EndedRun run : runs) {
      account.trial = run.at().isBefore(NEW_YEAR.plus(Duration.ofDays(7)));
      settle(charges, run);
      if (random.nextInt(10) == 0) {
        settle(charges, run); // settled again by whoever resumed it
      }
    }

    assertThat(account.status).hasSameSizeAs(runs);
    BigDecimal events = account.taken.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal sentByLedger = account.ledger(Status.SENT);
    BigDecimal perhaps = account.ledger(Status.PENDING);
    // What was told as charged was taken; what was taken is told as charged or left as pending.
    assertThat(events).isBetween(sentByLedger, sentByLedger.add(perhaps));
    account.taken.forEach(
        (run, amount) -> assertThat(amount).isEqualTo(account.rows.get(run).totalUsd()));
    assertThat(account.answers.values()).allMatch(answer -> answer != null && !answer.isEmpty());

    BigDecimal recomputed = BigDecimal.ZERO;
    for (EndedRun run : runs) {
      Status status = account.status.get(run.runId());
      BigDecimal expected = status == Status.TRIAL ? BigDecimal.ZERO : expected(run);
      assertThat(account.rows.get(run.runId()).totalUsd())
          .as(run + " " + status)
          .isEqualByComparingTo(expected);
      if (status == Status.SENT) {
        recomputed = recomputed.add(expected);
      }
    }
    assertThat(sentByLedger).isEqualByComparingTo(recomputed);
    assertThat(account.status.values())
        .contains(Status.SENT, Status.REFUSED, Status.TRIAL, Status.FREE, Status.PENDING);
  }

  @Test
  void nothingOfTheTrialIsChargedLater() {
    Account account = new Account(1);
    RunCharges charges = new RunCharges(account, account);
    EndedRun run = new EndedRun("run", "exact", "accounting", "user", 5, 1_000_000, NEW_YEAR);
    charges.charge(run);
    account.trial = false;
    charges.charge(run);
    assertThat(account.taken).isEmpty();
    assertThat(account.status).containsEntry("run", Status.TRIAL);
  }

  /** Some 3,000 runs. */
  private static List<EndedRun> year(Random random) {
    List<EndedRun> runs = new ArrayList<>();
    Instant at = NEW_YEAR;
    while (at.isBefore(NEW_YEAR.plus(Duration.ofDays(365)))) {
      String id = "run-" + runs.size();
      boolean failed = random.nextInt(20) == 0;
      boolean retry = random.nextInt(25) == 0;
      long rows = random.nextInt(5) == 0 ? 0 : Math.round(Math.pow(10, random.nextDouble() * 6.5));
      runs.add(
          new EndedRun(
              id,
              "exact",
              "accounting",
              retry ? "retry:run-" + (runs.size() - 1) : "schedule:hourly",
              failed ? 0 : 1 + random.nextInt(58),
              rows,
              at));
      at = at.plus(Duration.ofMinutes(30 + random.nextInt(300)));
    }
    return runs;
  }

  /** The price in whole cents, worked out another way than the tariff does. */
  private static BigDecimal expected(EndedRun run) {
    if (run.stepsSucceeded() == 0) {
      return BigDecimal.ZERO;
    }
    long cents = (run.triggeredBy().startsWith("retry:") ? 0 : 10) + run.rows() / 2000;
    return new BigDecimal(cents).divide(new BigDecimal(100), 2, RoundingMode.UNNECESSARY);
  }

  private static void settle(RunCharges charges, EndedRun run) {
    try {
      charges.charge(run);
    } catch (IllegalStateException killed) {
      // the process died; the run is settled again by another, or by nobody
    }
  }
}
