package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.billing.RunCharges;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.Event;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.sync.Settlement;
import java.util.List;
import java.util.Optional;

/** Charges what the engine has ended; a refusal is an event and never the run's trouble. */
final class ChargeSettlement implements Settlement {

  private final RunCharges charges;
  private final SyncJournal journal;

  ChargeSettlement(RunCharges charges, SyncJournal journal) {
    this.charges = charges;
    this.journal = journal;
  }

  @Override
  public void settled(Settled run) {
    Optional<String> refused =
        charges.charge(
            new RunCharges.EndedRun(
                run.runId(),
                run.connection(),
                run.configuration(),
                run.triggeredBy(),
                run.stepsSucceeded(),
                run.rowsCharged(),
                run.at()));
    refused.ifPresent(
        answer ->
            journal.record(
                List.of(
                    new Event(
                        run.at(),
                        "WARNING",
                        ErrorCode.EO_3007.code(),
                        ErrorCode.EO_3007.message(answer),
                        Optional.of(run.connection()),
                        Optional.of(run.runId())))));
  }
}
