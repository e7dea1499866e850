package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.warehouse.Target.Counts;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A step as the engine's own thread knows it: what is (or is about to be) published. A publish
 * works on a copy, which takes the place of the original once the transaction is committed.
 */
final class StepState {

  /** EO-2010, EO-2011 and EO-2014, which say until when. */
  private static final Pattern LIMIT =
      Pattern.compile(" used up until |blocks this app for too many errors until ");

  private static final String[] NONE = {};

  StepPlan plan;
  CursorRecord cursor;
  RunStatus status;
  Optional<String> cursorTo = Optional.empty();
  Instant startedAt;
  Instant endedAt;
  Instant waitUntil;
  boolean fetched;
  boolean goesOn;
  boolean rowsKnown;
  private Optional<String> cursorFrom;
  private final Set<String> reasons = new LinkedHashSet<>();
  private long rowsFetched;
  private long inserted;
  private long updated;
  private long deleted;
  private long unchanged;
  private long notCharged;
  private long calls;
  private ErrorCode error;
  private Optional<String> errorCode = Optional.empty();
  private Optional<String> errorMessage = Optional.empty();
  private Optional<String> remedy = Optional.empty();

  /**
   * @param before the step's record of an earlier execution of the run, or null
   * @param rowsKnown whether the cursor's row count can be trusted
   */
  StepState(StepPlan plan, CursorRecord cursor, StepRecord before, boolean rowsKnown) {
    this.plan = plan;
    this.cursor = cursor;
    this.rowsKnown = rowsKnown;
    status = RunStatus.QUEUED;
    cursorFrom = plan.whole() ? Optional.empty() : plan.cursor();
    if (before != null) {
      take(before);
    }
  }

  private void take(StepRecord before) {
    status = before.status().ended() ? before.status() : RunStatus.QUEUED;
    for (String reason : before.reason().map(text -> text.split("(?<=\\.) ")).orElse(NONE)) {
      // A step that waits every day for a month names the last limit, not thirty of them.
      if (before.status().ended() || !LIMIT.matcher(reason).find()) {
        reasons.add(reason);
      }
    }
    cursorFrom = before.cursorFrom().or(() -> cursorFrom);
    cursorTo = before.cursorTo();
    startedAt = before.startedAt().orElse(null);
    endedAt = before.status().ended() ? before.endedAt().orElse(null) : null;
    rowsFetched = before.rowsFetched();
    inserted = before.rowsInserted();
    updated = before.rowsUpdated();
    deleted = before.rowsDeleted();
    unchanged = before.rowsUnchanged();
    notCharged = before.rowsNotCharged();
    calls = before.apiCalls();
    if (status.ended()) {
      errorCode = before.errorCode();
      errorMessage = before.errorMessage();
      remedy = before.remedy();
    }
  }

  private StepState(StepState other) {
    plan = other.plan;
    cursor = other.cursor;
    status = other.status;
    cursorFrom = other.cursorFrom;
    cursorTo = other.cursorTo;
    startedAt = other.startedAt;
    endedAt = other.endedAt;
    waitUntil = other.waitUntil;
    fetched = other.fetched;
    goesOn = other.goesOn;
    rowsKnown = other.rowsKnown;
    reasons.addAll(other.reasons);
    rowsFetched = other.rowsFetched;
    inserted = other.inserted;
    updated = other.updated;
    deleted = other.deleted;
    unchanged = other.unchanged;
    notCharged = other.notCharged;
    calls = other.calls;
    error = other.error;
    errorCode = other.errorCode;
    errorMessage = other.errorMessage;
    remedy = other.remedy;
  }

  StepState copy() {
    return new StepState(this);
  }

  /** The same with a plan that was priced. */
  StepState with(StepPlan priced) {
    StepState state = copy();
    state.plan = priced;
    return state;
  }

  StepKey key() {
    return plan.key();
  }

  Source source() {
    return plan.source();
  }

  Optional<String> errorCode() {
    return errorCode;
  }

  Optional<ErrorCode> error() {
    return Optional.ofNullable(error);
  }

  Optional<String> errorMessage() {
    return errorMessage;
  }

  Optional<String> remedy() {
    return remedy;
  }

  long charged() {
    return inserted + updated - notCharged;
  }

  void reason(String text) {
    reasons.add(text);
  }

  void calls(long made) {
    calls += made;
  }

  void fetchedRows(long rows) {
    rowsFetched += rows;
  }

  /** Rows that a publish wrote or deleted. */
  void count(Counts counts, boolean charge) {
    inserted += counts.inserted();
    updated += counts.updated();
    unchanged += counts.unchanged();
    deleted += counts.deleted();
    notCharged += charge ? 0 : counts.inserted() + counts.updated();
    cursor =
        CursorEdit.of(cursor)
            .rowCount(Math.max(0, cursor.rowCount() + counts.inserted() - counts.deleted()))
            .done();
  }

  /** Takes in what a worker reported: calls, a checkpoint, the end of chains. */
  void take(Delta delta) {
    startedAt = startedAt == null ? delta.startedAt : startedAt;
    calls += delta.calls;
    rowsFetched += delta.fetched;
    reasons.addAll(delta.notes);
    if (status == RunStatus.QUEUED) {
      status = RunStatus.RUNNING;
    }
    CursorEdit edit = CursorEdit.of(cursor);
    if (delta.moving) {
      edit.checkpoint(Optional.ofNullable(delta.checkpoint).map(Checkpoint::text));
    }
    if (delta.right != null) {
      edit.right(delta.right.name(), delta.rightCheckedAt);
    }
    if (delta.rowsEnd != null) {
      rowsEnded(delta, edit);
    }
    if (delta.keysEnd != null && delta.keysEnd.deleteUnseen()) {
      edit.reconciledAt(delta.keysEnd.chainStart());
    }
    cursor = edit.done();
    if (delta.reopened) {
      fetched = false;
    }
    if (delta.end != null) {
      end(delta.end);
    }
  }

  private void rowsEnded(Delta delta, CursorEdit edit) {
    cursorTo = delta.rowsEnd.cursorTo();
    if (!delta.rowsEnd.replace()) {
      // An empty answer that may be a missing right: whatever the table holds is as old as before.
      edit.value(cursorTo);
      return;
    }
    edit.value(cursorTo)
        .movedAt(plan.movedAt())
        .refusedColumns(delta.refused.stream().sorted().toList())
        .catalogueColumns(source().columnNames());
    if (delta.rowsEnd.complete()) {
      edit.reconciledAt(delta.rowsEnd.chainStart())
          .completeSince(plan.startDate().map(Object::toString));
    }
    if (!delta.refused.isEmpty()) {
      reasons.add(
          "Not offered here: " + String.join(", ", delta.refused.stream().sorted().toList()) + ".");
    }
  }

  private void end(Delta.End end) {
    switch (end.status()) {
      case SUCCEEDED -> fetched = true;
      case WAITING -> {
        status = RunStatus.WAITING;
        waitUntil = end.waitUntil();
        if (end.error() != null) {
          reasons.add(end.error().getMessage());
        }
      }
      case SKIPPED -> {
        status = RunStatus.SKIPPED;
        reasons.add(end.error().getMessage());
        error(end.error());
      }
      case FAILED -> fail(end.error(), null);
      case QUEUED, RUNNING, PARTIAL, CANCELLED ->
          throw new IllegalArgumentException("a worker ends no step as " + end.status());
    }
  }

  /** The step has failed; the reason says why, like the error's own columns. */
  void fail(ConnectorException why, Instant now) {
    status = RunStatus.FAILED;
    endedAt = now;
    reasons.add(why.getMessage());
    error(why);
  }

  /** The step is not done, and that is no failure. */
  void skip(ConnectorException why, Instant now) {
    status = RunStatus.SKIPPED;
    endedAt = now;
    reasons.add(why.getMessage());
    error(why);
  }

  private void error(ConnectorException why) {
    error = why.error();
    errorCode = Optional.of(why.error().code());
    errorMessage = Optional.of(why.getMessage());
    remedy = Optional.of(why.error().remedy());
  }

  void succeed(Instant now) {
    status = RunStatus.SUCCEEDED;
    endedAt = now;
    cursor = CursorEdit.of(cursor).lastSuccessAt(now).done();
  }

  /** What was fetched is not enough: the run goes on with this step, from its beginning. */
  void fetchWhole(String why) {
    cursor = CursorEdit.of(cursor).value(Optional.empty()).done();
    cursorTo = Optional.empty();
    fetched = false;
    status = RunStatus.QUEUED;
    goesOn = true;
    reasons.add(why);
  }

  void waitFor(Instant until) {
    status = RunStatus.WAITING;
    waitUntil = until;
  }

  void cancel(Instant now) {
    status = RunStatus.CANCELLED;
    endedAt = now;
  }

  StepRecord record() {
    return record(status, 0, 0);
  }

  /** A limit that was waited for is no reason of a step that went on since. */
  private Optional<String> reason(RunStatus shown) {
    boolean held = shown == RunStatus.WAITING || shown == RunStatus.CANCELLED;
    String text =
        reasons.stream()
            .filter(reason -> held || !LIMIT.matcher(reason).find())
            .collect(Collectors.joining(" "));
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** How it would look with what is under way, for those who watch. */
  StepRecord progress(Delta under) {
    RunStatus shown = status == RunStatus.QUEUED ? RunStatus.RUNNING : status;
    return record(shown, under.fetched, under.calls);
  }

  private StepRecord record(RunStatus shown, long moreRows, long moreCalls) {
    return new StepRecord(
        key(),
        shown,
        reason(shown),
        source().endpoint().strategy().label(),
        cursorFrom,
        cursorTo,
        Optional.ofNullable(startedAt),
        Optional.ofNullable(endedAt),
        rowsFetched + moreRows,
        inserted,
        updated,
        deleted,
        unchanged,
        notCharged,
        calls + moreCalls,
        errorCode,
        errorMessage,
        remedy);
  }
}
