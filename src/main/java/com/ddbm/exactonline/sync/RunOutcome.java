package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.RunStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of one claimed run in this execution.
 *
 * @param runId the run
 * @param status SUCCEEDED, PARTIAL, FAILED, CANCELLED; WAITING (see waitingUntil); QUEUED when it
 *     has to go on in a new task execution at once (near the time limit, or a secret that is seen
 *     only by a new execution); RUNNING when another holder took it over: then say nothing
 * @param waitingUntil when a WAITING run may go on
 * @param error the run's error, when it has one
 * @param message the error's sentence
 */
public record RunOutcome(
    String runId,
    RunStatus status,
    Optional<Instant> waitingUntil,
    Optional<ErrorCode> error,
    Optional<String> message) {

  /** Whether the caller must start a new task execution now. */
  public boolean goesOnElsewhere() {
    return status == RunStatus.QUEUED;
  }

  /** Whether another holder took over and this execution must stop without a word. */
  public boolean takenOver() {
    return status == RunStatus.RUNNING;
  }
}
