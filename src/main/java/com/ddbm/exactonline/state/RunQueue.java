package com.ddbm.exactonline.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Runs as those see them who ask for them: a QUEUED row is a trigger. One thread. */
public interface RunQueue {

  /** Adds a QUEUED run. */
  void enqueue(RunRecord run, String connection);

  Optional<RunRecord> find(String runId);

  /** The runs of a configuration that have not ended, oldest first. */
  List<RunRecord> open(String configuration);

  /** Steps of a run that FAILED. */
  List<RunRecord.StepKey> failedSteps(String runId);

  /** How many steps a run has. */
  long stepCount(String runId);

  /**
   * Cancels a QUEUED run for good; of any other that has not ended it asks whoever works on it to
   * stop, and makes a WAITING one due so that it can.
   *
   * @return true when it is cancelled already, false when it was only asked to stop
   */
  boolean cancel(String runId, Instant now);

  /** What the run looks like to a user: status, moments, totals, error. */
  Optional<Summary> summary(String runId);

  /** Status, totals and error of a run. */
  record Summary(
      String runId,
      RunStatus status,
      Optional<Instant> waitingUntil,
      long rowsFetched,
      long rowsInserted,
      long rowsUpdated,
      long rowsDeleted,
      long rowsUnchanged,
      long apiCalls,
      long stepsSucceeded,
      long stepsSkipped,
      long stepsFailed,
      Optional<String> errorCode,
      Optional<String> errorMessage,
      Optional<String> remedy) {}
}
