package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
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
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Making, changing, pausing, resuming and dropping schedules. */
final class ScheduleService {

  private final ScheduleRepository schedules;
  private final ConfigurationRepository configurations;
  private final ConnectionRepository connections;
  private final RunQueue runs;
  private final Tasks tasks;
  private final Clock clock;

  ScheduleService(
      ScheduleRepository schedules,
      ConfigurationRepository configurations,
      ConnectionRepository connections,
      RunQueue runs,
      Tasks tasks,
      Clock clock) {
    this.schedules = schedules;
    this.configurations = configurations;
    this.connections = connections;
    this.runs = runs;
    this.tasks = tasks;
    this.clock = clock;
  }

  Outcome create(String name, String settingsJson) {
    Faults faults = new Faults();
    String named = Names.read("name", name, faults);
    Settings settings = Settings.forCreating(settingsJson, ScheduleSettings.ALL, faults);
    ScheduleRecord wanted = ScheduleSettings.create(named, settings, clock.now(), faults);
    if (schedules.find(named).isPresent()) {
      faults.add("name", ErrorCode.EO_1008, named);
    }
    checkConfiguration(wanted, settings, faults);
    faults.refuseIfAny();

    makeTask(wanted);
    schedules.insert(wanted, clock.now());
    return Outcome.done("Schedule " + named + " was created.", describe(wanted));
  }

  /** When a schedule with these settings would run, before anybody makes it. */
  Outcome preview(String settingsJson) {
    Faults faults = new Faults();
    Settings settings = Settings.forChanging(settingsJson, ScheduleSettings.ALL, faults);
    ScheduleRecord wanted = ScheduleSettings.create("preview", settings, clock.now(), faults);
    if (wanted.cron().isEmpty() && !faults.concern(ScheduleSettings.CRON.name())) {
      faults.add(
          ScheduleSettings.CRON.name(), "It is missing: " + ScheduleSettings.CRON.description());
    }
    checkConfiguration(wanted, settings, faults);
    faults.refuseIfAny();

    List<String> times = new ArrayList<>();
    Instant dayLater = clock.now().plus(Duration.ofDays(1));
    int inADay = 0;
    Optional<Instant> next = wanted.nextRunAt();
    while (next.isPresent() && (times.size() < 3 || next.get().isBefore(dayLater))) {
      if (times.size() < 3) {
        times.add(next.get().toString());
      }
      if (next.get().isBefore(dayLater)) {
        inADay++;
      }
      next = ScheduleSettings.next(wanted, next.get());
    }
    ObjectNode payload = Json.object().put("cron", wanted.cron());
    payload.put("timezone", wanted.timezone());
    payload.set("times", Json.texts(times));
    payload.put("runs_in_a_day", inADay);
    return Outcome.done("It would run next at " + times.get(0) + ".", payload);
  }

  Outcome update(String name, String settingsJson) {
    Faults faults = new Faults();
    String named = Names.read("name", name, faults);
    Settings settings = Settings.forChanging(settingsJson, ScheduleSettings.ALL, faults);
    ScheduleRecord old = existing(named, faults).orElse(null);
    if (old == null) {
      faults.refuseIfAny();
      throw new IllegalStateException("an absent schedule is a fault");
    }
    ScheduleRecord wanted = ScheduleSettings.change(old, settings, clock.now(), faults);
    checkConfiguration(wanted, settings, faults);
    faults.refuseIfAny();

    makeTask(wanted);
    schedules.update(wanted, clock.now());
    return Outcome.done("Schedule " + named + " was changed.", describe(wanted));
  }

  /** Before anything is stored: only Snowflake knows whether the app may use the warehouse. */
  private void makeTask(ScheduleRecord wanted) {
    try {
      tasks.makeForSchedule(wanted);
    } catch (ConnectorException failure) {
      if (failure.error() != ErrorCode.EO_3006) {
        throw failure;
      }
      throw new Refusal(
          List.of(
              new Fault(ScheduleSettings.WAREHOUSE.name(), failure.getMessage(), failure.error())));
    }
  }

  Outcome pause(String name) {
    ScheduleRecord schedule = required(name);
    ScheduleRecord paused = schedule.with(true, Optional.empty());
    tasks.makeForSchedule(paused);
    schedules.update(paused, clock.now());
    cancelQueued(schedule);
    return Outcome.done("Schedule " + name + " is paused.", describe(paused));
  }

  Outcome resume(String name) {
    ScheduleRecord schedule = required(name);
    Faults faults = new Faults();
    Optional<ConfigurationRecord> configuration = configurations.find(schedule.configuration());
    if (configuration.isEmpty()) {
      faults.add("name", ErrorCode.EO_1003, schedule.configuration());
    } else if (connections.find(configuration.get().connection()).isEmpty()) {
      faults.add("name", ErrorCode.EO_1002, configuration.get().connection());
    }
    faults.refuseIfAny();
    ScheduleRecord resumed = schedule.with(false, ScheduleSettings.next(schedule, clock.now()));
    tasks.makeForSchedule(resumed);
    schedules.update(resumed, clock.now());
    return Outcome.done("Schedule " + name + " is active.", describe(resumed));
  }

  Outcome drop(String name) {
    ScheduleRecord schedule = required(name);
    tasks.dropForSchedule(schedule.key());
    schedules.delete(name);
    cancelQueued(schedule);
    return Outcome.done("Schedule " + name + " was dropped.", Json.object().put("schedule", name));
  }

  private ScheduleRecord required(String name) {
    Faults faults = new Faults();
    Optional<ScheduleRecord> found = existing(Names.read("name", name, faults), faults);
    faults.refuseIfAny();
    return found.orElseThrow();
  }

  private Optional<ScheduleRecord> existing(String name, Faults faults) {
    Optional<ScheduleRecord> found = schedules.find(name);
    if (found.isEmpty() && !faults.concern("name")) {
      faults.add("name", ErrorCode.EO_1004, name);
    }
    return found;
  }

  private void checkConfiguration(ScheduleRecord wanted, Settings settings, Faults faults) {
    Optional<ConfigurationRecord> configuration = configurations.find(wanted.configuration());
    if (configuration.isEmpty()) {
      if (settings.get(ScheduleSettings.CONFIGURATION).isPresent()) {
        faults.add("configuration", ErrorCode.EO_1003, wanted.configuration());
      }
      return;
    }
    RunSettings.checkEndpoints(configuration.get(), wanted.endpoints(), faults);
  }

  /** What a schedule queued and nobody began does not run any more. */
  private void cancelQueued(ScheduleRecord schedule) {
    List<RunRecord> open = runs.open(schedule.configuration());
    open.stream()
        .filter(run -> run.status() == RunStatus.QUEUED)
        .filter(run -> run.triggeredBy().equals(schedule.trigger()))
        .forEach(run -> runs.cancel(run.runId(), clock.now()));
  }

  private static ObjectNode describe(ScheduleRecord schedule) {
    ObjectNode payload = Json.object();
    payload.put("schedule", schedule.name());
    payload.put("configuration", schedule.configuration());
    payload.put("mode", schedule.mode().label());
    payload.put("cron", schedule.cron());
    payload.put("timezone", schedule.timezone());
    payload.put("status", schedule.paused() ? "PAUSED" : "ACTIVE");
    schedule.nextRunAt().ifPresent(moment -> payload.put("next_run_at", moment.toString()));
    return payload;
  }
}
