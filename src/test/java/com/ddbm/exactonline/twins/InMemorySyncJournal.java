package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.Claim;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.DivisionRecord;
import com.ddbm.exactonline.state.Event;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.state.UsageRecord;
import com.ddbm.exactonline.warehouse.Target.Staging;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The state tables in memory. */
public final class InMemorySyncJournal implements SyncJournal {

  private record Lease(String holder, long generation, Instant until) {}

  private final InMemoryDatabase database;
  private final DeletionLog log;
  private final Function<Staging, List<InMemoryStaging.Row>> staged;
  private final Map<String, ConnectionRecord> connections = new LinkedHashMap<>();
  private final Map<String, ConfigurationRecord> configurations = new LinkedHashMap<>();
  private final Map<String, Lease> leases = new LinkedHashMap<>();
  private final Map<String, InMemoryRun> runs = new LinkedHashMap<>();
  private final Map<String, Map<StepKey, StepRecord>> steps = new LinkedHashMap<>();
  private final Map<String, Map<StepKey, CursorRecord>> cursors = new LinkedHashMap<>();
  private final Map<String, Map<Integer, DivisionRecord>> divisions = new LinkedHashMap<>();
  private final Map<String, Map<String, UsageRecord>> usage = new LinkedHashMap<>();
  private final List<Event> events = new ArrayList<>();
  private int statements;

  /**
   * @param target the target on the same database, whose stagings of deletions are read
   */
  public InMemorySyncJournal(InMemoryDatabase database, DeletionLog log, InMemoryTarget target) {
    this.database = database;
    this.log = log;
    this.staged = target::stagedRows;
  }

  public void addConnection(ConnectionRecord connection) {
    connections.put(connection.name(), connection);
  }

  public void addConfiguration(ConfigurationRecord configuration) {
    configurations.put(configuration.name(), configuration);
    leases.putIfAbsent(configuration.name(), new Lease(null, 0, Instant.MIN));
  }

  public void enqueue(RunRecord run) {
    runs.put(run.runId(), InMemoryRun.queued(run));
  }

  public void requestCancel(String runId) {
    runs.computeIfPresent(runId, (key, run) -> run.cancelled());
  }

  public InMemoryRun run(String runId) {
    return runs.get(runId);
  }

  public Collection<InMemoryRun> runs() {
    return runs.values();
  }

  public List<Event> events() {
    return events;
  }

  /** Calls of the journal since it was made: each is a statement or a few. */
  public int statements() {
    return statements;
  }

  @Override
  public Optional<Claim> claim(String configuration, String holder, Instant now) {
    statements++;
    Lease lease = leases.get(configuration);
    if (lease.holder() != null && lease.until().isAfter(now)) {
      return Optional.empty();
    }
    Optional<InMemoryRun> next = next(configuration, now);
    if (next.isEmpty()) {
      return Optional.empty();
    }
    Lease taken = new Lease(holder, lease.generation() + 1, now.plus(LEASE));
    leases.put(configuration, taken);
    InMemoryRun run = next.get();
    boolean resumed = run.record().startedAt().isPresent();
    return Optional.of(new Claim(run.record(), holder, taken.generation(), resumed));
  }

  private Optional<InMemoryRun> next(String configuration, Instant now) {
    List<InMemoryRun> mine =
        runs.values().stream()
            .filter(run -> run.record().configuration().equals(configuration))
            .sorted(
                Comparator.comparing((InMemoryRun run) -> run.record().startedAt().isEmpty())
                    .thenComparing(run -> run.record().queuedAt()))
            .toList();
    return mine.stream()
        .filter(run -> run.status() == RunStatus.RUNNING)
        .findFirst()
        .or(
            () ->
                mine.stream()
                    .filter(run -> run.status() == RunStatus.WAITING)
                    .filter(run -> !run.record().waitingUntil().orElse(Instant.MIN).isAfter(now))
                    .findFirst())
        .or(() -> mine.stream().filter(run -> run.status() == RunStatus.QUEUED).findFirst());
  }

  private boolean holds(Claim claim) {
    Lease lease = leases.get(claim.run().configuration());
    return claim.holder().equals(lease.holder()) && lease.generation() == claim.generation();
  }

  private void check(Claim claim) {
    if (!holds(claim)) {
      throw new ConnectorException(ErrorCode.EO_3005, null, claim.run().runId());
    }
  }

  private void extend(Claim claim, Instant now) {
    leases.put(
        claim.run().configuration(),
        new Lease(claim.holder(), claim.generation(), now.plus(LEASE)));
  }

  @Override
  public boolean heartbeat(Claim claim, Instant now) {
    statements++;
    if (holds(claim)) {
      extend(claim, now);
      return true;
    }
    return false;
  }

  @Override
  public void release(Claim claim) {
    statements++;
    if (holds(claim)) {
      leases.put(claim.run().configuration(), new Lease(null, claim.generation(), Instant.MIN));
    }
  }

  @Override
  public ConfigurationRecord configuration(String name) {
    statements++;
    return found(configurations.get(name), ErrorCode.EO_1003, name);
  }

  @Override
  public ConnectionRecord connection(String name) {
    statements++;
    return found(connections.get(name), ErrorCode.EO_1002, name);
  }

  private static <T> T found(T value, ErrorCode error, String name) {
    if (value == null) {
      throw new ConnectorException(error, null, name);
    }
    return value;
  }

  @Override
  public List<DivisionRecord> divisions(String connection) {
    statements++;
    return List.copyOf(divisionsOf(connection).values());
  }

  private Map<Integer, DivisionRecord> divisionsOf(String connection) {
    return divisions.computeIfAbsent(connection, key -> new TreeMap<>());
  }

  @Override
  public void saveDivisions(String connection, Collection<DivisionRecord> saved) {
    statements++;
    Map<Integer, DivisionRecord> all = divisionsOf(connection);
    for (DivisionRecord division : saved) {
      DivisionRecord before = all.getOrDefault(division.division(), division);
      database.put(
          all,
          division.division(),
          new DivisionRecord(
              division.division(),
              division.name(),
              division.status(),
              division.movedAt(),
              before.deletedPosition(),
              before.deletedFetchedAt(),
              before.deletedRightCheckedAt(),
              before.deletedRight()));
    }
  }

  @Override
  public List<StepRecord> steps(String runId) {
    statements++;
    return List.copyOf(steps.getOrDefault(runId, Map.of()).values());
  }

  @Override
  public Map<StepKey, CursorRecord> cursors(String configuration) {
    statements++;
    return new LinkedHashMap<>(cursors.getOrDefault(configuration, Map.of()));
  }

  @Override
  public <T> T publish(Claim claim, Instant now, Supplier<T> work) {
    statements += 3;
    database.begin();
    try {
      check(claim);
      T result = work.get();
      database.commit();
      extend(claim, now);
      return result;
    } catch (RuntimeException | Error failure) {
      database.rollback();
      throw failure;
    }
  }

  @Override
  public void saveSteps(String runId, Collection<StepRecord> saved) {
    statements++;
    Map<StepKey, StepRecord> all = steps.computeIfAbsent(runId, key -> new LinkedHashMap<>());
    saved.forEach(step -> database.put(all, step.key(), step));
  }

  @Override
  public void saveCursors(String configuration, Collection<CursorRecord> saved) {
    statements++;
    database.requireTransaction("saveCursors");
    Map<StepKey, CursorRecord> all =
        cursors.computeIfAbsent(configuration, key -> new LinkedHashMap<>());
    saved.forEach(cursor -> database.put(all, cursor.key(), cursor));
  }

  @Override
  public long appendDeletions(
      String connection, Staging staging, Collection<DivisionRecord> fetched) {
    statements++;
    database.requireTransaction("appendDeletions");
    long added = 0;
    Set<Integer> same = new HashSet<>();
    for (DivisionRecord division : fetched) {
      if (!movedSince(connection, division)) {
        same.add(division.division());
      }
    }
    for (InMemoryStaging.Row row : staged.apply(staging)) {
      if (!same.contains(row.division())) {
        continue;
      }
      Map<String, String> values = row.values();
      Map<String, DeletionLog.Entry> entries = log.of(connection, row.division());
      String id = values.get("ID");
      if (!entries.containsKey(id)) {
        database.put(
            entries,
            id,
            new DeletionLog.Entry(
                Long.parseLong(values.get("TIMESTAMP")),
                Integer.parseInt(values.get("ENTITYTYPE")),
                values.get("ENTITYKEY"),
                values,
                row.hash(),
                row.extra()));
        added++;
      }
    }
    return added;
  }

  private boolean movedSince(String connection, DivisionRecord division) {
    DivisionRecord now = divisionsOf(connection).get(division.division());
    return now != null && !now.movedAt().equals(division.movedAt());
  }

  @Override
  public void saveDeletionLogPositions(String connection, Collection<DivisionRecord> saved) {
    statements++;
    database.requireTransaction("saveDeletionLogPositions");
    Map<Integer, DivisionRecord> all = divisionsOf(connection);
    for (DivisionRecord division : saved) {
      DivisionRecord before = all.getOrDefault(division.division(), division);
      database.put(
          all,
          division.division(),
          new DivisionRecord(
              division.division(),
              before.name(),
              before.status(),
              before.movedAt(),
              movedSince(connection, division)
                  ? before.deletedPosition()
                  : Math.max(before.deletedPosition(), division.deletedPosition()),
              movedSince(connection, division)
                  ? before.deletedFetchedAt()
                  : division.deletedFetchedAt(),
              division.deletedRightCheckedAt(),
              division.deletedRight()));
    }
  }

  @Override
  public void resetDeletionLog(String connection, Set<Integer> moved) {
    statements++;
    database.requireTransaction("resetDeletionLog");
    Map<Integer, DivisionRecord> all = divisionsOf(connection);
    for (int division : moved) {
      Map<String, DeletionLog.Entry> entries = log.of(connection, division);
      List.copyOf(entries.keySet()).forEach(id -> database.remove(entries, id));
      DivisionRecord before = all.get(division);
      if (before != null) {
        database.put(
            all,
            division,
            new DivisionRecord(
                division,
                before.name(),
                before.status(),
                before.movedAt(),
                0,
                Optional.empty(),
                before.deletedRightCheckedAt(),
                before.deletedRight()));
      }
    }
  }

  @Override
  public Map<Integer, Map<Integer, Long>> newestDeletionPerType(
      String connection, Map<Integer, Long> lowest) {
    statements++;
    Map<Integer, Map<Integer, Long>> newest = new LinkedHashMap<>();
    lowest.forEach(
        (division, position) ->
            log.of(connection, division)
                .values()
                .forEach(
                    entry -> {
                      if (entry.timestamp() > position) {
                        newest
                            .computeIfAbsent(division, key -> new LinkedHashMap<>())
                            .merge(entry.entityType(), entry.timestamp(), Math::max);
                      }
                    }));
    return newest;
  }

  @Override
  public void started(Claim claim, Instant now, long plannedCalls) {
    statements++;
    check(claim);
    InMemoryRun run = runs.get(claim.run().runId());
    runs.put(
        claim.run().runId(),
        run.with(
                RunStatus.RUNNING,
                Optional.of(run.record().startedAt().orElse(now)),
                Optional.empty(),
                Optional.empty())
            .planned(plannedCalls));
  }

  @Override
  public boolean cancelRequested(String runId) {
    statements++;
    return runs.get(runId).record().cancelRequested();
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
    statements++;
    check(claim);
    String runId = claim.run().runId();
    InMemoryRun run = runs.get(runId);
    runs.put(
        runId,
        run.with(
                status,
                run.record().startedAt(),
                status.ended() ? Optional.of(now) : Optional.empty(),
                waitingUntil)
            .ending(errorCode, errorMessage, remedy, InMemoryRun.Totals.of(steps(runId))));
    release(claim);
  }

  @Override
  public List<UsageRecord> usage(String connection, LocalDate from) {
    statements++;
    return usage.getOrDefault(connection, Map.of()).values().stream()
        .filter(row -> !row.day().isBefore(from))
        .toList();
  }

  @Override
  public void addUsage(String connection, Collection<UsageRecord> made) {
    statements++;
    Map<String, UsageRecord> all = usage.computeIfAbsent(connection, key -> new TreeMap<>());
    for (UsageRecord row : made) {
      all.merge(
          row.day() + "/" + row.division(),
          row,
          (before, now) ->
              new UsageRecord(
                  now.division(),
                  now.day(),
                  before.calls() + now.calls(),
                  now.limitPerDay().or(before::limitPerDay),
                  now.remaining().or(before::remaining),
                  before.answers429() + now.answers429(),
                  before.errors() + now.errors(),
                  now.lastAnswerAt().or(before::lastAnswerAt)));
    }
  }

  @Override
  public void record(Collection<Event> happened) {
    statements++;
    events.addAll(happened);
  }
}
