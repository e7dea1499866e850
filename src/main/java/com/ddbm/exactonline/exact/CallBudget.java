package com.ddbm.exactonline.exact;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Calls as money: how many were made and what is left, per division and for the whole contract.
 * Thread-safe; the client asks before each call and reports each answer.
 */
public interface CallBudget {

  /**
   * When the next call for a division may be made, from what is known: now or earlier means at
   * once. Counts the call as made when it may be made now.
   *
   * @param division the division, or 0 for calls without one
   */
  Instant reserve(int division, Instant now);

  /** Learns from an answer's limit headers; absent headers are unknown, not zero. */
  void learn(int division, Instant now, ExactTransport.Response response);

  /**
   * How many calls of a division fit before its daily window and the fair use of the contract end.
   */
  long remainingToday(int division, Instant now);

  /** Whether it is the fair use of the contract that is used up, not a division's own limit. */
  default boolean contractExhausted(Instant now) {
    return false;
  }

  /** What was counted, to be kept in the state tables and given back to the next run. */
  List<Usage> usage();

  /**
   * Calls of a division on a day (UTC).
   *
   * @param limitPerDay as learned from headers, null when unknown
   * @param remaining as learned from headers, null when unknown
   */
  record Usage(
      int division,
      LocalDate day,
      long calls,
      Long limitPerDay,
      Long remaining,
      long answers429,
      long errors,
      Instant lastAnswerAt) {}
}
