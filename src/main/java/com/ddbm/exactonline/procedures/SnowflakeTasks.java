package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.ScheduleRecord;
import com.ddbm.exactonline.warehouse.Identifier;
import com.ddbm.exactonline.warehouse.SqlFailure;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Tasks in schema {@code state}. Their names are made of generated keys; cron and time zone were
 * checked field by field; a warehouse is an identifier that quotes itself.
 *
 * <p>They never suspend themselves after failures: a run that FAILED says so in the task history,
 * and the next one is due all the same.
 */
final class SnowflakeTasks implements Tasks {

  /** The longest a procedure of ours works; the engine stops itself before. */
  private static final String LIMITS =
      " USER_TASK_TIMEOUT_MS = 3600000 SUSPEND_TASK_AFTER_NUM_FAILURES = 0";

  private static final String SERVERLESS = " USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = 'XSMALL'";

  /** A little longer than the lease of a holder that was killed (90 s). */
  private static final String WATCHDOG = "2 MINUTES";

  private final SqlSession sql;

  SnowflakeTasks(SqlSession sql) {
    this.sql = sql;
  }

  @Override
  public void makeForConfiguration(String configurationKey) {
    sql.execute(
        "CREATE OR REPLACE TASK "
            + runTask(configurationKey)
            + SERVERLESS
            + " SCHEDULE = '"
            + WATCHDOG
            + "'"
            + LIMITS
            + " COMMENT = 'Exact Online Connector: works the queue of a configuration'"
            + " AS CALL core.run_task('"
            + configurationKey
            + "')");
  }

  @Override
  public void dropForConfiguration(String configurationKey) {
    sql.execute("DROP TASK IF EXISTS " + runTask(configurationKey));
  }

  @Override
  public void start(String configurationKey) {
    sql.execute("EXECUTE TASK " + runTask(configurationKey));
  }

  @Override
  public void watch(String configurationKey) {
    schedule(configurationKey, WATCHDOG);
  }

  @Override
  public void wakeAt(String configurationKey, Instant moment) {
    ZonedDateTime minute =
        moment.plusSeconds(59).atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
    schedule(
        configurationKey,
        "USING CRON "
            + minute.getMinute()
            + " "
            + minute.getHour()
            + " "
            + minute.getDayOfMonth()
            + " "
            + minute.getMonthValue()
            + " * UTC");
  }

  private void schedule(String configurationKey, String schedule) {
    rest(configurationKey);
    sql.execute("ALTER TASK " + runTask(configurationKey) + " SET SCHEDULE = '" + schedule + "'");
    sql.execute("ALTER TASK " + runTask(configurationKey) + " RESUME");
  }

  @Override
  public void rest(String configurationKey) {
    sql.execute("ALTER TASK " + runTask(configurationKey) + " SUSPEND");
  }

  @Override
  public void makeForSchedule(ScheduleRecord schedule) {
    try {
      make(schedule);
    } catch (SqlFailure failure) {
      if (schedule.warehouse().isPresent()
          && (failure.kind() == SqlFailure.Kind.ABSENT_OR_HIDDEN
              || failure.kind() == SqlFailure.Kind.FORBIDDEN)) {
        throw new ConnectorException(
            ErrorCode.EO_3006,
            null,
            schedule.warehouse().get(),
            "it does not exist or the app has no USAGE on it");
      }
      throw failure;
    }
  }

  private void make(ScheduleRecord schedule) {
    String task = scheduleTask(schedule.key());
    String place =
        schedule
            .warehouse()
            .map(name -> " WAREHOUSE = " + new Identifier(name).quoted())
            .orElse(SERVERLESS);
    sql.execute(
        "CREATE OR REPLACE TASK "
            + task
            + place
            + " SCHEDULE = 'USING CRON "
            + schedule.cron()
            + " "
            + schedule.timezone()
            + "'"
            + LIMITS
            + " COMMENT = 'Exact Online Connector: a schedule'"
            + " AS CALL core.schedule_task('"
            + schedule.key()
            + "')");
    if (!schedule.paused()) {
      sql.execute("ALTER TASK " + task + " RESUME");
    }
  }

  @Override
  public void dropForSchedule(String scheduleKey) {
    sql.execute("DROP TASK IF EXISTS " + scheduleTask(scheduleKey));
  }

  private static String runTask(String key) {
    return "state.run_" + checked(key);
  }

  private static String scheduleTask(String key) {
    return "state.schedule_" + checked(key);
  }

  private static String checked(String key) {
    if (!key.matches("[a-z0-9_]+")) {
      throw new IllegalArgumentException("a key is made of a-z, 0-9 and _");
    }
    return key;
  }
}
