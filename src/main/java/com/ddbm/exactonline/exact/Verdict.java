package com.ddbm.exactonline.exact;

/**
 * What to do about an answer that is no data.
 *
 * @param action the next step
 * @param error what to tell when that step does not help
 */
record Verdict(Action action, ExactException error) {

  /** The next step. */
  enum Action {
    /** Wait a little and ask for the same again. */
    RETRY,
    /** Ask for a newer token, then for the same again, once. */
    NEW_TOKEN,
    /** A limit: the budget knows until when. */
    LIMITED,
    /** Asking again cannot help. */
    REFUSE
  }
}
