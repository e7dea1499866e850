package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.state.Claim;
import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.DivisionRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.warehouse.TableName;
import com.ddbm.exactonline.warehouse.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes tables ready and plans every step, on the engine's thread. */
final class RunPreparation {

  private final SyncJournal journal;
  private final Target target;
  private final Clock clock;
  private final Claim claim;
  private final Events events;
  private final RunContext context;
  private final Planner planner;
  private final Map<StepKey, CursorRecord> cursors;

  RunPreparation(
      SyncJournal journal, Target target, Clock clock, Events events, RunContext context) {
    this.journal = journal;
    this.target = target;
    this.clock = clock;
    this.claim = context.claim();
    this.events = events;
    this.context = context;
    this.cursors = context.cursors();
    planner = new Planner(context);
  }

  /** The endpoints a run is about, in catalogue order. */
  static List<Source> sources(RunContext context, List<Endpoint> catalogue) {
    Set<String> wanted = new LinkedHashSet<>();
    context.claim().run().onlySteps().forEach(step -> wanted.add(step.endpoint()));
    if (wanted.isEmpty()) {
      wanted.addAll(
          context.claim().run().endpoints().isEmpty()
              ? context.configuration().endpoints()
              : context.claim().run().endpoints());
    }
    return catalogue.stream()
        .filter(endpoint -> wanted.isEmpty() || wanted.contains(endpoint.id()))
        .map(endpoint -> Source.of(context.configuration(), endpoint))
        .toList();
  }

  /**
   * @throws ConnectorException EO-1015 when no division is left to work on; EO-3002, EO-3003 when
   *     the target cannot be used
   */
  RunPlan plan() {
    List<DivisionRecord> divisions = DivisionSelection.of(context);
    if (divisions.isEmpty()) {
      throw new ConnectorException(ErrorCode.EO_1015, null);
    }
    Map<String, TableNews> tables = prepareTables(divisions);
    Map<StepKey, StepState> states = new LinkedHashMap<>();
    List<CursorRecord> changed = new ArrayList<>();
    Map<StepKey, Checkpoint> forgotten = new LinkedHashMap<>();
    List<Planner.Planned> open = new ArrayList<>();
    for (Source source : context.sources()) {
      Set<Integer> lacking = lackModified(source, divisions, tables.get(source.id()));
      for (DivisionRecord division : divisions) {
        StepKey key = new StepKey(division.division(), source.id());
        if (isWanted(key)) {
          Planner.Planned planned =
              planner.plan(
                  source, division, tables.get(source.id()), lacking.contains(division.division()));
          StepState state = state(planned, division, tables.get(source.id()));
          states.put(key, state);
          if (!state.status.ended()) {
            open.add(planned);
            note(planned, changed, forgotten);
          }
        }
      }
    }
    Budgeting budgeting =
        Budgeting.of(open, overhead(divisions, open), context.budget(), clock.now());
    replacePlans(states, budgeting);
    return new RunPlan(states, working(divisions, states), changed, forgotten, budgeting);
  }

  /** Calls of each division that belong to no step: its deletions, and the right to them. */
  private Map<Integer, Long> overhead(List<DivisionRecord> divisions, List<Planner.Planned> open) {
    Set<Integer> withLog = new LinkedHashSet<>();
    for (Planner.Planned each : open) {
      Source source = each.plan().source();
      if (source.isDeletionLog() || source.endpoint().deletions() == DeletionMethod.DELETED_LOG) {
        withLog.add(each.plan().key().division());
      }
    }
    Map<Integer, Long> calls = new LinkedHashMap<>();
    for (DivisionRecord division : divisions) {
      if (withLog.contains(division.division())) {
        calls.put(division.division(), Planner.rightKnown(division, context.now()) ? 1L : 2L);
      }
    }
    return calls;
  }

  private boolean isWanted(StepKey key) {
    List<StepKey> only = claim.run().onlySteps();
    return only.isEmpty() || only.contains(key);
  }

  private void note(
      Planner.Planned planned, List<CursorRecord> changed, Map<StepKey, Checkpoint> forgotten) {
    if (planned.changed()) {
      changed.add(planned.cursor());
    }
    planned.forgotten().ifPresent(each -> forgotten.put(planned.plan().key(), each));
  }

  private StepState state(Planner.Planned planned, DivisionRecord division, TableNews table) {
    StepRecord before = context.before().get(planned.plan().key());
    StepState state = new StepState(planned.plan(), planned.cursor(), before, planned.rowsKnown());
    if (state.status.ended()) {
      return state;
    }
    if (table.refusal().isPresent()) {
      state.fail(table.refusal().get(), clock.now());
      return state;
    }
    planned
        .news()
        .ifPresent(
            news -> {
              state.reason(news);
              events.info(
                  "FETCHED_WHOLE",
                  planned.plan().source().endpoint().title()
                      + " in division "
                      + division.division()
                      + ": "
                      + news);
            });
    if (division.status().equals(DivisionRefresh.GONE)) {
      state.fail(new ConnectorException(ErrorCode.EO_1017, null, division.division()), clock.now());
    } else if (division.status().equals(DivisionRefresh.BLOCKED)) {
      state.fail(
          new ConnectorException(ErrorCode.EO_2008, null, division.division(), "it is blocked"),
          clock.now());
    }
    return state;
  }

  private static void replacePlans(Map<StepKey, StepState> states, Budgeting budgeting) {
    for (StepPlan plan : budgeting.plans()) {
      states.computeIfPresent(plan.key(), (key, state) -> priced(state, plan));
    }
  }

  private static StepState priced(StepState state, StepPlan plan) {
    StepState next = state.with(plan);
    if (state.plan.keysDue() && !plan.keysDue()) {
      next.reason("Keys are compared on another day, since calls are short.");
    }
    return next;
  }

  private static List<DivisionRecord> working(
      List<DivisionRecord> divisions, Map<StepKey, StepState> states) {
    Set<Integer> open = new LinkedHashSet<>();
    states.forEach(
        (key, state) -> {
          if (!state.status.ended()) {
            open.add(key.division());
          }
        });
    return divisions.stream().filter(division -> open.contains(division.division())).toList();
  }

  // ---- tables

  private Map<String, TableNews> prepareTables(List<DivisionRecord> divisions) {
    Map<TableName, Source> byName = new LinkedHashMap<>();
    context.sources().forEach(source -> byName.put(source.table().name(), source));
    Map<TableName, Target.Prepared> prepared =
        target.prepare(
            context.sources().stream().map(Source::table).toList(),
            changing -> dropCursors(changing, byName));
    Map<String, TableNews> news = new LinkedHashMap<>();
    prepared.forEach(
        (name, found) -> {
          Source source = byName.get(name);
          if (!found.addedColumns().isEmpty()) {
            events.info(
                "COLUMNS_ADDED",
                source.endpoint().title()
                    + " got "
                    + String.join(", ", found.addedColumns())
                    + ": fetched whole in every division; these rows are not charged.");
          }
          news.put(
              source.id(),
              new TableNews(found.created(), counted(source, found, divisions), found.refusal()));
        });
    return news;
  }

  /**
   * Tables are about to be made or widened: cursors that would skip what they lack must be gone
   * before, whatever happens in between.
   */
  private void dropCursors(Set<TableName> changing, Map<TableName, Source> byName) {
    List<CursorRecord> dropped = new ArrayList<>();
    Map<StepKey, Checkpoint> checkpoints = new LinkedHashMap<>();
    Set<String> endpoints = new LinkedHashSet<>();
    changing.forEach(name -> endpoints.add(byName.get(name).id()));
    for (CursorRecord cursor : List.copyOf(cursors.values())) {
      if (endpoints.contains(cursor.key().endpoint())) {
        cursor
            .checkpoint()
            .flatMap(Checkpoint::read)
            .ifPresent(each -> checkpoints.put(cursor.key(), each));
        dropped.add(
            CursorEdit.of(cursor)
                .value(Optional.empty())
                .checkpoint(Optional.empty())
                .catalogueColumns(List.of())
                .deletionPosition(0)
                .rowCount(TableNews.UNKNOWN)
                .done());
      }
    }
    if (!dropped.isEmpty()) {
      save(dropped, checkpoints);
      dropped.forEach(cursor -> cursors.put(cursor.key(), cursor));
    }
  }

  /** Saves cursors and forgets keys of chains that are given up. */
  void save(List<CursorRecord> changed, Map<StepKey, Checkpoint> forgotten) {
    try {
      journal.publish(
          claim,
          clock.now(),
          () -> {
            journal.saveCursors(context.configuration().name(), changed);
            forget(forgotten);
            return null;
          });
    } catch (ConnectorException failure) {
      Publisher.throwIfLost(failure);
      throw failure;
    }
  }

  /** Within a publish. */
  void forget(Map<StepKey, Checkpoint> forgotten) {
    Map<String, Source> byId = new LinkedHashMap<>();
    context.sources().forEach(source -> byId.put(source.id(), source));
    forgotten.forEach(
        (key, checkpoint) -> {
          if (checkpoint.rememberKeys() || checkpoint.keysPhase()) {
            target.forgetKeys(
                byId.get(key.endpoint()).table(), checkpoint.keysOwner(), Set.of(key.division()));
          }
        });
  }

  /** Counts rows of divisions that are new to a table that was there before. */
  private Map<Integer, Long> counted(
      Source source, Target.Prepared found, List<DivisionRecord> divisions) {
    if (found.created() || found.refusal().isPresent()) {
      return Map.of();
    }
    Set<Integer> unknown = new LinkedHashSet<>();
    for (DivisionRecord division : divisions) {
      CursorRecord stored = cursors.get(new StepKey(division.division(), source.id()));
      if (stored == null || stored.rowCount() == TableNews.UNKNOWN) {
        unknown.add(division.division());
      }
    }
    return unknown.isEmpty() ? Map.of() : target.rowCounts(source.table(), unknown);
  }

  private Set<Integer> lackModified(
      Source source, List<DivisionRecord> divisions, TableNews table) {
    Set<Integer> asked = new LinkedHashSet<>();
    for (DivisionRecord division : divisions) {
      if (planner.asksForModified(source, division.division())) {
        asked.add(division.division());
      }
    }
    return asked.isEmpty() || table.refusal().isPresent()
        ? Set.of()
        : target.divisionsWithNull(source.table(), Endpoint.MODIFIED, asked);
  }
}
