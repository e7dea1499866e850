package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.billing.MonthlyCap;
import com.ddbm.exactonline.billing.RunCharges;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.Event;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.sync.Settlement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Charges what the engine has ended. A refusal, or a cap that was reached, is an event and never
 * the run's trouble.
 */
final class ChargeSettlement implements Settlement {

  private final RunCharges charges;
  private final MonthlyCap cap;
  private final SyncJournal journal;

  ChargeSettlement(RunCharges charges, MonthlyCap cap, SyncJournal journal) {
    this.charges = charges;
    this.cap = cap;
    this.journal = journal;
  }

  @Override
  public void settled(Settled run) {
    Optional<BigDecimal> before = cap.spent(run.connection(), run.at());
    List<Event> events = new ArrayList<>();
    charges
        .charge(
            new RunCharges.EndedRun(
                run.runId(),
                run.connection(),
                run.configuration(),
                run.triggeredBy(),
                run.stepsSucceeded(),
                run.rowsCharged(),
                run.at()))
        .ifPresent(
            answer ->
                events.add(warning(run, ErrorCode.EO_3007, ErrorCode.EO_3007.message(answer))));
    before
        .flatMap(spent -> cap.after(run.connection(), spent, run.at()))
        .ifPresent(notice -> events.add(warning(run, notice.error(), notice.message())));
    if (!events.isEmpty()) {
      journal.record(events);
    }
  }

  private static Event warning(Settled run, ErrorCode error, String message) {
    return new Event(
        run.at(),
        "WARNING",
        error.code(),
        message,
        Optional.of(run.connection()),
        Optional.of(run.runId()));
  }
}
