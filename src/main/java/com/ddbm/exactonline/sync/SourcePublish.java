package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.state.Claim;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.Target;
import com.ddbm.exactonline.warehouse.Target.Counts;
import com.ddbm.exactonline.warehouse.Target.MergeRules;
import com.ddbm.exactonline.warehouse.Target.Staging;
import com.ddbm.exactonline.warehouse.Target.WriteStamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What one publish does to one table, for all divisions in the batch. */
final class SourcePublish {

  /**
   * A step in the publish.
   *
   * @param next the step as it will be, a copy
   * @param delta what happened in the batch, or null when it only waited for deletions
   */
  record Part(StepState next, Delta delta) {}

  private final Target target;
  private final String connection;
  private final Claim claim;
  private final Deletions deletions;
  private final Loader loader;
  private final Batch batch;
  private final List<Part> parts;
  private final Source source;
  private final TableDefinition table;
  private final boolean snapshot;
  private final Map<Integer, Part> byDivision = new LinkedHashMap<>();
  private final List<StepState> duplicateKeys = new ArrayList<>();
  private WriteStamp stamp;

  SourcePublish(
      Target target,
      String connection,
      Claim claim,
      Deletions deletions,
      Loader loader,
      Batch batch,
      List<Part> parts) {
    this.target = target;
    this.connection = connection;
    this.claim = claim;
    this.deletions = deletions;
    this.loader = loader;
    this.batch = batch;
    this.parts = parts;
    source = parts.get(0).next().source();
    table = source.table();
    snapshot = source.endpoint().strategy() == Strategy.SNAPSHOT;
    parts.forEach(part -> byDivision.put(part.next().key().division(), part));
  }

  List<StepState> states() {
    return parts.stream().map(Part::next).toList();
  }

  List<StepState> duplicateKeys() {
    return duplicateKeys;
  }

  private Batch.Lane lane(Batch.Kind kind) {
    return new Batch.Lane(source, kind);
  }

  /** Why the batch could not be brought into its staging tables, or null. */
  ConnectorException stagingFailure() {
    ConnectorException rows = batch.open.failures.get(lane(Batch.Kind.ROWS));
    return rows != null ? rows : batch.open.failures.get(lane(Batch.Kind.KEYS));
  }

  /** Whether the table or its remembered keys change, or might. */
  boolean touchesTable() {
    return batch.open.stagings.containsKey(lane(Batch.Kind.ROWS))
        || batch.open.stagings.containsKey(lane(Batch.Kind.KEYS))
        || !emptySnapshots().isEmpty()
        || parts.stream().anyMatch(part -> unseen(part) || restarted(part) || applies(part));
  }

  private static boolean restarted(Part part) {
    return part.delta() != null && part.delta().restarted;
  }

  private static boolean unseen(Part part) {
    Delta delta = part.delta();
    return delta != null
        && ((delta.rowsEnd != null && delta.rowsEnd.deleteUnseen())
            || (delta.keysEnd != null && delta.keysEnd.deleteUnseen()));
  }

  private boolean applies(Part part) {
    return ready(part.next()) && deletions.need(part.next()) == Deletions.Need.APPLY;
  }

  private static boolean ready(StepState state) {
    return state.fetched && state.status == RunStatus.RUNNING;
  }

  /** Divisions whose complete answer is empty though the table may have rows of them. */
  private Set<Integer> emptySnapshots() {
    return divisions(
        part ->
            snapshot
                && replaced(part)
                && part.delta().fetched == 0
                && (!part.next().rowsKnown || part.next().cursor.rowCount() > 0));
  }

  private static boolean replaced(Part part) {
    return part.delta() != null && part.delta().rowsEnd != null && part.delta().rowsEnd.replace();
  }

  private Set<Integer> divisions(Predicate<Part> wanted) {
    Set<Integer> divisions = new LinkedHashSet<>();
    byDivision.forEach(
        (division, part) -> {
          if (wanted.test(part)) {
            divisions.add(division);
          }
        });
    return divisions;
  }

  /** What must be done before the transaction: an empty staging for snapshots without a row. */
  void prepare() {
    if (!emptySnapshots().isEmpty()) {
      loader.staging(batch.open, lane(Batch.Kind.ROWS));
    }
  }

  /** Everything within the transaction but the saving of states. */
  void apply(Instant now) {
    stamp = new WriteStamp(claim.run().runId(), now);
    rows();
    keys();
    deletionLog();
    unknownCounts();
    parts.forEach(this::missingRows);
    states().forEach(state -> settle(state, now));
  }

  private void rows() {
    Staging staging = batch.open.stagings.get(lane(Batch.Kind.ROWS));
    if (staging == null) {
      return;
    }
    if (snapshot) {
      Set<Integer> complete = divisions(part -> replaced(part) && part.delta().fetched > 0);
      complete.addAll(emptySnapshots());
      Target.SnapshotResult result = target.replace(staging, stamp, complete, rules());
      count(result.counts());
      for (int division : result.divisionsWithDuplicateKeys()) {
        StepState state = byDivision.get(division).next();
        state.reason("A key came twice in one answer.");
        duplicateKeys.add(state);
      }
      return;
    }
    count(target.merge(staging, stamp, rules()));
    Set<Integer> remembered = divisions(part -> part.delta() != null && part.delta().rememberRows);
    byOwner(remembered, (owner, some) -> target.rememberKeys(staging, owner, some));
  }

  private MergeRules rules() {
    Map<Integer, Set<String>> refused = new LinkedHashMap<>();
    byDivision.forEach(
        (division, part) -> {
          if (part.delta() != null && !part.delta().refused.isEmpty()) {
            refused.put(division, part.delta().refused);
          }
        });
    return new MergeRules(divisions(part -> part.next().plan.moved()), refused);
  }

  private void count(Map<Integer, Counts> counts) {
    counts.forEach(
        (division, rows) -> {
          Part part = byDivision.get(division);
          if (part != null) {
            // Rows of a step that was given up meanwhile are true, but nobody's.
            part.next().count(rows, part.delta() == null || part.delta().charged);
          }
        });
  }

  private interface Action {
    void on(String keysOwner, Set<Integer> divisions);
  }

  /** Keys of a resumed chain may be remembered under the name of an earlier run. */
  private void byOwner(Set<Integer> divisions, Action action) {
    Map<String, Set<Integer>> owners = new LinkedHashMap<>();
    for (int division : divisions) {
      String owner = byDivision.get(division).next().plan.keysOwner();
      owners.computeIfAbsent(owner, key -> new LinkedHashSet<>()).add(division);
    }
    owners.forEach(action::on);
  }

  private void keys() {
    Staging staging = batch.open.stagings.get(lane(Batch.Kind.KEYS));
    if (staging != null) {
      byOwner(
          divisions(part -> part.delta() != null),
          (owner, some) -> target.rememberKeys(staging, owner, some));
    }
    byOwner(
        divisions(SourcePublish::restarted),
        (owner, some) -> target.forgetKeys(table, owner, some));
    byOwner(
        divisions(SourcePublish::unseen),
        (owner, some) -> {
          deleted(target.deleteUnseen(table, owner, stamp, some));
          target.forgetKeys(table, owner, some);
        });
  }

  private void deletionLog() {
    Map<Integer, Long> positions = new LinkedHashMap<>();
    for (int division : divisions(this::applies)) {
      positions.put(division, byDivision.get(division).next().cursor.deletionPosition());
    }
    if (positions.isEmpty()) {
      return;
    }
    Endpoint endpoint = source.endpoint();
    if (source.isDeletionLog()) {
      Map<Integer, Counts> counts = target.mergeDeletionLog(table, connection, positions, stamp);
      counts.forEach(
          (division, rows) ->
              byDivision
                  .get(division)
                  .next()
                  .fetchedRows(rows.inserted() + rows.updated() + rows.unchanged()));
      count(counts);
    } else {
      deleted(
          target.applyDeletions(
              table,
              connection,
              endpoint.entityType().orElseThrow(),
              endpoint.documentColumn().orElse(null),
              positions,
              stamp));
    }
  }

  private void deleted(Map<Integer, Long> rows) {
    rows.forEach(
        (division, gone) -> byDivision.get(division).next().count(new Counts(0, 0, 0, gone), true));
  }

  private void unknownCounts() {
    Set<Integer> unknown = divisions(part -> !part.next().rowsKnown);
    if (!unknown.isEmpty()) {
      Map<Integer, Long> counts = target.rowCounts(table, unknown);
      for (int division : unknown) {
        StepState state = byDivision.get(division).next();
        state.cursor =
            CursorEdit.of(state.cursor).rowCount(counts.getOrDefault(division, 0L)).done();
        state.rowsKnown = true;
      }
    }
  }

  /**
   * More keys than rows: some row has no date of change, or one that lies before the cursor, so
   * that no increment brings it. The step has not ended then: the run goes on and fetches it whole.
   * A history that begins at a start date lacks rows by the user's own wish.
   */
  private void missingRows(Part part) {
    boolean missing =
        source.endpoint().strategy() == Strategy.MODIFIED
            && part.delta() != null
            && part.delta().keysEnd != null
            && part.next().rowsKnown
            && part.next().cursor.completeSince().isEmpty()
            && part.delta().keysEnd.keys() > part.next().cursor.rowCount();
    if (missing) {
      part.next().fetchWhole("Exact Online has rows that no increment brings: fetched whole.");
    }
  }

  /** Ends the step when everything of it is fetched and its deletions are applied. */
  void settle(StepState state, Instant now) {
    if (state.status.ended() && state.endedAt == null) {
      state.endedAt = now;
    }
    if (!ready(state)) {
      return;
    }
    switch (deletions.need(state)) {
      case NOT_YET -> {}
      case FAILED -> {
        if (deletions.skipped(state)) {
          state.skip(deletions.failure(state), now);
        } else {
          state.fail(deletions.failure(state), now);
        }
      }
      case WAIT -> state.waitFor(deletions.waitUntil(state));
      case NONE, APPLY -> {
        state.cursor =
            CursorEdit.of(state.cursor).deletionPosition(deletions.positionAfter(state)).done();
        if (deletions.unreported(state)) {
          state.reason(
              "Deletions are not reported to this user: keys are compared in their place.");
        }
        state.succeed(now);
      }
    }
  }
}
