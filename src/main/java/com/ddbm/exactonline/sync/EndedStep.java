package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import java.time.Instant;
import java.util.Optional;

/** A step of an earlier execution that comes to its end without having been planned again. */
final class EndedStep {

  private EndedStep() {}

  /**
   * @param why what ended it, or null when the user did
   */
  static StepRecord of(StepRecord step, RunStatus status, ConnectorException why, Instant now) {
    Optional<ConnectorException> cause = Optional.ofNullable(why);
    return new StepRecord(
        step.key(),
        status,
        cause.map(ConnectorException::getMessage).or(step::reason),
        step.strategy(),
        step.cursorFrom(),
        step.cursorTo(),
        step.startedAt(),
        Optional.of(now),
        step.rowsFetched(),
        step.rowsInserted(),
        step.rowsUpdated(),
        step.rowsDeleted(),
        step.rowsUnchanged(),
        step.rowsNotCharged(),
        step.apiCalls(),
        cause.map(error -> error.error().code()),
        cause.map(ConnectorException::getMessage),
        cause.map(error -> error.error().remedy()));
  }
}
