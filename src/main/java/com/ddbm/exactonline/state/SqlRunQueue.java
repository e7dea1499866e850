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

/** The queue in {@code state.runs}. */
public final class SqlRunQueue implements RunQueue {

  private static final String SELECT =
      "SELECT run_id, configuration, triggered_by, mode, TO_JSON(endpoints), TO_JSON(divisions),"
          + " TO_JSON(only_steps), reload, status, "
          + toEpochMillis("queued_at")
          + ", "
          + toEpochMillis("started_at")
          + ", "
          + toEpochMillis("ended_at")
          + ", "
          + toEpochMillis("waiting_until")
          + ", cancel_requested FROM state.runs";

  private static final String SUMMARY =
      "SELECT run.run_id, run.status, "
          + toEpochMillis("run.waiting_until")
          + ", COALESCE(run.rows_fetched, 0), COALESCE(run.rows_inserted, 0),"
          + " COALESCE(run.rows_updated, 0), COALESCE(run.rows_deleted, 0),"
          + " COALESCE(run.rows_unchanged, 0), COALESCE(run.api_calls, 0),"
          + " COALESCE(run.steps_succeeded, 0), COALESCE(run.steps_skipped, 0),"
          + " COALESCE(run.steps_failed, 0), run.error_code, run.error_message, run.remedy"
          + " FROM state.runs AS run WHERE run.run_id = ?";

  private final SqlSession sql;

  public SqlRunQueue(SqlSession sql) {
    this.sql = sql;
  }

  @Override
  public void enqueue(RunRecord run, String connection) {
    sql.execute(
        "INSERT INTO state.runs (run_id, configuration, connection, triggered_by, mode, endpoints,"
            + " divisions, only_steps, reload, status, queued_at, cancel_requested)"
            + " SELECT ?, ?, ?, ?, ?, PARSE_JSON(?), PARSE_JSON(?), PARSE_JSON(?), ?, ?, "
            + toMoment("?")
            + ", FALSE",
        run.runId(),
        run.configuration(),
        connection,
        run.triggeredBy(),
        run.mode().label(),
        StoredJson.ofTexts(run.endpoints()),
        StoredJson.ofNumbers(run.divisions()),
        StoredJson.ofSteps(run.onlySteps()),
        run.reload(),
        RunStatus.QUEUED.name(),
        SqlText.moment(run.queuedAt()));
  }

  @Override
  public Optional<RunRecord> find(String runId) {
    return sql.query(SELECT + " WHERE run_id = ?", runId).stream()
        .findFirst()
        .map(SqlRunQueue::record);
  }

  @Override
  public List<RunRecord> open(String configuration) {
    return sql
        .query(
            SELECT
                + " WHERE configuration = ? AND status IN ('QUEUED', 'RUNNING', 'WAITING')"
                + " ORDER BY queued_at, run_id",
            configuration)
        .stream()
        .map(SqlRunQueue::record)
        .toList();
  }

  private static RunRecord record(SqlRow row) {
    return new RunRecord(
        row.text(0),
        row.text(1),
        row.text(2),
        SyncMode.valueOf(row.text(3).toUpperCase(Locale.ROOT)),
        StoredJson.texts(row.text(4)),
        StoredJson.numbers(row.text(5)),
        StoredJson.steps(row.text(6)),
        row.truth(7),
        RunStatus.valueOf(row.text(8)),
        Instant.ofEpochMilli(row.number(9)),
        StoredMoments.read(row, 10),
        StoredMoments.read(row, 11),
        StoredMoments.read(row, 12),
        row.truth(13));
  }

  @Override
  public List<RunRecord.StepKey> failedSteps(String runId) {
    return sql
        .query(
            "SELECT division, endpoint FROM state.run_steps WHERE run_id = ? AND status = 'FAILED'"
                + " ORDER BY division, endpoint",
            runId)
        .stream()
        .map(row -> new RunRecord.StepKey(Math.toIntExact(row.number(0)), row.text(1)))
        .toList();
  }

  @Override
  public long stepCount(String runId) {
    return sql.query("SELECT COUNT(*) FROM state.run_steps WHERE run_id = ?", runId)
        .get(0)
        .number(0);
  }

  @Override
  public boolean cancel(String runId, Instant now) {
    String moment = SqlText.moment(now);
    // A QUEUED run that was begun before has steps and perhaps a charge: its engine ends it.
    sql.execute(
        "UPDATE state.runs SET status = 'CANCELLED', cancel_requested = TRUE, ended_at = "
            + toMoment("?")
            + " WHERE run_id = ? AND status = 'QUEUED' AND started_at IS NULL",
        moment,
        runId);
    sql.execute(
        "UPDATE state.runs SET cancel_requested = TRUE, waiting_until = CASE WHEN status = 'WAITING'"
            + " THEN "
            + toMoment("?")
            + " ELSE waiting_until END"
            + " WHERE run_id = ? AND status IN ('QUEUED', 'RUNNING', 'WAITING')",
        moment,
        runId);
    return sql
        .query("SELECT 1 FROM state.runs WHERE run_id = ? AND status = 'CANCELLED'", runId)
        .stream()
        .findFirst()
        .isPresent();
  }

  @Override
  public Optional<Summary> summary(String runId) {
    return sql.query(SUMMARY, runId).stream().findFirst().map(SqlRunQueue::summaryOf);
  }

  private static Summary summaryOf(SqlRow row) {
    return new Summary(
        row.text(0),
        RunStatus.valueOf(row.text(1)),
        StoredMoments.read(row, 2),
        row.number(3),
        row.number(4),
        row.number(5),
        row.number(6),
        row.number(7),
        row.number(8),
        row.number(9),
        row.number(10),
        row.number(11),
        row.optionalText(12),
        row.optionalText(13),
        row.optionalText(14));
  }
}
