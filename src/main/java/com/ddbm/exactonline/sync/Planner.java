package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.exact.ExactApi.Right;
import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.DivisionRecord;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.state.SyncMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides for each step what to fetch: everything or what changed since, where from, and whether
 * keys are to be compared. No calls, no SQL.
 */
final class Planner {

  /** Exact keeps deletions two months; a few days are left for the reload itself. */
  static final Duration STALE = Duration.ofDays(55);

  /** "Daily" for a nightly schedule, which starts a little earlier on some nights. */
  static final Duration DAILY = Duration.ofHours(20);

  /** How long a right that was found is believed. */
  static final Duration RIGHT_KNOWN = Duration.ofDays(1);

  /** A chain that an earlier run left is gone on with when it is not older than this. */
  private static final Duration OLDEST_CHECKPOINT = Duration.ofDays(2);

  private final RunContext context;
  private final RunRecord run;

  Planner(RunContext context) {
    this.context = context;
    run = context.claim().run();
  }

  /**
   * The plan of one step and the cursor it begins with.
   *
   * @param changed whether the cursor must be saved before anything is fetched
   * @param rowsKnown whether the cursor's row count can be trusted
   * @param forgotten a checkpoint that is given up, whose remembered keys go with it
   * @param news what a user should know
   */
  record Planned(
      StepPlan plan,
      CursorRecord cursor,
      boolean changed,
      boolean rowsKnown,
      Optional<Checkpoint> forgotten,
      Optional<String> news) {}

  /**
   * Whether a division's rows must be looked at for missing values of Modified: an increment with
   * keys would never bring changes of such rows.
   */
  boolean asksForModified(Source source, int division) {
    CursorRecord stored = context.cursors().get(new StepKey(division, source.id()));
    return source.endpoint().strategy() == Strategy.MODIFIED
        && stored != null
        && stored.value().isPresent()
        && run.mode() == SyncMode.INCREMENTAL
        && keysDue(source, stored);
  }

  /**
   * @param lacksModified whether rows of the division have no value of Modified
   */
  Planned plan(Source source, DivisionRecord division, TableNews table, boolean lacksModified) {
    StepKey key = new StepKey(division.division(), source.id());
    CursorRecord stored = context.cursors().get(key);
    StepRecord before = context.before().get(key);
    boolean rowsDone = before != null && before.cursorTo().isPresent();
    String movedAt = division.movedAt().map(Object::toString).orElse("");
    OptionalLong rows = table.rows(stored, division.division());
    CursorRecord cursor =
        CursorEdit.of(stored == null ? CursorEdit.none(key) : stored)
            .rowCount(rows.orElse(0))
            .done();
    Optional<Checkpoint> checkpoint = cursor.checkpoint().flatMap(Checkpoint::read);
    boolean ours = checkpoint.filter(each -> each.runId().equals(run.runId())).isPresent();

    boolean fetchedBefore = !rowsDone && Doubts.wasFetched(stored);
    boolean moved = !rowsDone && Doubts.oldVersions(stored, rows, movedAt);
    boolean widened = fetchedBefore && Doubts.lacksColumns(source, stored);
    String why = null;
    if (moved) {
      why =
          stored == null
              ? "The table holds rows of unknown origin: fetched whole."
              : "The division was moved: fetched whole.";
    } else if (widened) {
      why = "The table lacked a column or was made anew: fetched whole, not charged.";
    } else if (fetchedBefore && Doubts.stale(source, division, stored, context.now())) {
      why = "Deletions were last read too long ago: fetched whole.";
    } else if (fetchedBefore && Doubts.startsEarlier(source, stored)) {
      why = "The start date is earlier than before: fetched whole.";
    } else if (run.reload() && !ours && !rowsDone) {
      why = "Reloaded as asked.";
    }

    boolean keysDue = keysDue(source, cursor);
    boolean whole =
        !rowsDone
            && (why != null
                || cursor.value().isEmpty()
                || isComplete(source)
                || run.mode() == SyncMode.FULL_REFRESH
                || (keysDue && mayHideRows(source, rows, lacksModified)));
    boolean goesOn =
        checkpoint.isPresent()
            && goesOn(checkpoint.get(), cursor, source, movedAt, whole, rowsDone, ours);
    CursorRecord begin =
        begin(source, cursor, before, why != null, moved, goesOn, rowsDone ? null : movedAt);
    boolean compares = rows.orElse(1) > 0;
    boolean keys = compares && (whole ? goesOn && comparesLate(checkpoint.get(), source) : keysDue);
    StepPlan plan =
        new StepPlan(
            key,
            source,
            whole,
            rowsDone,
            begin.value(),
            source.startDate(),
            whole && compares && remembersKeys(source),
            keys,
            moved,
            !widened,
            Set.copyOf(cursor.refusedColumns()),
            !cursor.refusedColumns().isEmpty() && !rowsDone && (whole || asksAgain(cursor)),
            checkpoint.filter(each -> goesOn),
            run.runId(),
            checkpoint.filter(each -> goesOn).map(Checkpoint::keysOwner).orElse(run.runId()),
            movedAt,
            compares ? Optional.empty() : knownRight(cursor),
            estimate(source, whole, rows.orElse(0)),
            keys && !reported(source, division) ? source.endpoint().pages(rows.orElse(0)) : 0,
            Optional.empty());
    return new Planned(
        plan,
        begin,
        stored != null && !begin.equals(stored),
        rows.isPresent(),
        checkpoint.filter(each -> !goesOn),
        Optional.ofNullable(why));
  }

  private CursorRecord begin(
      Source source,
      CursorRecord cursor,
      StepRecord before,
      boolean dropped,
      boolean moved,
      boolean goesOn,
      String movedAt) {
    CursorEdit edit = CursorEdit.of(cursor);
    if (movedAt != null && (!moved || source.isDeletionLog())) {
      // Rows that come now have this database's versions, also when the chain does not end. The
      // log was emptied when the move was seen, and its place in it is dropped here.
      edit.movedAt(movedAt);
    }
    if (dropped) {
      edit.value(Optional.empty());
    }
    boolean logAnew =
        source.isDeletionLog()
            && before == null
            && (run.reload() || run.mode() == SyncMode.FULL_REFRESH);
    if (moved || logAnew) {
      edit.deletionPosition(0);
    }
    if (!goesOn) {
      edit.checkpoint(Optional.empty());
    }
    return edit.done();
  }

  /** Rows without Modified come with no increment: some are there, or the only ones may be such. */
  private static boolean mayHideRows(Source source, OptionalLong rows, boolean lacksModified) {
    return lacksModified
        || (source.endpoint().strategy() == Strategy.MODIFIED && rows.orElse(0) == 0);
  }

  private static boolean isComplete(Source source) {
    return switch (source.endpoint().strategy()) {
      case SNAPSHOT, FULL -> true;
      case ROW_VERSION, MODIFIED -> false;
    };
  }

  private static boolean remembersKeys(Source source) {
    return source.endpoint().strategy() != Strategy.SNAPSHOT
        && source.endpoint().deletions() != DeletionMethod.NONE;
  }

  /**
   * Whether the keys that a complete chain brings are too old to be this run's comparison: an
   * earlier run began it, and what was deleted since is among them. A full refresh compares keys
   * whatever the setting says.
   */
  private boolean comparesLate(Checkpoint checkpoint, Source source) {
    boolean earlier = !checkpoint.runId().equals(run.runId());
    boolean compares = remembersKeys(source) && run.mode() == SyncMode.FULL_REFRESH;
    return earlier && (compares || keysDue(source, checkpoint.startedAt()));
  }

  private boolean keysDue(Source source, CursorRecord cursor) {
    return keysDue(source, cursor.reconciledAt().orElse(Instant.MIN));
  }

  /**
   * Whether comparing keys is due by the setting, if it should turn out to be needed.
   *
   * @param compared when they were compared last
   */
  private boolean keysDue(Source source, Instant compared) {
    boolean reconciles =
        switch (source.endpoint().deletions()) {
          case RECONCILE_KEYS, DELETED_LOG -> true;
          case COMPLETE_FETCH, NONE -> false;
        };
    return reconciles
        && switch (source.reconcile()) {
          case NEVER -> false;
          case EVERY_RUN -> compared.isBefore(context.startedAt());
          case DAILY ->
              compared.equals(Instant.MIN) || !compared.plus(DAILY).isAfter(context.now());
        };
  }

  private boolean goesOn(
      Checkpoint checkpoint,
      CursorRecord cursor,
      Source source,
      String movedAt,
      boolean whole,
      boolean rowsDone,
      boolean ours) {
    boolean sameData =
        checkpoint.movedAt().equals(movedAt)
            && checkpoint.columns().equals(Integer.toHexString(source.columnNames().hashCode()));
    boolean samePhase = checkpoint.keysPhase() ? rowsDone && ours : !rowsDone;
    boolean fresh = checkpoint.startedAt().plus(OLDEST_CHECKPOINT).isAfter(context.now());
    return sameData
        && samePhase
        && (checkpoint.keysPhase() || checkpoint.whole() == whole)
        && (ours
            || (fresh
                && !run.reload()
                && bringsLaterChanges(checkpoint, source)
                && (checkpoint.refused().isEmpty() || !asksAgain(cursor))));
  }

  /**
   * Whether a chain that an earlier run began still brings what changed before this run: rows in
   * the order of their versions come again at its end once they change. In any other order pages
   * that were read then would stay as they were, and this run would call them complete.
   */
  private static boolean bringsLaterChanges(Checkpoint checkpoint, Source source) {
    return source.endpoint().strategy() == Strategy.ROW_VERSION
        && checkpoint.position().ascending();
  }

  /** A refused field is asked for again once a day, since each refusal counts as an error. */
  private boolean asksAgain(CursorRecord cursor) {
    return cursor
        .lastSuccessAt()
        .map(moment -> !moment.plus(DAILY).isAfter(context.now()))
        .orElse(true);
  }

  /** A missing right is asked about each time, so that a user who mended it is believed. */
  private Optional<Right> knownRight(CursorRecord cursor) {
    boolean recent =
        cursor
            .rightCheckedAt()
            .map(moment -> moment.plus(RIGHT_KNOWN).isAfter(context.now()))
            .orElse(false);
    return recent
        ? cursor.rightFound().map(Right::valueOf).filter(right -> right != Right.MISSING)
        : Optional.empty();
  }

  /** Whether deletions come by way of the log, as far as was found: no keys are needed then. */
  private static boolean reported(Source source, DivisionRecord division) {
    return source.endpoint().deletions() == DeletionMethod.DELETED_LOG
        && division.deletedRight().orElse(true);
  }

  private static long estimate(Source source, boolean whole, long rows) {
    if (source.isDeletionLog()) {
      return 0;
    }
    long start =
        whole
                && source.startDate().isPresent()
                && source.endpoint().strategy() == Strategy.ROW_VERSION
            ? 1
            : 0;
    return (whole ? source.endpoint().pages(rows) : 1) + start;
  }

  /** Whether the right to a division's deletions was found lately; otherwise it is asked about. */
  static boolean rightKnown(DivisionRecord division, Instant now) {
    return division.deletedRight().orElse(false)
        && division
            .deletedRightCheckedAt()
            .map(moment -> moment.plus(RIGHT_KNOWN).isAfter(now))
            .orElse(false);
  }
}
