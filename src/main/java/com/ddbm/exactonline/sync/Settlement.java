package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.state.RunStatus;
import java.time.Instant;

/**
 * What happens to money when a run has ended. Called once per ended run, outside any transaction,
 * after the run's end is stored. An exception is recorded as an event and changes nothing.
 */
public interface Settlement {

  /** For tests and tools that charge nothing. */
  Settlement NONE = run -> {};

  /** The run has ended. */
  void settled(Settled run);

  /**
   * An ended run.
   *
   * @param triggeredBy as in the run's record: a retry has no base charge
   * @param status SUCCEEDED, PARTIAL, FAILED or CANCELLED
   * @param stepsSucceeded how many steps succeeded, those of earlier executions of the run included
   * @param rowsCharged rows inserted or updated that are to be paid for
   */
  record Settled(
      String runId,
      String configuration,
      String connection,
      String triggeredBy,
      RunStatus status,
      long stepsSucceeded,
      long rowsCharged,
      Instant at) {}
}
