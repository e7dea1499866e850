package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.ExactApi.Right;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be fetched for a step. Immutable; made by {@link Planner}.
 *
 * @param whole whether the answer is complete, and not only what changed
 * @param rowsDone whether the rows were fetched and published by an earlier execution of the run
 * @param cursor where an increment begins
 * @param startDate where a whole fetch begins, also one that turns out to be needed on the way
 * @param rememberKeys whether keys of a whole fetch are remembered and what is unseen deleted
 * @param keysDue whether keys are to be fetched after the rows, if deletions become known no better
 * @param moved whether stored row versions do not count
 * @param charged whether rows written are to be paid for
 * @param refused columns the server refused before
 * @param retryRefused whether the first page asks for the refused columns again
 * @param resumeAt an unfinished chain to go on with
 * @param keysOwner under whose name keys are remembered
 * @param movedAt the division's move date, or empty text
 * @param knownRight what a right check of the last day found
 * @param estimatedCalls what its rows will cost, as far as known
 * @param keysCalls what comparing keys will cost on top
 * @param waitUntil when its calls do not fit into today's
 */
record StepPlan(
    StepKey key,
    Source source,
    boolean whole,
    boolean rowsDone,
    Optional<String> cursor,
    Optional<LocalDate> startDate,
    boolean rememberKeys,
    boolean keysDue,
    boolean moved,
    boolean charged,
    Set<String> refused,
    boolean retryRefused,
    Optional<Checkpoint> resumeAt,
    String runId,
    String keysOwner,
    String movedAt,
    Optional<Right> knownRight,
    long estimatedCalls,
    long keysCalls,
    Optional<Instant> waitUntil) {

  StepPlan waitingUntil(Instant moment) {
    return with(keysDue, keysCalls, Optional.of(moment));
  }

  /** The same without a comparison of keys. */
  StepPlan withoutKeys() {
    return with(false, 0, waitUntil);
  }

  private StepPlan with(boolean keys, long costOfKeys, Optional<Instant> until) {
    return new StepPlan(
        key,
        source,
        whole,
        rowsDone,
        cursor,
        startDate,
        rememberKeys,
        keys,
        moved,
        charged,
        refused,
        retryRefused,
        resumeAt,
        runId,
        keysOwner,
        movedAt,
        knownRight,
        estimatedCalls,
        costOfKeys,
        until);
  }

  /** A mark of the columns the catalogue has now, to notice a chain begun with others. */
  String columnsMark() {
    return Integer.toHexString(source.columnNames().hashCode());
  }
}
