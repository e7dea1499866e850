package com.ddbm.exactonline.billing;

import com.ddbm.exactonline.billing.Ledger.Status;
import com.ddbm.exactonline.errors.ConnectorException;
import java.time.Instant;
import java.util.Optional;

/**
 * Charges ended runs, each at most once: a ledger row that is pending, the event, the row
 * completed. Whoever dies between the first and the last leaves a pending row, and that run is
 * never charged again: rather too little than twice.
 */
public final class RunCharges {

  /** How the answer begins that asks for a moment's patience (facts, section 9.1). */
  private static final String TOO_SOON = "Too many calls.";

  private static final int MOST_REPEATS = 3;

  private final BillingEvents events;
  private final Ledger ledger;

  public RunCharges(BillingEvents events, Ledger ledger) {
    this.events = events;
    this.ledger = ledger;
  }

  /**
   * An ended run.
   *
   * @param triggeredBy as in its record: a retry has no base charge
   * @param stepsSucceeded those of all its executions
   * @param rows inserted or updated, those not charged left out
   */
  public record EndedRun(
      String runId,
      String connection,
      String configuration,
      String triggeredBy,
      long stepsSucceeded,
      long rows,
      Instant at) {}

  /**
   * Charges a run.
   *
   * @return Snowflake's words when it refused the event, empty when all is well
   */
  public Optional<String> charge(EndedRun run) {
    Charge charge =
        Tariff.price(
            run.stepsSucceeded(), run.triggeredBy().startsWith("retry:"), Math.max(0, run.rows()));
    Status begins =
        charge.isFree() ? Status.FREE : events.isTrial() ? Status.TRIAL : Status.PENDING;
    Charge owed = begins == Status.TRIAL ? Tariff.price(0, false, 0) : charge;
    boolean first =
        ledger.open(run.runId(), run.connection(), run.configuration(), owed, begins, run.at());
    return first && begins == Status.PENDING ? send(run, charge) : Optional.empty();
  }

  private Optional<String> send(EndedRun run, Charge charge) {
    String answer;
    try {
      answer = answer(run, charge);
    } catch (ConnectorException lost) {
      // It may have been taken: the row stays PENDING, which a cap counts and nobody sends again.
      String said = "no answer came, so that it may have been taken: " + lost.getMessage();
      ledger.close(run.runId(), Status.PENDING, said, Optional.empty());
      return Optional.of(said);
    }
    boolean taken = answer.trim().equalsIgnoreCase(BillingEvents.ACCEPTED);
    ledger.close(
        run.runId(),
        taken ? Status.SENT : Status.REFUSED,
        answer,
        taken ? Optional.of(run.at()) : Optional.empty());
    return taken ? Optional.empty() : Optional.of(answer);
  }

  /**
   * What Snowflake says to the event. Too soon after another app's or run's event, and nothing was
   * taken: it is sent again, since the way there and back takes longer than the ten milliseconds
   * asked for.
   */
  private String answer(EndedRun run, Charge charge) {
    String answer = events.send(run.runId(), charge.totalUsd(), run.at());
    for (int again = 0; again < MOST_REPEATS && answer.startsWith(TOO_SOON); again++) {
      answer = events.send(run.runId(), charge.totalUsd(), run.at());
    }
    return answer;
  }
}
