package com.ddbm.exactonline.state;

/** Status of a run or a step (design, section 5.8). */
public enum RunStatus {
  QUEUED,
  RUNNING,
  WAITING,
  SUCCEEDED,
  /** Runs only: some steps succeeded, some did not. */
  PARTIAL,
  /** Steps only: not done for a reason that is no failure. */
  SKIPPED,
  FAILED,
  CANCELLED;

  /** Whether nothing more happens. */
  public boolean ended() {
    return switch (this) {
      case QUEUED, RUNNING, WAITING -> false;
      case SUCCEEDED, PARTIAL, SKIPPED, FAILED, CANCELLED -> true;
    };
  }
}
