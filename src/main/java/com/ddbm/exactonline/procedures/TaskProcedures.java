package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.ScheduleRecord;
import com.ddbm.exactonline.sync.RunOutcome;
import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.Variant;
import java.util.List;
import java.util.Optional;

/** What tasks call. These raise, number and sentence only, when a run FAILED. */
public final class TaskProcedures {

  private TaskProcedures() {}

  /** {@code core.run_task(configuration_key)}. */
  public static Variant runTask(Session session, String configurationKey) {
    return Entry.raiseOnFailure(
        Entry.outcome(
            session,
            "run_task",
            app -> {
              Optional<ConfigurationRecord> configuration =
                  app.configurationRepository().findByKey(configurationKey);
              return configuration.isEmpty() ? nothing() : work(app, configuration.get());
            }));
  }

  /** {@code core.schedule_task(schedule_key)}. */
  public static Variant scheduleTask(Session session, String scheduleKey) {
    return Entry.raiseOnFailure(
        Entry.outcome(session, "schedule_task", app -> scheduled(app, scheduleKey)));
  }

  private static Outcome scheduled(Installation app, String scheduleKey)
      throws InterruptedException {
    Optional<ScheduleRecord> found = app.scheduleRepository().findByKey(scheduleKey);
    if (found.isEmpty() || found.get().paused()) {
      return nothing();
    }
    ScheduleRecord schedule = found.get();
    ConfigurationRecord configuration =
        app.configurationRepository().find(schedule.configuration()).orElse(null);
    if (configuration == null) {
      return Outcome.of(
          ErrorCode.EO_1003, ErrorCode.EO_1003.message(schedule.configuration()), Json.object());
    }
    app.scheduleRepository()
        .update(
            schedule.with(false, ScheduleSettings.next(schedule, app.clock().now())),
            app.clock().now());
    app.runs().queue(schedule, configuration);
    return work(app, configuration);
  }

  /** {@code core.keep_alive()}. */
  public static Variant keepAlive(Session session) {
    return Entry.raiseOnFailure(
        Entry.outcome(session, "keep_alive", app -> app.maintenance().keepAlive()));
  }

  private static Outcome nothing() {
    return Outcome.done("Nothing to do.", Json.object());
  }

  private static Outcome work(Installation app, ConfigurationRecord configuration)
      throws InterruptedException {
    List<RunOutcome> outcomes = app.worker().work(configuration);
    for (RunOutcome outcome : outcomes) {
      if (outcome.status() == RunStatus.FAILED) {
        ErrorCode error = outcome.error().orElse(ErrorCode.EO_9001);
        return Outcome.of(error, outcome.message().orElse("No step succeeded."), Json.object());
      }
    }
    return Outcome.done(
        outcomes.size() + " runs were worked on.", Json.object().put("runs", outcomes.size()));
  }
}
