package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.warehouse.SqlText.toMoment;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.StateTable.Column;
import com.ddbm.exactonline.state.StateTable.Kind;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import com.ddbm.exactonline.warehouse.Target.Staging;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** The state tables of an installation, as the engine uses them. */
public final class SnowflakeSyncJournal implements SyncJournal {

  private static final StateTable EVENTS =
      new StateTable(
          "state.events",
          "run_id",
          List.of(Column.kept("event_id", Kind.TEXT)),
          List.of(
              Column.kept("happened_at", Kind.MOMENT),
              Column.kept("level", Kind.TEXT),
              Column.kept("code", Kind.TEXT),
              Column.kept("message", Kind.TEXT),
              Column.kept("connection", Kind.TEXT)));

  /** An abandoned run first, then one that waited long enough, then the oldest. */
  private static final Comparator<RunRecord> ORDER =
      Comparator.comparingInt(SnowflakeSyncJournal::rank)
          .thenComparing(RunRecord::queuedAt)
          .thenComparing(RunRecord::runId);

  private final SqlSession sql;
  private final ConfigurationRepository configurations;
  private final ConnectionRepository connections;
  private final RunQueue runs;
  private final Lease lease;
  private final StepRows steps;
  private final CursorRows cursors;
  private final DivisionRows divisions;
  private final UsageRows usage;

  /** The moment of the publish that is open, or of the last one. */
  private Instant publishedAt = Instant.EPOCH;

  /** A journal over a session; the repositories use the same one. */
  public SnowflakeSyncJournal(
      SqlSession sql,
      ConfigurationRepository configurations,
      ConnectionRepository connections,
      RunQueue runs) {
    this.sql = sql;
    this.configurations = configurations;
    this.connections = connections;
    this.runs = runs;
    lease = new Lease(sql);
    steps = new StepRows(sql);
    cursors = new CursorRows(sql);
    divisions = new DivisionRows(sql);
    usage = new UsageRows(sql);
  }

  @Override
  public Optional<Claim> claim(String configuration, String holder, Instant now) {
    OptionalLong generation = lease.free(configuration, now);
    if (generation.isEmpty()) {
      return Optional.empty();
    }
    Optional<RunRecord> next = next(configuration, now);
    if (next.isEmpty()
        || !lease.take(configuration, next.get().runId(), holder, generation.getAsLong(), now)) {
      return Optional.empty();
    }
    // Read again under the lease: a queued run may have been cancelled a moment ago.
    RunRecord run = runs.find(next.get().runId()).orElse(next.get());
    boolean resumed = run.startedAt().isPresent();
    Claim claim = new Claim(run, holder, generation.getAsLong() + 1, resumed);
    if (run.status().ended()) {
      lease.release(claim);
      return claim(configuration, holder, now);
    }
    return Optional.of(claim);
  }

  private Optional<RunRecord> next(String configuration, Instant now) {
    return runs.open(configuration).stream()
        .filter(
            run ->
                run.status() != RunStatus.WAITING
                    || run.waitingUntil().map(until -> !until.isAfter(now)).orElse(true))
        .min(ORDER);
  }

  private static int rank(RunRecord run) {
    return switch (run.status()) {
      case RUNNING -> 0;
      case WAITING -> 1;
      // Put back by its holder: it was begun before those that never ran.
      case QUEUED -> run.startedAt().isPresent() ? 1 : 2;
      case SUCCEEDED, PARTIAL, SKIPPED, FAILED, CANCELLED -> 3;
    };
  }

  @Override
  public boolean heartbeat(Claim claim, Instant now) {
    return lease.extend(claim, now);
  }

  @Override
  public void release(Claim claim) {
    lease.release(claim);
  }

  @Override
  public ConfigurationRecord configuration(String name) {
    return configurations
        .find(name)
        .orElseThrow(() -> new ConnectorException(ErrorCode.EO_1003, null, name));
  }

  @Override
  public ConnectionRecord connection(String name) {
    return connections
        .find(name)
        .orElseThrow(() -> new ConnectorException(ErrorCode.EO_1002, null, name));
  }

  @Override
  public List<DivisionRecord> divisions(String connection) {
    return divisions.of(connection);
  }

  @Override
  public void saveDivisions(String connection, Collection<DivisionRecord> given) {
    divisions.refresh(connection, given);
  }

  @Override
  public List<StepRecord> steps(String runId) {
    return steps.of(runId);
  }

  @Override
  public Map<RunRecord.StepKey, CursorRecord> cursors(String configuration) {
    return cursors.of(configuration);
  }

  @Override
  public <T> T publish(Claim claim, Instant now, Supplier<T> work) {
    publishedAt = now;
    return transaction(claim, () -> lease.extend(claim, now), work);
  }

  /** A transaction whose first statement proves, and locks, the lease. */
  private <T> T transaction(Claim claim, Supplier<Boolean> proof, Supplier<T> work) {
    sql.execute("BEGIN TRANSACTION");
    boolean committed = false;
    try {
      if (!proof.get()) {
        throw new ConnectorException(ErrorCode.EO_3005, null, claim.run().runId());
      }
      T result = work.get();
      commit();
      committed = true;
      return result;
    } finally {
      cursors.ended(committed);
      if (!committed) {
        rollback();
      }
    }
  }

  /** A commit that found no room has failed; after any other failure nobody knows. */
  private void commit() {
    try {
      sql.execute("COMMIT");
    } catch (ConnectorException failure) {
      throw failure.error() == ErrorCode.EO_3009 ? failure : new CommitUnknown(failure);
    }
  }

  private void rollback() {
    try {
      sql.execute("ROLLBACK");
    } catch (ConnectorException refused) {
      // What made us roll back is already on its way; without a session nothing was committed.
    }
  }

  @Override
  public void saveSteps(String runId, Collection<StepRecord> given) {
    steps.save(runId, given);
  }

  @Override
  public void saveCursors(String configuration, Collection<CursorRecord> given) {
    cursors.save(configuration, given, publishedAt);
  }

  @Override
  public long appendDeletions(
      String connection, Staging staging, Collection<DivisionRecord> fetched) {
    return divisions.append(connection, staging, fetched);
  }

  @Override
  public void saveDeletionLogPositions(String connection, Collection<DivisionRecord> given) {
    divisions.saveLogPositions(connection, given);
  }

  @Override
  public void resetDeletionLog(String connection, Set<Integer> given) {
    divisions.resetLog(connection, given);
  }

  @Override
  public Map<Integer, Map<Integer, Long>> newestDeletionPerType(
      String connection, Map<Integer, Long> lowest) {
    return divisions.newestPerType(connection, lowest);
  }

  @Override
  public void started(Claim claim, Instant now, long plannedCalls) {
    transaction(
        claim,
        () -> lease.extend(claim, now),
        () -> {
          sql.execute(
              "UPDATE state.runs SET status = 'RUNNING', waiting_until = NULL, planned_calls = ?,"
                  + " started_at = COALESCE(started_at, "
                  + toMoment("?")
                  + ") WHERE run_id = ?",
              plannedCalls,
              SqlText.moment(now),
              claim.run().runId());
          return null;
        });
  }

  @Override
  public boolean cancelRequested(String runId) {
    List<SqlRow> rows =
        sql.query("SELECT cancel_requested FROM state.runs WHERE run_id = ?", runId);
    return !rows.isEmpty() && rows.get(0).truth(0);
  }

  @Override
  public void settle(
      Claim claim,
      Instant now,
      RunStatus status,
      Optional<Instant> waitingUntil,
      Optional<String> errorCode,
      Optional<String> errorMessage,
      Optional<String> remedy) {
    transaction(
        claim,
        () -> lease.release(claim),
        () -> {
          sql.execute(
              RunTotals.SETTLE,
              status.name(),
              status.ended() ? SqlText.moment(now) : null,
              StoredMoments.bind(waitingUntil),
              errorCode.orElse(null),
              errorMessage.orElse(null),
              remedy.orElse(null),
              claim.run().runId(),
              claim.run().runId());
          return null;
        });
  }

  @Override
  public List<UsageRecord> usage(String connection, LocalDate from) {
    return usage.since(connection, from);
  }

  @Override
  public void addUsage(String connection, Collection<UsageRecord> made) {
    usage.add(connection, made);
  }

  @Override
  public void record(Collection<Event> events) {
    Map<Optional<String>, List<ObjectNode>> byRun = new LinkedHashMap<>();
    for (Event event : events) {
      ObjectNode row =
          StateTable.row()
              .put("event_id", UUID.randomUUID().toString())
              .put("happened_at", SqlText.moment(event.at()))
              .put("level", event.level())
              .put("code", event.code())
              .put("message", event.message());
      event.connection().ifPresent(name -> row.put("connection", name));
      byRun.computeIfAbsent(event.runId(), none -> new ArrayList<>()).add(row);
    }
    byRun.forEach((runId, rows) -> EVENTS.insert(sql, runId.orElse(null), rows));
    events.forEach(EventLog::write);
  }
}
