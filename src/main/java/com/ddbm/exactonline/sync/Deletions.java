package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.DivisionRecord;
import com.ddbm.exactonline.state.SyncJournal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The log of deletions as this run knows it: per division whether it was fetched after the
 * entities, and which steps must still apply it (design, section 5.7). On the engine's thread.
 */
final class Deletions {

  /** A division's log. */
  private static final class Log {
    DivisionRecord record;

    /** The record as it was last stored. */
    DivisionRecord stored;

    boolean ended;
    boolean unusable;
    ConnectorException refusal;
    boolean skipped;
    ConnectorException failure;
    Instant waitUntil;
    boolean unsaved;

    Log(DivisionRecord record) {
      this.record = record;
      stored = record;
    }
  }

  /** What a step has to do about deletions before it may succeed. */
  enum Need {
    /** The log of its division was not fetched yet. */
    NOT_YET,
    /** Nothing to apply. */
    NONE,
    /** Rows of the log lie above its position. */
    APPLY,
    /** The log could not be fetched. */
    FAILED,
    /** The log waits for a limit. */
    WAIT
  }

  private final SyncJournal journal;
  private final String connection;
  private final Map<Integer, Log> logs = new LinkedHashMap<>();
  private Map<Integer, Map<Integer, Long>> newest = Map.of();

  Deletions(SyncJournal journal, String connection) {
    this.journal = journal;
    this.connection = connection;
  }

  /** A division whose log this run fetches. */
  void expect(DivisionRecord division) {
    logs.put(division.division(), new Log(division));
  }

  /** Takes in what workers reported. */
  void take(Collection<LogDelta> deltas, Instant now) {
    for (LogDelta delta : deltas) {
      Log log = logs.get(delta.division);
      log.unusable |= delta.unusable;
      log.refusal = delta.refusal == null ? log.refusal : delta.refusal;
      log.skipped |= delta.skipped;
      log.failure = delta.failure == null ? log.failure : delta.failure;
      log.waitUntil = delta.waitUntil == null ? log.waitUntil : delta.waitUntil;
      boolean ended = delta.endedAt != null && log.failure == null;
      log.ended |= ended;
      DivisionRecord before = log.record;
      log.record =
          new DivisionRecord(
              before.division(),
              before.name(),
              before.status(),
              before.movedAt(),
              ended ? Math.max(before.deletedPosition(), delta.endedAt) : before.deletedPosition(),
              ended ? Optional.of(now) : before.deletedFetchedAt(),
              delta.rightCheckedAt == null
                  ? before.deletedRightCheckedAt()
                  : Optional.of(delta.rightCheckedAt),
              right(delta, before));
      log.unsaved |= !log.record.equals(before);
    }
  }

  private static Optional<Boolean> right(LogDelta delta, DivisionRecord before) {
    if (delta.right == null) {
      return delta.unusable ? Optional.of(false) : before.deletedRight();
    }
    return switch (delta.right) {
      case GRANTED -> Optional.of(true);
      case MISSING -> Optional.of(false);
      case UNKNOWN -> Optional.empty();
    };
  }

  /**
   * The fetched rows could not be stored: steps of these divisions must not succeed, and the place
   * in the log stays where it was, or these deletions would never be fetched again.
   */
  void fail(Collection<LogDelta> deltas, ConnectorException failure) {
    for (LogDelta delta : deltas) {
      Log log = logs.get(delta.division);
      log.failure = failure;
      log.record = log.stored;
      log.unsaved = false;
    }
  }

  /** The divisions of these reports, as they are to be stored. */
  List<DivisionRecord> records(Collection<LogDelta> deltas) {
    return deltas.stream().map(delta -> logs.get(delta.division).record).toList();
  }

  /** Records to be saved within a publish; call {@link #saved()} once it is committed. */
  List<DivisionRecord> unsaved() {
    List<DivisionRecord> records = new ArrayList<>();
    logs.values().stream().filter(log -> log.unsaved).forEach(log -> records.add(log.record));
    return records;
  }

  void saved() {
    for (Log log : logs.values()) {
      log.unsaved = false;
      log.stored = log.record;
    }
  }

  /** Asks once for all steps which of them have deletions above their position. */
  void look(Collection<StepState> states) {
    Map<Integer, Long> lowest = new LinkedHashMap<>();
    for (StepState state : states) {
      Log log = logs.get(state.key().division());
      if (usesLog(state)
          && log != null
          && log.ended
          && state.cursor.deletionPosition() < log.record.deletedPosition()) {
        lowest.merge(state.key().division(), state.cursor.deletionPosition(), Math::min);
      }
    }
    newest = lowest.isEmpty() ? Map.of() : journal.newestDeletionPerType(connection, lowest);
  }

  private static boolean usesLog(StepState state) {
    return state.source().endpoint().deletions() == DeletionMethod.DELETED_LOG
        || state.source().isDeletionLog();
  }

  /** What this step has to do now. */
  Need need(StepState state) {
    Log log = logs.get(state.key().division());
    if (!usesLog(state) || log == null) {
      return Need.NONE;
    }
    if (log.failure != null) {
      return Need.FAILED;
    }
    if (log.unusable) {
      return state.source().isDeletionLog() ? Need.FAILED : Need.NONE;
    }
    if (!log.ended) {
      return log.waitUntil == null ? Need.NOT_YET : Need.WAIT;
    }
    return newestFor(state) > state.cursor.deletionPosition() ? Need.APPLY : Need.NONE;
  }

  private long newestFor(StepState state) {
    Map<Integer, Long> types = newest.getOrDefault(state.key().division(), Map.of());
    if (state.source().isDeletionLog()) {
      return types.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
    return types.getOrDefault(state.source().endpoint().entityType().orElse(-1), 0L);
  }

  /** Where the step's position moves to when it succeeds. */
  long positionAfter(StepState state) {
    Log log = logs.get(state.key().division());
    boolean moves = usesLog(state) && log != null && log.ended;
    return moves
        ? Math.max(state.cursor.deletionPosition(), log.record.deletedPosition())
        : state.cursor.deletionPosition();
  }

  /** Why deletions could not be fetched. */
  ConnectorException failure(StepState state) {
    Log log = logs.get(state.key().division());
    if (log.failure != null) {
      return log.failure;
    }
    return log.refusal != null
        ? log.refusal
        : new ConnectorException(
            ErrorCode.EO_2017, null, state.source().endpoint().title(), state.key().division());
  }

  /** Whether deletions are not offered here, so that the step of their own table is skipped. */
  boolean skipped(StepState state) {
    Log log = logs.get(state.key().division());
    return log.failure == null && log.skipped;
  }

  Instant waitUntil(StepState state) {
    return logs.get(state.key().division()).waitUntil;
  }

  /** Whether the step has to say that its deletions are not reported. */
  boolean unreported(StepState state) {
    Log log = logs.get(state.key().division());
    return log != null
        && log.unusable
        && state.source().endpoint().deletions() == DeletionMethod.DELETED_LOG;
  }
}
