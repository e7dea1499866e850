package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.warehouse.SqlText.toEpochMillis;
import static com.ddbm.exactonline.warehouse.SqlText.toMoment;

import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Schedules in {@code state.schedules}. */
public final class SqlScheduleRepository implements ScheduleRepository {

  private static final String SELECT =
      "SELECT schedule_key, name, configuration, mode, cron, timezone, TO_JSON(endpoints),"
          + " warehouse, status, "
          + toEpochMillis("next_run_at")
          + " FROM state.schedules";

  private final SqlSession sql;

  public SqlScheduleRepository(SqlSession sql) {
    this.sql = sql;
  }

  @Override
  public Optional<ScheduleRecord> find(String name) {
    return first("name", name);
  }

  @Override
  public Optional<ScheduleRecord> findByKey(String key) {
    return first("schedule_key", key);
  }

  private Optional<ScheduleRecord> first(String column, String value) {
    return sql.query(SELECT + " WHERE " + column + " = ?", value).stream()
        .findFirst()
        .map(SqlScheduleRepository::record);
  }

  @Override
  public List<ScheduleRecord> all() {
    return sql.query(SELECT + " ORDER BY name").stream()
        .map(SqlScheduleRepository::record)
        .toList();
  }

  private static ScheduleRecord record(SqlRow row) {
    return new ScheduleRecord(
        row.text(0),
        row.text(1),
        row.text(2),
        SyncMode.valueOf(row.text(3).toUpperCase(Locale.ROOT)),
        row.text(4),
        row.text(5),
        StoredJson.texts(row.text(6)),
        row.optionalText(7),
        row.text(8).equals("PAUSED"),
        StoredMoments.read(row, 9));
  }

  @Override
  public void insert(ScheduleRecord schedule, Instant now) {
    sql.execute(
        "INSERT INTO state.schedules (schedule_key, name, configuration, mode, cron, timezone,"
            + " endpoints, warehouse, status, next_run_at, created_at, updated_at)"
            + " SELECT ?, ?, ?, ?, ?, ?, PARSE_JSON(?), ?, ?, "
            + toMoment("?")
            + ", "
            + toMoment("?")
            + ", "
            + toMoment("?"),
        schedule.key(),
        schedule.name(),
        schedule.configuration(),
        schedule.mode().label(),
        schedule.cron(),
        schedule.timezone(),
        StoredJson.ofTexts(schedule.endpoints()),
        schedule.warehouse().orElse(null),
        status(schedule),
        StoredMoments.bind(schedule.nextRunAt()),
        SqlText.moment(now),
        SqlText.moment(now));
  }

  @Override
  public void update(ScheduleRecord schedule, Instant now) {
    sql.execute(
        "UPDATE state.schedules SET configuration = ?, mode = ?, cron = ?, timezone = ?,"
            + " endpoints = PARSE_JSON(?), warehouse = ?, status = ?, next_run_at = "
            + toMoment("?")
            + ", updated_at = "
            + toMoment("?")
            + " WHERE name = ?",
        schedule.configuration(),
        schedule.mode().label(),
        schedule.cron(),
        schedule.timezone(),
        StoredJson.ofTexts(schedule.endpoints()),
        schedule.warehouse().orElse(null),
        status(schedule),
        StoredMoments.bind(schedule.nextRunAt()),
        SqlText.moment(now),
        schedule.name());
  }

  private static String status(ScheduleRecord schedule) {
    return schedule.paused() ? "PAUSED" : "ACTIVE";
  }

  @Override
  public void delete(String name) {
    sql.execute("DELETE FROM state.schedules WHERE name = ?", name);
  }
}
