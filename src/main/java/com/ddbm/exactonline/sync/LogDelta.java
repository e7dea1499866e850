package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.exact.ExactApi.Right;
import java.time.Instant;

/** What happened to the fetching of sync/Deleted of a division within a batch. */
final class LogDelta {

  final int division;
  long fetched;
  long calls;
  Right right;
  Instant rightCheckedAt;

  /** Where the next fetch begins; set when the chain has ended. */
  Long endedAt;

  /** It cannot be used: endpoints fall back to reconciling keys. */
  boolean unusable;

  /** Why it cannot be used, when it is not for want of the right. */
  ConnectorException refusal;

  /** Whether the step of its own table is skipped and has not failed. */
  boolean skipped;

  ConnectorException failure;
  Instant waitUntil;

  LogDelta(int division) {
    this.division = division;
  }

  /** Adds what happened later. */
  void add(LogDelta later) {
    fetched += later.fetched;
    calls += later.calls;
    right = later.right == null ? right : later.right;
    rightCheckedAt = later.rightCheckedAt == null ? rightCheckedAt : later.rightCheckedAt;
    endedAt = later.endedAt == null ? endedAt : later.endedAt;
    unusable |= later.unusable;
    refusal = later.refusal == null ? refusal : later.refusal;
    skipped |= later.skipped;
    failure = later.failure == null ? failure : later.failure;
    waitUntil = later.waitUntil == null ? waitUntil : later.waitUntil;
  }
}
