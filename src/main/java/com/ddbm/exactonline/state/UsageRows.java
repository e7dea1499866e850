package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.state.StateTable.Column.replaced;
import static com.ddbm.exactonline.state.StateTable.Column.ruled;
import static com.ddbm.exactonline.warehouse.SqlText.toEpochMillis;

import com.ddbm.exactonline.state.StateTable.Column;
import com.ddbm.exactonline.state.StateTable.Kind;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;

/** Calls per division and day in {@code state.api_calls}. */
final class UsageRows {

  private static final StateTable TABLE =
      new StateTable(
          "state.api_calls",
          "connection",
          List.of(replaced("division", Kind.NUMBER), replaced("day", Kind.DAY)),
          List.of(
              added("calls"),
              newest("limit_per_day", Kind.NUMBER),
              newest("remaining", Kind.NUMBER),
              added("answers_429"),
              added("errors"),
              newest("last_answer_at", Kind.MOMENT)));

  private static final String SELECT =
      "SELECT division, TO_VARCHAR(day, 'YYYY-MM-DD'), calls, limit_per_day, remaining,"
          + " answers_429, errors, "
          + toEpochMillis("last_answer_at")
          + " FROM state.api_calls WHERE connection = ? AND day >= TO_DATE(?, 'YYYY-MM-DD')"
          + " ORDER BY day, division";

  private final SqlSession sql;

  UsageRows(SqlSession sql) {
    this.sql = sql;
  }

  List<UsageRecord> since(String connection, LocalDate from) {
    return sql.query(SELECT, connection, from.toString()).stream().map(UsageRows::record).toList();
  }

  void add(String connection, Collection<UsageRecord> made) {
    TABLE.merge(sql, connection, made.stream().map(UsageRows::row).toList());
  }

  /** Several runs of a connection count at the same time. */
  private static Column added(String name) {
    return ruled(name, Kind.NUMBER, "stored." + name + " + given." + name);
  }

  /** An answer without the header tells nothing. */
  private static Column newest(String name, Kind kind) {
    return ruled(name, kind, "COALESCE(given." + name + ", stored." + name + ")");
  }

  private static UsageRecord record(SqlRow row) {
    return new UsageRecord(
        Math.toIntExact(row.number(0)),
        LocalDate.parse(row.text(1)),
        row.number(2),
        row.optionalNumber(3),
        row.optionalNumber(4),
        row.number(5),
        row.number(6),
        StoredMoments.read(row, 7));
  }

  private static ObjectNode row(UsageRecord usage) {
    ObjectNode row =
        StateTable.row()
            .put("division", usage.division())
            .put("day", usage.day().toString())
            .put("calls", usage.calls())
            .put("answers_429", usage.answers429())
            .put("errors", usage.errors());
    usage.limitPerDay().ifPresent(most -> row.put("limit_per_day", most));
    usage.remaining().ifPresent(left -> row.put("remaining", left));
    usage.lastAnswerAt().ifPresent(at -> row.put("last_answer_at", SqlText.moment(at)));
    return row;
  }
}
