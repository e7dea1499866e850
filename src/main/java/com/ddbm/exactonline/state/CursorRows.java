package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.state.StateTable.Column.replaced;
import static com.ddbm.exactonline.warehouse.SqlText.toEpochMillis;

import com.ddbm.exactonline.state.StateTable.Kind;
import com.ddbm.exactonline.warehouse.RowHash;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cursors in {@code state.cursors}. The list of columns a cursor was made with is the same for all
 * divisions of an endpoint: it is stored once, in {@code state.column_sets}, under its hash.
 */
final class CursorRows {

  private static final StateTable CURSORS =
      new StateTable(
          "state.cursors",
          "configuration",
          List.of(replaced("division", Kind.NUMBER), replaced("endpoint", Kind.TEXT)),
          List.of(
              replaced("cursor_value", Kind.TEXT),
              replaced("checkpoint", Kind.TEXT),
              replaced("deletion_position", Kind.NUMBER),
              replaced("reconciled_at", Kind.MOMENT),
              replaced("complete_since", Kind.TEXT),
              replaced("moved_at", Kind.TEXT),
              replaced("refused_columns", Kind.JSON),
              replaced("column_set", Kind.TEXT),
              replaced("last_success_at", Kind.MOMENT),
              replaced("row_count", Kind.NUMBER),
              replaced("right_checked_at", Kind.MOMENT),
              replaced("right_found", Kind.TEXT),
              replaced("updated_at", Kind.MOMENT)));

  private static final String SELECT =
      "SELECT division, endpoint, cursor_value, checkpoint, deletion_position, "
          + toEpochMillis("reconciled_at")
          + ", complete_since, moved_at, TO_JSON(refused_columns), column_set, "
          + toEpochMillis("last_success_at")
          + ", row_count, "
          + toEpochMillis("right_checked_at")
          + ", right_found FROM state.cursors WHERE configuration = ? ORDER BY division, endpoint";

  private static final String COLUMN_SETS =
      "SELECT column_set, TO_JSON(columns) FROM state.column_sets WHERE column_set IN"
          + " (SELECT column_set FROM state.cursors WHERE configuration = ?)";

  private static final String SAVE_COLUMN_SET =
      "MERGE INTO state.column_sets AS stored\n"
          + "USING (SELECT ? AS column_set, PARSE_JSON(?) AS columns) AS given\n"
          + "ON stored.column_set = given.column_set\n"
          + "WHEN NOT MATCHED THEN INSERT (column_set, columns)"
          + " VALUES (given.column_set, given.columns)";

  private final SqlSession sql;
  private final RowHash hash = new RowHash();

  /** Sets that are stored for certain, and those whose transaction has not ended yet. */
  private final Set<String> known = new HashSet<>();

  private final Set<String> written = new HashSet<>();

  CursorRows(SqlSession sql) {
    this.sql = sql;
  }

  Map<RunRecord.StepKey, CursorRecord> of(String configuration) {
    Map<String, List<String>> sets = new HashMap<>();
    sql.forEach(
        COLUMN_SETS, row -> sets.put(row.text(0), StoredJson.texts(row.text(1))), configuration);
    known.addAll(sets.keySet());
    Map<RunRecord.StepKey, CursorRecord> cursors = new LinkedHashMap<>();
    sql.forEach(
        SELECT,
        row -> {
          CursorRecord cursor = record(row, sets);
          cursors.put(cursor.key(), cursor);
        },
        configuration);
    return cursors;
  }

  void save(String configuration, Collection<CursorRecord> cursors, Instant now) {
    List<ObjectNode> rows = new ArrayList<>();
    for (CursorRecord cursor : cursors) {
      rows.add(row(cursor, columnSet(cursor.catalogueColumns()), now));
    }
    CURSORS.merge(sql, configuration, rows);
  }

  /** The transaction in which cursors were saved has ended. */
  void ended(boolean committed) {
    if (committed) {
      known.addAll(written);
    }
    written.clear();
  }

  private String columnSet(List<String> columns) {
    String name = hash.of(columns.toArray(String[]::new), null);
    if (!known.contains(name) && written.add(name)) {
      ArrayNode array = StateTable.row().arrayNode();
      columns.forEach(array::add);
      sql.execute(SAVE_COLUMN_SET, name, array.toString());
    }
    return name;
  }

  private static CursorRecord record(SqlRow row, Map<String, List<String>> sets) {
    return new CursorRecord(
        new RunRecord.StepKey(Math.toIntExact(row.number(0)), row.text(1)),
        row.optionalText(2),
        row.optionalText(3),
        row.number(4),
        StoredMoments.read(row, 5),
        row.optionalText(6),
        row.optionalText(7),
        StoredJson.texts(row.text(8)),
        sets.getOrDefault(row.text(9), List.of()),
        StoredMoments.read(row, 10),
        row.number(11),
        StoredMoments.read(row, 12),
        row.optionalText(13));
  }

  private static ObjectNode row(CursorRecord cursor, String columnSet, Instant now) {
    ObjectNode row =
        StateTable.row()
            .put("division", cursor.key().division())
            .put("endpoint", cursor.key().endpoint())
            .put("deletion_position", cursor.deletionPosition())
            .put("column_set", columnSet)
            .put("row_count", cursor.rowCount())
            .put("updated_at", SqlText.moment(now));
    cursor.value().ifPresent(value -> row.put("cursor_value", value));
    cursor.checkpoint().ifPresent(value -> row.put("checkpoint", value));
    cursor.completeSince().ifPresent(value -> row.put("complete_since", value));
    cursor.movedAt().ifPresent(value -> row.put("moved_at", value));
    cursor.rightFound().ifPresent(value -> row.put("right_found", value));
    cursor.reconciledAt().ifPresent(at -> row.put("reconciled_at", SqlText.moment(at)));
    cursor.lastSuccessAt().ifPresent(at -> row.put("last_success_at", SqlText.moment(at)));
    cursor.rightCheckedAt().ifPresent(at -> row.put("right_checked_at", SqlText.moment(at)));
    if (!cursor.refusedColumns().isEmpty()) {
      cursor.refusedColumns().forEach(row.withArray("refused_columns")::add);
    }
    return row;
  }
}
