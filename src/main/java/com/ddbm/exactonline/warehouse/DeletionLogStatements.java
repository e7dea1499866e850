package com.ddbm.exactonline.warehouse;

import static com.ddbm.exactonline.warehouse.SqlText.quoted;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Texts that move rows of sync/Deleted into the connection's log ({@code state.deletion_log}) and
 * from there into the table DELETED.
 */
public final class DeletionLogStatements {

  /** Columns of the table DELETED and where the log keeps them. */
  private static final Map<String, String> COLUMNS = columns();

  private DeletionLogStatements() {}

  /** Adds staged rows of these divisions to the log, each once; binds: connection. */
  public static String append(Target.Staging staging, Set<Integer> divisions) {
    String division = quoted(AddedColumns.DIVISION);
    List<String> present = present(staging.table());
    return "MERGE INTO state.deletion_log AS log\nUSING (SELECT ? AS connection, * FROM "
        + TableStatements.staging(staging.name())
        + " WHERE "
        + division
        + " IN ("
        + SqlText.numbers(divisions)
        + ") QUALIFY ROW_NUMBER() OVER (PARTITION BY "
        + division
        + ", \"ID\" ORDER BY "
        + quoted(AddedColumns.SEQUENCE)
        + " DESC) = 1) AS staged\nON log.connection = staged.connection AND log.division = staged."
        + division
        + " AND log.id = staged.\"ID\"\nWHEN NOT MATCHED THEN INSERT (connection, division, row_hash,"
        + " extra, "
        + present.stream().map(COLUMNS::get).collect(Collectors.joining(", "))
        + ")\n  VALUES (staged.connection, staged."
        + division
        + ", staged."
        + quoted(AddedColumns.ROW_HASH)
        + ", PARSE_JSON(staged."
        + quoted(AddedColumns.EXTRA)
        + "), "
        + present.stream()
            .map(column -> "staged." + quoted(column))
            .collect(Collectors.joining(", "))
        + ")";
  }

  /**
   * Rows of the log above the positions per division: which the table lacks, which stand in it
   * under another version, all; binds: connection.
   */
  static String count(TableDefinition table, Map<Integer, Long> positions) {
    return "SELECT staged.division, COUNT_IF(target.\"ID\" IS NULL),"
        + " COUNT_IF(target.\"ID\" IS NOT NULL AND "
        + changed()
        + "), COUNT(*)\nFROM "
        + above(positions)
        + " AS staged\nLEFT JOIN "
        + table.name().quoted()
        + " AS target ON "
        + sameRow()
        + "\nGROUP BY staged.division";
  }

  /**
   * Copies them. A row of a log never changes until its division is moved to another database:
   * there it has another row version, so that what was copied before is brought up to date. Binds:
   * connection, run id, moment, run id, moment.
   */
  static String copy(TableDefinition table, Map<Integer, Long> positions) {
    List<String> present = present(table);
    String names = present.stream().map(SqlText::quoted).collect(Collectors.joining(", "));
    return "MERGE INTO "
        + table.name().quoted()
        + " AS target\nUSING "
        + above(positions)
        + " AS staged\nON "
        + sameRow()
        + "\nWHEN MATCHED AND "
        + changed()
        + " THEN UPDATE SET "
        + present.stream()
            .map(column -> quoted(column) + " = staged." + COLUMNS.get(column))
            .collect(Collectors.joining(", "))
        + ", "
        + quoted(AddedColumns.ROW_HASH)
        + " = staged.row_hash, "
        + quoted(AddedColumns.EXTRA)
        + " = staged.extra, "
        + quoted(AddedColumns.RUN_ID)
        + " = ?, "
        + quoted(AddedColumns.SYNCED_AT)
        + " = "
        + SqlText.toMoment("?")
        + "\nWHEN NOT MATCHED THEN INSERT ("
        + names
        + ", "
        + quoted(AddedColumns.DIVISION)
        + ", "
        + quoted(AddedColumns.ROW_HASH)
        + ", "
        + quoted(AddedColumns.EXTRA)
        + ", "
        + quoted(AddedColumns.RUN_ID)
        + ", "
        + quoted(AddedColumns.SYNCED_AT)
        + ")\n  VALUES ("
        + present.stream()
            .map(column -> "staged." + COLUMNS.get(column))
            .collect(Collectors.joining(", "))
        + ", staged.division, staged.row_hash, staged.extra, ?, "
        + SqlText.toMoment("?")
        + ")";
  }

  /** A table of (division, position) written as literals: whole numbers only. */
  public static String positions(Map<Integer, Long> positions) {
    return "(SELECT column1 AS division, column2 AS position FROM VALUES "
        + new TreeMap<>(positions)
            .entrySet().stream()
                .map(entry -> "(" + entry.getKey() + ", " + entry.getValue() + ")")
                .collect(Collectors.joining(", "))
        + ")";
  }

  private static String above(Map<Integer, Long> positions) {
    return "(SELECT log.* FROM state.deletion_log AS log JOIN "
        + positions(positions)
        + " AS copied ON copied.division = log.division"
        + " WHERE log.connection = ? AND log.row_version > copied.position)";
  }

  private static String sameRow() {
    return "target."
        + quoted(AddedColumns.DIVISION)
        + " = staged.division AND target.\"ID\" = staged.id";
  }

  private static String changed() {
    return "target." + quoted(AddedColumns.ROW_HASH) + " IS DISTINCT FROM staged.row_hash";
  }

  private static List<String> present(TableDefinition table) {
    List<String> names = AddedColumns.data(table);
    return COLUMNS.keySet().stream().filter(names::contains).toList();
  }

  private static Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("ID", "id");
    columns.put("TIMESTAMP", "row_version");
    columns.put("ENTITYTYPE", "entity_type");
    columns.put("ENTITYKEY", "entity_key");
    columns.put("DELETEDBY", "deleted_by");
    columns.put("DELETEDDATE", "deleted_date");
    columns.put("DIVISION", "division_column");
    return columns;
  }
}
