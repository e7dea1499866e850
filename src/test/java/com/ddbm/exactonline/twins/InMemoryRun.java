package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * A run as the journal keeps it, with its end.
 *
 * @param totals summed from its steps when it ended or waits
 */
public record InMemoryRun(
    RunRecord record,
    long plannedCalls,
    Optional<String> errorCode,
    Optional<String> errorMessage,
    Optional<String> remedy,
    Totals totals) {

  /** Sums over steps. */
  public record Totals(
      long fetched,
      long inserted,
      long updated,
      long deleted,
      long unchanged,
      long notCharged,
      long calls,
      long succeeded,
      long skipped,
      long failed) {

    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static Totals of(Collection<StepRecord> steps) {
      Totals sum = NONE;
      for (StepRecord step : steps) {
        sum =
            new Totals(
                sum.fetched + step.rowsFetched(),
                sum.inserted + step.rowsInserted(),
                sum.updated + step.rowsUpdated(),
                sum.deleted + step.rowsDeleted(),
                sum.unchanged + step.rowsUnchanged(),
                sum.notCharged + step.rowsNotCharged(),
                sum.calls + step.apiCalls(),
                sum.succeeded + (step.status() == RunStatus.SUCCEEDED ? 1 : 0),
                sum.skipped + (step.status() == RunStatus.SKIPPED ? 1 : 0),
                sum.failed + (step.status() == RunStatus.FAILED ? 1 : 0));
      }
      return sum;
    }
  }

  static InMemoryRun queued(RunRecord record) {
    return new InMemoryRun(
        record, 0, Optional.empty(), Optional.empty(), Optional.empty(), Totals.NONE);
  }

  public RunStatus status() {
    return record.status();
  }

  InMemoryRun with(
      RunStatus status,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      Optional<Instant> waitingUntil) {
    return new InMemoryRun(
        new RunRecord(
            record.runId(),
            record.configuration(),
            record.triggeredBy(),
            record.mode(),
            record.endpoints(),
            record.divisions(),
            record.onlySteps(),
            record.reload(),
            status,
            record.queuedAt(),
            startedAt,
            endedAt,
            waitingUntil,
            record.cancelRequested()),
        plannedCalls,
        errorCode,
        errorMessage,
        remedy,
        totals);
  }

  InMemoryRun cancelled() {
    return new InMemoryRun(
        new RunRecord(
            record.runId(),
            record.configuration(),
            record.triggeredBy(),
            record.mode(),
            record.endpoints(),
            record.divisions(),
            record.onlySteps(),
            record.reload(),
            record.status(),
            record.queuedAt(),
            record.startedAt(),
            record.endedAt(),
            record.waitingUntil(),
            true),
        plannedCalls,
        errorCode,
        errorMessage,
        remedy,
        totals);
  }

  InMemoryRun planned(long calls) {
    return new InMemoryRun(record, calls, errorCode, errorMessage, remedy, totals);
  }

  InMemoryRun ending(
      Optional<String> code, Optional<String> message, Optional<String> remedy, Totals totals) {
    return new InMemoryRun(record, plannedCalls, code, message, remedy, totals);
  }
}
