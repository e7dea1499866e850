package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.exact.ExactApi.Right;
import com.ddbm.exactonline.state.RunStatus;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What happened to a step within a batch. A worker writes it together with the rows it belongs to;
 * once the batch is closed only the engine's thread reads it.
 */
final class Delta {

  /**
   * The chain of rows has ended.
   *
   * @param cursorTo where the next step begins, empty for strategies without a cursor
   * @param complete whether its answer was complete
   * @param deleteUnseen whether rows it did not bring are to be deleted
   * @param replace for a snapshot: whether the table may be replaced (not by an unproved nothing)
   * @param chainStart when the chain began
   */
  record RowsEnd(
      Optional<String> cursorTo,
      boolean complete,
      boolean deleteUnseen,
      boolean replace,
      Instant chainStart) {}

  /**
   * The chain of keys has ended.
   *
   * @param keys how many keys it brought
   */
  record KeysEnd(boolean deleteUnseen, Instant chainStart, long keys) {}

  /**
   * The worker is done with the step.
   *
   * @param status SUCCEEDED (fetched), FAILED, SKIPPED, WAITING
   * @param error for FAILED and WAITING
   * @param waitUntil for WAITING
   */
  record End(RunStatus status, ConnectorException error, Instant waitUntil) {}

  final StepWork work;
  Instant startedAt;
  long fetched;
  long calls;
  boolean moving;
  Checkpoint checkpoint;
  boolean restarted;

  /** Keys turned out to be needed after the step seemed done. */
  boolean reopened;

  boolean whole;
  boolean rememberRows;
  boolean charged;
  Set<String> refused = Set.of();
  RowsEnd rowsEnd;
  KeysEnd keysEnd;
  End end;
  Right right;
  Instant rightCheckedAt;
  final Set<String> notes = new LinkedHashSet<>();

  Delta(StepWork work) {
    this.work = work;
  }

  /** Adds what happened later. */
  void add(Delta later) {
    startedAt = startedAt == null ? later.startedAt : startedAt;
    fetched += later.fetched;
    calls += later.calls;
    if (later.moving) {
      moving = true;
      checkpoint = later.checkpoint;
    }
    restarted |= later.restarted;
    if (later.reopened) {
      reopened = true;
      end = null;
    }
    whole = later.whole;
    rememberRows = later.rememberRows;
    charged = later.charged;
    refused = later.refused;
    rowsEnd = later.rowsEnd == null ? rowsEnd : later.rowsEnd;
    keysEnd = later.keysEnd == null ? keysEnd : later.keysEnd;
    end = later.end == null ? end : later.end;
    right = later.right == null ? right : later.right;
    rightCheckedAt = later.rightCheckedAt == null ? rightCheckedAt : later.rightCheckedAt;
    notes.addAll(later.notes);
  }
}
