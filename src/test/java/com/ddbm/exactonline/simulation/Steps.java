package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import java.util.Optional;

/** Steps with something in them changed, for planted bugs. */
final class Steps {

  private Steps() {}

  static StepRecord with(StepRecord step, RunStatus status) {
    return made(step, status, step.rowsInserted(), step.errorCode(), step.errorMessage());
  }

  /** The same without its error. */
  static StepRecord without(StepRecord step) {
    return made(step, step.status(), step.rowsInserted(), Optional.empty(), Optional.empty());
  }

  /** The same with a row more than were written, where some were. */
  static StepRecord oneMore(StepRecord step) {
    long rows = step.rowsInserted() == 0 ? 0 : step.rowsInserted() + 1;
    return made(step, step.status(), rows, step.errorCode(), step.errorMessage());
  }

  private static StepRecord made(
      StepRecord step,
      RunStatus status,
      long inserted,
      Optional<String> errorCode,
      Optional<String> errorMessage) {
    return new StepRecord(
        step.key(),
        status,
        step.reason(),
        step.strategy(),
        step.cursorFrom(),
        step.cursorTo(),
        step.startedAt(),
        step.endedAt(),
        step.rowsFetched(),
        inserted,
        step.rowsUpdated(),
        step.rowsDeleted(),
        step.rowsUnchanged(),
        step.rowsNotCharged(),
        step.apiCalls(),
        errorCode,
        errorMessage,
        step.remedy());
  }
}
