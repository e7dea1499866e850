package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConfigurationRepository;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.ConnectionRepository;
import com.ddbm.exactonline.state.RunQueue;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.ScheduleRecord;
import com.ddbm.exactonline.state.ScheduleRepository;
import com.ddbm.exactonline.twins.ManualClock;
import com.ddbm.exactonline.warehouse.Identifier;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.TargetAccess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The app's state in memory, with its services over it: what refusals and records are tested on.
 */
final class InMemoryApp {

  static final Instant NOW = Instant.parse("2026-11-25T07:10:00Z");

  final ManualClock clock = new ManualClock(NOW);
  final Connections connections = new Connections();
  final Configurations configurations = new Configurations();
  final Schedules schedules = new Schedules();
  final Runs runs = new Runs();
  final Target target = new Target();
  final RecordingTasks tasks = new RecordingTasks();
  final Map<String, Set<Integer>> divisions = new HashMap<>();

  ConfigurationService configurationService() {
    return new ConfigurationService(
        configurations, connections, schedules, runs, this::divisionsOf, target, tasks, clock);
  }

  ScheduleService scheduleService() {
    return new ScheduleService(schedules, configurations, connections, runs, tasks, clock);
  }

  RunService runService() {
    return new RunService(configurations, runs, this::divisionsOf, tasks, clock);
  }

  /** Over a session that records statements and knows no rows; nobody signs in here. */
  ConnectionService connectionService(SqlSession sql) {
    Identifier application = new Identifier("EXACT_ONLINE");
    return new ConnectionService(
        connections,
        configurations,
        schedules,
        runs,
        new ConnectionSecrets(sql),
        new AccessApproval(sql, application),
        tasks,
        new ConnectionService.SignIn() {
          @Override
          public TokenStore.AccessToken exchange(
              String connection, String clientSecret, String redirectUrl) {
            throw new ConnectorException(ErrorCode.EO_2005, null);
          }

          @Override
          public List<String> takeUp(ConnectionRecord connection, TokenStore.AccessToken token) {
            throw new AssertionError("nobody signs in");
          }
        },
        () -> application,
        clock);
  }

  private Set<Integer> divisionsOf(String connection) {
    return divisions.getOrDefault(connection, Set.of());
  }

  /** A connection {@code exact} that sees divisions 1, 2 and 3. */
  InMemoryApp withConnection() {
    Faults faults = new Faults();
    Settings settings =
        Settings.forCreating(
            "{\"site\":\"nl\",\"client_id\":\"c\",\"redirect_uri\":\"https://example.com/\"}",
            ConnectionSettings.ALL,
            faults);
    faults.refuseIfAny();
    connections.insert(ConnectionSettings.create("exact", settings), clock.now());
    divisions.put("exact", Set.of(1, 2, 3));
    return this;
  }

  /** A configuration {@code accounting} of all endpoints and divisions. */
  InMemoryApp withConfiguration() {
    withConnection();
    configurationService()
        .create("accounting", "{\"connection\":\"exact\",\"database\":\"A\",\"schema\":\"B\"}");
    tasks.done.clear();
    return this;
  }

  static final class Connections implements ConnectionRepository {
    final Map<String, ConnectionRecord> rows = new TreeMap<>();
    final Map<String, Trouble> troubles = new HashMap<>();

    @Override
    public Optional<ConnectionRecord> find(String name) {
      return Optional.ofNullable(rows.get(name));
    }

    @Override
    public List<ConnectionRecord> all() {
      return List.copyOf(rows.values());
    }

    @Override
    public void insert(ConnectionRecord connection, Instant now) {
      rows.put(connection.name(), connection);
    }

    @Override
    public void delete(String name) {
      rows.remove(name);
    }

    @Override
    public void saveUser(String name, String userName) {}

    @Override
    public void saveTrouble(String name, Optional<Trouble> trouble) {
      trouble.ifPresentOrElse(each -> troubles.put(name, each), () -> troubles.remove(name));
    }
  }

  static final class Configurations implements ConfigurationRepository {
    final Map<String, ConfigurationRecord> rows = new TreeMap<>();
    final Set<String> cursorsDropped = new HashSet<>();

    @Override
    public Optional<ConfigurationRecord> find(String name) {
      return Optional.ofNullable(rows.get(name));
    }

    @Override
    public Optional<ConfigurationRecord> findByKey(String key) {
      return rows.values().stream().filter(each -> each.key().equals(key)).findFirst();
    }

    @Override
    public List<ConfigurationRecord> all() {
      return List.copyOf(rows.values());
    }

    @Override
    public void insert(ConfigurationRecord configuration, Instant now) {
      rows.put(configuration.name(), configuration);
    }

    @Override
    public void update(ConfigurationRecord configuration, Instant now) {
      rows.put(configuration.name(), configuration);
    }

    @Override
    public void delete(String name) {
      rows.remove(name);
    }

    @Override
    public List<Integer> divisionsWithCursors(String name) {
      return List.of();
    }

    @Override
    public void dropCursors(String name) {
      cursorsDropped.add(name);
    }
  }

  static final class Schedules implements ScheduleRepository {
    final Map<String, ScheduleRecord> rows = new TreeMap<>();

    @Override
    public Optional<ScheduleRecord> find(String name) {
      return Optional.ofNullable(rows.get(name));
    }

    @Override
    public Optional<ScheduleRecord> findByKey(String key) {
      return rows.values().stream().filter(each -> each.key().equals(key)).findFirst();
    }

    @Override
    public List<ScheduleRecord> all() {
      return List.copyOf(rows.values());
    }

    @Override
    public void insert(ScheduleRecord schedule, Instant now) {
      rows.put(schedule.name(), schedule);
    }

    @Override
    public void update(ScheduleRecord schedule, Instant now) {
      rows.put(schedule.name(), schedule);
    }

    @Override
    public void delete(String name) {
      rows.remove(name);
    }
  }

  static final class Runs implements RunQueue {
    final Map<String, RunRecord> rows = new TreeMap<>();
    final Map<String, List<RunRecord.StepKey>> failed = new HashMap<>();

    /** Puts a run into another status, as an engine would. */
    void become(String runId, RunStatus status) {
      RunRecord run = rows.get(runId);
      rows.put(runId, with(run, status));
    }

    private static RunRecord with(RunRecord run, RunStatus status) {
      return new RunRecord(
          run.runId(),
          run.configuration(),
          run.triggeredBy(),
          run.mode(),
          run.endpoints(),
          run.divisions(),
          run.onlySteps(),
          run.reload(),
          status,
          run.queuedAt(),
          run.startedAt(),
          run.endedAt(),
          run.waitingUntil(),
          run.cancelRequested());
    }

    @Override
    public void enqueue(RunRecord run, String connection) {
      rows.put(run.runId(), run);
    }

    @Override
    public Optional<RunRecord> find(String runId) {
      return Optional.ofNullable(rows.get(runId));
    }

    @Override
    public List<RunRecord> open(String configuration) {
      return rows.values().stream()
          .filter(run -> run.configuration().equals(configuration) && !run.status().ended())
          .toList();
    }

    @Override
    public List<RunRecord.StepKey> failedSteps(String runId) {
      return failed.getOrDefault(runId, List.of());
    }

    @Override
    public long stepCount(String runId) {
      return failedSteps(runId).size();
    }

    @Override
    public boolean cancel(String runId, Instant now) {
      boolean queued = rows.get(runId).status() == RunStatus.QUEUED;
      if (queued) {
        become(runId, RunStatus.CANCELLED);
      }
      return queued;
    }

    @Override
    public Optional<Summary> summary(String runId) {
      return Optional.empty();
    }
  }

  /** A target that is open unless told otherwise. */
  static final class Target implements TargetAccess {
    boolean exists = true;
    boolean writable = true;

    @Override
    public boolean isOwn(Identifier database, Identifier schema) {
      return database.name().equals("EXACT_ONLINE");
    }

    @Override
    public Verdict check(Identifier database, Identifier schema) {
      List<String> missing =
          writable ? List.of() : List.of("GRANT USAGE ON DATABASE " + database.quoted() + " TO ..");
      return new Verdict(exists, writable, missing, List.of("GRANT .. TO ROLE SYSADMIN"));
    }

    @Override
    public boolean create(Identifier database, Identifier schema) {
      boolean made = !exists;
      exists = true;
      return made;
    }
  }

  static final class RecordingTasks implements Tasks {
    final List<String> done = new ArrayList<>();

    @Override
    public void makeForConfiguration(String configurationKey) {
      done.add("make run");
    }

    @Override
    public void dropForConfiguration(String configurationKey) {
      done.add("drop run");
    }

    @Override
    public void start(String configurationKey) {
      done.add("start");
    }

    @Override
    public void watch(String configurationKey) {
      done.add("watch");
    }

    @Override
    public void wakeAt(String configurationKey, Instant moment) {
      done.add("wake at " + moment);
    }

    @Override
    public void rest(String configurationKey) {
      done.add("rest");
    }

    @Override
    public void makeForSchedule(ScheduleRecord schedule) {
      done.add("make schedule" + (schedule.paused() ? " paused" : ""));
    }

    @Override
    public void dropForSchedule(String scheduleKey) {
      done.add("drop schedule");
    }
  }
}
