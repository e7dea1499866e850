package com.ddbm.exactonline.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.billing.RunCharges.EndedRun;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunChargesTest {

  private static final Instant NOW = Instant.parse("2026-11-25T07:10:00Z");

  private final List<BigDecimal> sent = new ArrayList<>();
  private final Map<String, Ledger.Status> ledger = new HashMap<>();
  private final Map<String, Charge> charges = new HashMap<>();
  private String answer = "Success";
  private boolean trial = false;

  private final RunCharges subject =
      new RunCharges(
          new BillingEvents() {
            @Override
            public boolean isTrial() {
              return trial;
            }

            @Override
            public String send(String runId, BigDecimal amountUsd, Instant at) {
              if (answer == null) {
                throw new ConnectorException(ErrorCode.EO_3004, null, "the connection was lost");
              }
              assertThat(ledger).containsEntry(runId, Ledger.Status.PENDING);
              sent.add(amountUsd);
              return answer;
            }
          },
          new Ledger() {
            @Override
            public boolean open(
                String runId,
                String connection,
                String configuration,
                Charge charge,
                Status status,
                Instant now) {
              charges.putIfAbsent(runId, charge);
              return ledger.putIfAbsent(runId, status) == null;
            }

            @Override
            public void close(
                String runId, Status status, String text, Optional<Instant> chargedAt) {
              ledger.put(runId, status);
            }
          });

  private static EndedRun run(String trigger, long steps, long rows) {
    return new EndedRun("run", "exact", "accounting", trigger, steps, rows, NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.10, 0.00",
    "1999, 0.10, 0.00",
    "2000, 0.10, 0.01",
    "3999, 0.10, 0.01",
    "1000000, 0.10, 5.00",
    "123456789, 0.10, 617.28"
  })
  void aRunCostsItsBaseAndItsRowsRoundedDown(long rows, BigDecimal base, BigDecimal forRows) {
    assertThat(Tariff.price(1, false, rows)).isEqualTo(new Charge(base, rows, forRows));
  }

  @Test
  void aRunWithoutASucceededStepIsFree() {
    assertThat(subject.charge(run("user", 0, 5000))).isEmpty();
    assertThat(sent).isEmpty();
    assertThat(ledger).containsEntry("run", Ledger.Status.FREE);
    assertThat(charges.get("run").totalUsd()).isEqualByComparingTo("0");
  }

  @Test
  void aRetryPaysForItsRowsOnly() {
    subject.charge(run("retry:other", 3, 4000));
    assertThat(sent).containsExactly(new BigDecimal("0.02"));
  }

  @Test
  void aRunIsChargedOnceHoweverOftenItIsSettled() {
    subject.charge(run("user", 3, 4000));
    subject.charge(run("user", 3, 4000));
    assertThat(sent).containsExactly(new BigDecimal("0.12"));
    assertThat(ledger).containsEntry("run", Ledger.Status.SENT);
  }

  @Test
  void aRunWhosePendingRowWasLeftBehindIsNotChargedAgain() {
    ledger.put("run", Ledger.Status.PENDING);
    subject.charge(run("user", 3, 4000));
    assertThat(sent).isEmpty();
  }

  @Test
  void aTrialPaysNothing() {
    trial = true;
    assertThat(subject.charge(run("user", 3, 4000))).isEmpty();
    assertThat(sent).isEmpty();
    assertThat(ledger).containsEntry("run", Ledger.Status.TRIAL);
    assertThat(charges.get("run").totalUsd()).isEqualByComparingTo("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Invalid parameter: CLASS.",
        "Only callable from within an application.",
        "Payload length exceeds the limit of 9000 characters.",
        "Too many calls. At most 1 call is allowed per 10 millisecond window.",
        "something new"
      })
  void everyOtherAnswerIsARefusalThatIsTold(String text) {
    answer = text;
    assertThat(subject.charge(run("user", 3, 0))).contains(text);
    assertThat(ledger).containsEntry("run", Ledger.Status.REFUSED);
  }

  @Test
  void anEventThatCameTooSoonIsSentAgainAFewTimesAndThenGivenUp() {
    answer = "Too many calls. At most 1 call is allowed per 10 millisecond window.";
    assertThat(subject.charge(run("user", 3, 0))).isPresent();
    assertThat(sent).hasSize(4);
    answer = "Success";
    sent.clear();
    assertThat(subject.charge(new EndedRun("next", "exact", "accounting", "user", 3, 0, NOW)))
        .isEmpty();
    assertThat(sent).hasSize(1);
  }

  @Test
  void anEventWhoseAnswerIsLostStaysPendingAndIsNeverSentAgain() {
    answer = null;
    assertThat(subject.charge(run("user", 3, 0))).get().asString().contains("may have been taken");
    assertThat(ledger).containsEntry("run", Ledger.Status.PENDING);
    answer = "Success";
    assertThat(subject.charge(run("user", 3, 0))).isEmpty();
    assertThat(sent).isEmpty();
  }
}
