package com.ddbm.exactonline.billing;

import java.time.Instant;
import java.util.Optional;

/** The ledger of charges: a row before the event and its answer after, at most one row a run. */
public interface Ledger {

  /** What became of a charge. */
  enum Status {
    /** About to be sent; one that stays so was perhaps taken and is never sent again. */
    PENDING,
    SENT,
    /** Snowflake did not take it. */
    REFUSED,
    /** Not sent: the app is on trial. */
    TRIAL,
    /** Nothing to charge. */
    FREE
  }

  /**
   * Writes the row of a run, committed when this returns.
   *
   * @return false when the run has a row already: it was or may have been charged
   */
  boolean open(
      String runId,
      String connection,
      String configuration,
      Charge charge,
      Status status,
      Instant now);

  /** Completes the row of a run. */
  void close(String runId, Status status, String answer, Optional<Instant> chargedAt);
}
