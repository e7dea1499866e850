package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.state.StateTable.Column.kept;
import static com.ddbm.exactonline.state.StateTable.Column.replaced;
import static com.ddbm.exactonline.state.StateTable.Column.ruled;
import static com.ddbm.exactonline.warehouse.SqlText.toEpochMillis;

import com.ddbm.exactonline.state.StateTable.Kind;
import com.ddbm.exactonline.warehouse.DeletionLogStatements;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import com.ddbm.exactonline.warehouse.Target.Staging;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Divisions of connections and their deletion log. */
final class DivisionRows {

  private static final DateTimeFormatter WALL_CLOCK =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);

  private static final String DIVISIONS = "state.divisions";
  private static final List<StateTable.Column> KEYS = List.of(replaced("division", Kind.NUMBER));

  /** As the list of divisions tells it; what belongs to the deletion log starts empty and stays. */
  private static final StateTable REFRESHED =
      new StateTable(
          DIVISIONS,
          "connection",
          KEYS,
          List.of(
              replaced("name", Kind.TEXT),
              replaced("status", Kind.TEXT),
              replaced("moved_at", Kind.WALL_CLOCK),
              kept("deleted_position", Kind.NUMBER)));

  /** What fetching sync/Deleted tells. Two runs of a connection may both fetch it. */
  private static final StateTable LOGGED =
      new StateTable(
          DIVISIONS,
          "connection",
          KEYS,
          List.of(
              kept("name", Kind.TEXT),
              kept("status", Kind.TEXT),
              kept("moved_at", Kind.WALL_CLOCK),
              ruled(
                  "deleted_position",
                  Kind.NUMBER,
                  unlessMoved(
                      "GREATEST(stored.deleted_position, given.deleted_position)",
                      "stored.deleted_position")),
              ruled(
                  "deleted_fetched_at",
                  Kind.MOMENT,
                  unlessMoved("given.deleted_fetched_at", "stored.deleted_fetched_at")),
              replaced("deleted_right_checked_at", Kind.MOMENT),
              replaced("deleted_right", Kind.TRUTH)));

  private static final String SELECT =
      "SELECT division, name, status, TO_VARCHAR(moved_at, "
          + SqlText.literal(SqlText.WALL_CLOCK_FORMAT)
          + "), deleted_position, "
          + toEpochMillis("deleted_fetched_at")
          + ", "
          + toEpochMillis("deleted_right_checked_at")
          + ", deleted_right FROM state.divisions WHERE connection = ? ORDER BY division";

  /** A rule for a column: the first value, or the second when another run saw a move. */
  private static String unlessMoved(String value, String moved) {
    return "CASE WHEN stored.moved_at IS NOT DISTINCT FROM given.moved_at THEN "
        + value
        + " ELSE "
        + moved
        + " END";
  }

  private final SqlSession sql;

  DivisionRows(SqlSession sql) {
    this.sql = sql;
  }

  List<DivisionRecord> of(String connection) {
    List<DivisionRecord> divisions = new ArrayList<>();
    sql.forEach(SELECT, row -> divisions.add(record(row)), connection);
    return divisions;
  }

  void refresh(String connection, Collection<DivisionRecord> divisions) {
    REFRESHED.merge(sql, connection, divisions.stream().map(DivisionRows::row).toList());
  }

  void saveLogPositions(String connection, Collection<DivisionRecord> divisions) {
    LOGGED.merge(sql, connection, divisions.stream().map(DivisionRows::row).toList());
  }

  /**
   * Returns how many deletions were new. That positions were saved before in the same transaction
   * keeps other runs from moving a division between the look and the append.
   */
  long append(String connection, Staging staging, Collection<DivisionRecord> fetched) {
    Map<Integer, Optional<LocalDateTime>> now = new TreeMap<>();
    of(connection).forEach(division -> now.put(division.division(), division.movedAt()));
    Set<Integer> same = new TreeSet<>();
    for (DivisionRecord division : fetched) {
      Optional<LocalDateTime> moved = now.get(division.division());
      if (moved == null || moved.equals(division.movedAt())) {
        same.add(division.division());
      }
    }
    return same.isEmpty()
        ? 0
        : sql.query(DeletionLogStatements.append(staging, same), connection).get(0).number(0);
  }

  void resetLog(String connection, Set<Integer> divisions) {
    if (divisions.isEmpty()) {
      return;
    }
    String where = " WHERE connection = ? AND division IN (" + SqlText.numbers(divisions) + ")";
    sql.execute("DELETE FROM state.deletion_log" + where, connection);
    sql.execute(
        "UPDATE state.divisions SET deleted_position = 0, deleted_fetched_at = NULL" + where,
        connection);
  }

  Map<Integer, Map<Integer, Long>> newestPerType(String connection, Map<Integer, Long> lowest) {
    Map<Integer, Map<Integer, Long>> newest = new TreeMap<>();
    if (lowest.isEmpty()) {
      return newest;
    }
    sql.forEach(
        "SELECT log.division, log.entity_type, MAX(log.row_version) FROM state.deletion_log AS log"
            + " JOIN "
            + DeletionLogStatements.positions(lowest)
            + " AS applied ON applied.division = log.division"
            + " WHERE log.connection = ? AND log.entity_type IS NOT NULL"
            + " AND log.row_version > applied.position GROUP BY log.division, log.entity_type",
        row ->
            newest
                .computeIfAbsent(Math.toIntExact(row.number(0)), none -> new TreeMap<>())
                .put(Math.toIntExact(row.number(1)), row.number(2)),
        connection);
    return newest;
  }

  private static DivisionRecord record(SqlRow row) {
    return new DivisionRecord(
        Math.toIntExact(row.number(0)),
        row.text(1),
        row.text(2),
        row.optionalText(3).map(LocalDateTime::parse),
        row.number(4),
        StoredMoments.read(row, 5),
        StoredMoments.read(row, 6),
        row.value(7) == null ? Optional.empty() : Optional.of(row.truth(7)));
  }

  private static ObjectNode row(DivisionRecord division) {
    ObjectNode row =
        StateTable.row()
            .put("division", division.division())
            .put("name", division.name())
            .put("status", division.status())
            .put("deleted_position", division.deletedPosition());
    division.movedAt().ifPresent(at -> row.put("moved_at", WALL_CLOCK.format(at)));
    division.deletedFetchedAt().ifPresent(at -> row.put("deleted_fetched_at", SqlText.moment(at)));
    division
        .deletedRightCheckedAt()
        .ifPresent(at -> row.put("deleted_right_checked_at", SqlText.moment(at)));
    division.deletedRight().ifPresent(has -> row.put("deleted_right", has));
    return row;
  }
}
