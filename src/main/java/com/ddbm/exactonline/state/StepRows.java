package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.state.StateTable.Column.replaced;
import static com.ddbm.exactonline.warehouse.SqlText.toEpochMillis;

import com.ddbm.exactonline.state.StateTable.Kind;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Steps in {@code state.run_steps}. */
final class StepRows {

  private static final StateTable TABLE =
      new StateTable(
          "state.run_steps",
          "run_id",
          List.of(replaced("division", Kind.NUMBER), replaced("endpoint", Kind.TEXT)),
          List.of(
              replaced("status", Kind.TEXT),
              replaced("reason", Kind.TEXT),
              replaced("strategy", Kind.TEXT),
              replaced("cursor_from", Kind.TEXT),
              replaced("cursor_to", Kind.TEXT),
              replaced("started_at", Kind.MOMENT),
              replaced("ended_at", Kind.MOMENT),
              replaced("rows_fetched", Kind.NUMBER),
              replaced("rows_inserted", Kind.NUMBER),
              replaced("rows_updated", Kind.NUMBER),
              replaced("rows_deleted", Kind.NUMBER),
              replaced("rows_unchanged", Kind.NUMBER),
              replaced("rows_not_charged", Kind.NUMBER),
              replaced("api_calls", Kind.NUMBER),
              replaced("error_code", Kind.TEXT),
              replaced("error_message", Kind.TEXT),
              replaced("remedy", Kind.TEXT)));

  private static final String SELECT =
      "SELECT division, endpoint, status, reason, strategy, cursor_from, cursor_to, "
          + toEpochMillis("started_at")
          + ", "
          + toEpochMillis("ended_at")
          + ", rows_fetched, rows_inserted, rows_updated, rows_deleted, rows_unchanged,"
          + " rows_not_charged, api_calls, error_code, error_message, remedy"
          + " FROM state.run_steps WHERE run_id = ? ORDER BY division, endpoint";

  private final SqlSession sql;

  StepRows(SqlSession sql) {
    this.sql = sql;
  }

  List<StepRecord> of(String runId) {
    List<StepRecord> steps = new ArrayList<>();
    sql.forEach(SELECT, row -> steps.add(record(row)), runId);
    return steps;
  }

  void save(String runId, Collection<StepRecord> steps) {
    TABLE.merge(sql, runId, steps.stream().map(StepRows::row).toList());
  }

  private static StepRecord record(SqlRow row) {
    return new StepRecord(
        new RunRecord.StepKey(Math.toIntExact(row.number(0)), row.text(1)),
        RunStatus.valueOf(row.text(2)),
        row.optionalText(3),
        row.text(4),
        row.optionalText(5),
        row.optionalText(6),
        StoredMoments.read(row, 7),
        StoredMoments.read(row, 8),
        row.number(9),
        row.number(10),
        row.number(11),
        row.number(12),
        row.number(13),
        row.number(14),
        row.number(15),
        row.optionalText(16),
        row.optionalText(17),
        row.optionalText(18));
  }

  private static ObjectNode row(StepRecord step) {
    ObjectNode row =
        StateTable.row()
            .put("division", step.key().division())
            .put("endpoint", step.key().endpoint())
            .put("status", step.status().name())
            .put("strategy", step.strategy())
            .put("rows_fetched", step.rowsFetched())
            .put("rows_inserted", step.rowsInserted())
            .put("rows_updated", step.rowsUpdated())
            .put("rows_deleted", step.rowsDeleted())
            .put("rows_unchanged", step.rowsUnchanged())
            .put("rows_not_charged", step.rowsNotCharged())
            .put("api_calls", step.apiCalls());
    step.reason().ifPresent(value -> row.put("reason", value));
    step.cursorFrom().ifPresent(value -> row.put("cursor_from", value));
    step.cursorTo().ifPresent(value -> row.put("cursor_to", value));
    step.startedAt().ifPresent(value -> row.put("started_at", SqlText.moment(value)));
    step.endedAt().ifPresent(value -> row.put("ended_at", SqlText.moment(value)));
    step.errorCode().ifPresent(value -> row.put("error_code", value));
    step.errorMessage().ifPresent(value -> row.put("error_message", value));
    step.remedy().ifPresent(value -> row.put("remedy", value));
    return row;
  }
}
