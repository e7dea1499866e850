package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConfigurationRepository;
import com.ddbm.exactonline.state.ConnectionRepository;
import com.ddbm.exactonline.state.RunQueue;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.ScheduleRecord;
import com.ddbm.exactonline.state.ScheduleRepository;
import com.ddbm.exactonline.warehouse.Identifier;
import com.ddbm.exactonline.warehouse.TargetAccess;
import com.ddbm.exactonline.warehouse.TargetAccess.Verdict;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Making, changing and dropping configurations, and looking at their targets. */
final class ConfigurationService {

  static final Setting<Boolean> DROP_SCHEDULES =
      Setting.optional(
          "drop_schedules",
          "Drop its schedules",
          "Whether the schedules of the configuration are dropped with it (default FALSE).",
          Kinds.yesOrNo());

  /** The settings by which two configurations may come to write the same rows differently. */
  private static final List<Setting<?>> WHAT_IS_WRITTEN =
      List.of(
          ConfigurationSettings.CONNECTION,
          ConfigurationSettings.DATABASE,
          ConfigurationSettings.SCHEMA,
          ConfigurationSettings.ENDPOINTS,
          ConfigurationSettings.DIVISIONS,
          ConfigurationSettings.DELETIONS_SETTING,
          ConfigurationSettings.START_DATE,
          ConfigurationSettings.OVERRIDES);

  private final ConfigurationRepository configurations;
  private final ConnectionRepository connections;
  private final ScheduleRepository schedules;
  private final RunQueue runs;
  private final Divisions divisions;
  private final SharedTables sharedTables;
  private final TargetAccess target;
  private final Tasks tasks;
  private final Clock clock;

  ConfigurationService(
      ConfigurationRepository configurations,
      ConnectionRepository connections,
      ScheduleRepository schedules,
      RunQueue runs,
      Divisions divisions,
      TargetAccess target,
      Tasks tasks,
      Clock clock) {
    this.configurations = configurations;
    this.connections = connections;
    this.schedules = schedules;
    this.runs = runs;
    this.divisions = divisions;
    this.sharedTables = new SharedTables(divisions);
    this.target = target;
    this.tasks = tasks;
    this.clock = clock;
  }

  /** The divisions that a connection was seen to have; empty when they were never read. */
  interface Divisions {
    Set<Integer> of(String connection);
  }

  Outcome create(String name, String settingsJson) {
    Faults faults = new Faults();
    String named = Names.read("name", name, faults);
    Settings settings = Settings.forCreating(settingsJson, ConfigurationSettings.ALL, faults);
    ConfigurationRecord wanted = ConfigurationSettings.create(named, settings, faults);
    if (configurations.find(named).isPresent()) {
      faults.add("name", ErrorCode.EO_1007, named);
    }
    checkConnectionAndDivisions(wanted, settings, faults);
    checkNotOwn(wanted, settings, faults);
    List<ConfigurationRecord> sharing = sharedTables.sharing(wanted, configurations.all());
    sharedTables.check(wanted, sharing, faults);
    faults.refuseIfAny();

    boolean made = wanted.createTarget() && openTarget(wanted);
    Optional<Outcome> closed = closedTarget(wanted);
    if (closed.isPresent()) {
      return closed.get();
    }
    configurations.insert(wanted, clock.now());
    tasks.makeForConfiguration(wanted.key());
    return Outcome.done(
        "Configuration "
            + named
            + " was created."
            + (made ? " " + madeByApp(wanted) : "")
            + shared(sharing),
        describe(wanted, sharing).put("target_created", made));
  }

  Outcome update(String name, String settingsJson) {
    Faults faults = new Faults();
    String named = Names.read("name", name, faults);
    Settings settings = Settings.forChanging(settingsJson, ConfigurationSettings.ALL, faults);
    ConfigurationRecord old = existing("name", named, faults).orElse(null);
    if (old == null) {
      faults.refuseIfAny();
      throw new IllegalStateException("an absent configuration is a fault");
    }
    ConfigurationRecord wanted = ConfigurationSettings.change(old, settings, faults);
    checkConnectionAndDivisions(wanted, settings, faults);
    checkNotOwn(wanted, settings, faults);
    List<ConfigurationRecord> sharing = sharedTables.sharing(wanted, configurations.all());
    if (WHAT_IS_WRITTEN.stream().anyMatch(settings::names)) {
      sharedTables.check(wanted, sharing, faults);
    }
    boolean moved =
        !wanted.database().equals(old.database())
            || !wanted.schema().equals(old.schema())
            || !wanted.connection().equals(old.connection());
    if (moved && working(named)) {
      faults.add(
          Settings.ARGUMENT,
          "Connection, database and schema cannot change while a run is going on.");
    }
    faults.refuseIfAny();

    boolean made = moved && wanted.createTarget() && openTarget(wanted);
    Optional<Outcome> closed = moved ? closedTarget(wanted) : Optional.empty();
    if (closed.isPresent()) {
      return closed.get();
    }
    configurations.update(wanted, clock.now());
    if (moved) {
      configurations.dropCursors(named);
    }
    return Outcome.done(
        "Configuration "
            + named
            + " was changed."
            + (moved ? " The next run fetches everything." : "")
            + (made ? " " + madeByApp(wanted) : "")
            + shared(sharing),
        describe(wanted, sharing).put("target_created", made).put("cursors_dropped", moved));
  }

  Outcome drop(String name, String settingsJson) {
    Faults faults = new Faults();
    String named = Names.read("name", name, faults);
    Settings settings = Settings.forChanging(settingsJson, List.of(DROP_SCHEDULES), faults);
    Optional<ConfigurationRecord> configuration = existing("name", named, faults);
    List<ScheduleRecord> itsSchedules = schedules.ofConfiguration(named);
    List<String> users = new ArrayList<>();
    if (!settings.get(DROP_SCHEDULES, false)) {
      itsSchedules.forEach(schedule -> users.add("schedule " + schedule.name()));
    }
    runs.open(named).stream()
        .filter(run -> run.status() == RunStatus.RUNNING)
        .forEach(run -> users.add("run " + run.runId()));
    if (configuration.isPresent() && !users.isEmpty()) {
      faults.add("name", ErrorCode.EO_1014, named, String.join(", ", users));
    }
    faults.refuseIfAny();

    for (ScheduleRecord schedule : itsSchedules) {
      tasks.dropForSchedule(schedule.key());
      schedules.delete(schedule.name());
    }
    for (RunRecord run : runs.open(named)) {
      runs.cancel(run.runId(), clock.now());
    }
    tasks.dropForConfiguration(configuration.orElseThrow().key());
    configurations.delete(named);
    return Outcome.done(
        "Configuration " + named + " was dropped; its tables stay.",
        Json.object().put("configuration", named));
  }

  Outcome checkTarget(String database, String schema) {
    Faults faults = new Faults();
    String databaseName = Names.read("database", database, faults);
    String schemaName = Names.read("schema", schema, faults);
    faults.refuseIfAny();
    Verdict verdict = target.check(new Identifier(databaseName), new Identifier(schemaName));
    ObjectNode payload =
        Json.object().put("ok", verdict.writable()).put("exists", verdict.exists());
    List<String> all = new ArrayList<>(verdict.missing());
    all.addAll(verdict.reading());
    payload.set("statements", Json.texts(all));
    payload.set("missing", Json.texts(verdict.missing()));
    payload.set("reading", Json.texts(verdict.reading()));
    return Outcome.done(
        verdict.writable()
            ? "The app may write there. Put the role of your readers in place of SYSADMIN."
            : "The app may not write there yet: run the statements. Where create_target is TRUE"
                + " the app makes a database or schema that does not exist.",
        payload);
  }

  private Optional<ConfigurationRecord> existing(String argument, String name, Faults faults) {
    Optional<ConfigurationRecord> found = configurations.find(name);
    if (found.isEmpty() && !faults.concern(argument)) {
      faults.add(argument, ErrorCode.EO_1003, name);
    }
    return found;
  }

  private boolean working(String configuration) {
    return runs.open(configuration).stream().anyMatch(run -> run.status() != RunStatus.QUEUED);
  }

  /**
   * The app's own tables and views live there, and an upgrade would meet tables of data among them.
   */
  private void checkNotOwn(ConfigurationRecord wanted, Settings settings, Faults faults) {
    boolean named =
        settings.get(ConfigurationSettings.DATABASE).isPresent()
            || settings.get(ConfigurationSettings.SCHEMA).isPresent();
    if (named
        && !wanted.database().isEmpty()
        && !wanted.schema().isEmpty()
        && target.isOwn(new Identifier(wanted.database()), new Identifier(wanted.schema()))) {
      faults.add(
          "schema",
          "The app keeps its own things in this schema: choose another one for the data.");
    }
  }

  private void checkConnectionAndDivisions(
      ConfigurationRecord wanted, Settings settings, Faults faults) {
    Optional<String> connection = settings.get(ConfigurationSettings.CONNECTION);
    if (connection.isPresent() && connections.find(connection.get()).isEmpty()) {
      faults.add("connection", ErrorCode.EO_1002, connection.get());
    }
    Set<Integer> known = divisions.of(wanted.connection());
    Set<Integer> unknown = new HashSet<>(wanted.divisions());
    unknown.removeAll(known);
    if (settings.names(ConfigurationSettings.DIVISIONS) && !known.isEmpty()) {
      unknown.stream()
          .sorted()
          .forEach(
              code ->
                  faults.add(
                      "divisions",
                      "Connection "
                          + wanted.connection()
                          + " sees no division "
                          + code
                          + "; core.divisions lists those that it sees."));
    }
  }

  /** The refusal for a target that the app may not write into, with the statements that open it. */
  private Optional<Outcome> closedTarget(ConfigurationRecord wanted) {
    Verdict verdict =
        target.check(new Identifier(wanted.database()), new Identifier(wanted.schema()));
    if (verdict.writable()) {
      return Optional.empty();
    }
    String place =
        new Identifier(wanted.database()).quoted() + "." + new Identifier(wanted.schema()).quoted();
    // Where the app tried to make it and could not, it is there and hidden from the app.
    boolean there = verdict.exists() || wanted.createTarget();
    ErrorCode error = there ? ErrorCode.EO_3002 : ErrorCode.EO_3003;
    Faults faults = new Faults();
    faults.add("schema", error, place, String.join("; ", verdict.missing()) + ";");
    return Optional.of(refusal(faults).withStatements(verdict.missing()));
  }

  private static Outcome refusal(Faults faults) {
    try {
      faults.refuseIfAny();
    } catch (Refusal refusal) {
      return Outcome.of(refusal);
    }
    throw new IllegalStateException("there is a fault to refuse for");
  }

  private boolean openTarget(ConfigurationRecord wanted) {
    return target.create(new Identifier(wanted.database()), new Identifier(wanted.schema()));
  }

  private static String madeByApp(ConfigurationRecord wanted) {
    return "The app made the target in "
        + wanted.database()
        + ": dropping the application with CASCADE removes it with all its tables.";
  }

  /** Said and not refused: both write the same, and a row is charged once. */
  private static String shared(List<ConfigurationRecord> sharing) {
    return sharing.isEmpty()
        ? ""
        : " It writes tables that also belong to: "
            + String.join(", ", names(sharing))
            + ". Exact Online is asked twice for their rows.";
  }

  private static List<String> names(List<ConfigurationRecord> configurations) {
    return configurations.stream().map(ConfigurationRecord::name).toList();
  }

  private static ObjectNode describe(
      ConfigurationRecord configuration, List<ConfigurationRecord> sharing) {
    ObjectNode payload = Json.object();
    payload.set("shares_tables_with", Json.texts(names(sharing)));
    payload.put("configuration", configuration.name());
    payload.put("connection", configuration.connection());
    payload.put("database", configuration.database());
    payload.put("schema", configuration.schema());
    if (configuration.endpoints().isEmpty()) {
      payload.put("endpoints", "all");
    } else {
      payload.set("endpoints", Json.texts(configuration.endpoints()));
    }
    if (configuration.divisions().isEmpty()) {
      payload.put("divisions", "all");
    } else {
      payload.set("divisions", Json.numbers(configuration.divisions()));
    }
    return payload;
  }
}
