package com.ddbm.exactonline.warehouse;

import static com.ddbm.exactonline.warehouse.SqlText.numbers;
import static com.ddbm.exactonline.warehouse.SqlText.quoted;

import com.ddbm.exactonline.warehouse.TableDefinition.Definition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Texts that take rows out of a target table, or mark them: by the deletion log, and by comparing
 * keys.
 *
 * <p>Each way is a query of the keys that go. It is counted per division first, and only when there
 * are any does a MERGE remove them: most runs delete nothing.
 */
final class DeleteStatements {

  private final TableDefinition table;
  private final boolean marks;
  private final MergeStatements merge;

  DeleteStatements(TableDefinition table, boolean marks) {
    this.table = table;
    this.marks = marks;
    this.merge = new MergeStatements(table, marks);
  }

  /** Rows per division of a query of keys. */
  String count(String gone) {
    String division = quoted(AddedColumns.DIVISION);
    return "SELECT gone."
        + division
        + ", COUNT(*)\nFROM (\n"
        + gone
        + "\n) AS gone\nGROUP BY gone."
        + division;
  }

  /**
   * Removes (or marks) the rows of a query of keys; binds: those of the query, then, when deletions
   * are marked, moment, run id, moment.
   */
  String remove(String gone) {
    return "MERGE INTO "
        + table.name().quoted()
        + " AS target\nUSING (\nSELECT DISTINCT "
        + String.join(", ", TableStatements.key(table))
        + " FROM (\n"
        + gone
        + "\n)) AS gone\nON "
        + merge.sameKey("target", "gone")
        + "\nWHEN MATCHED"
        + (marks ? " AND " + alive("target") : "")
        + " THEN "
        + removal();
  }

  /** What happens to a row that goes; binds when deletions are marked: moment, run id, moment. */
  String removal() {
    return table.markDeletions()
        ? "UPDATE SET "
            + quoted(AddedColumns.DELETED_AT)
            + " = "
            + SqlText.toMoment("?")
            + ", "
            + quoted(AddedColumns.RUN_ID)
            + " = ?, "
            + quoted(AddedColumns.SYNCED_AT)
            + " = "
            + SqlText.toMoment("?")
        : "DELETE";
  }

  /** Whether a row counts: it is not marked as deleted. */
  String alive(String alias) {
    return marks ? alias + "." + quoted(AddedColumns.DELETED_AT) + " IS NULL" : "TRUE";
  }

  /**
   * Keys that the deletion log takes away; binds: connection, and once more with a document column.
   * A row newer than the deletion was made again under its key and stays.
   */
  String deletedByLog(int entityType, String documentColumn, Map<Integer, Long> positions) {
    String byKey = namedByLog(entityType, table.keyColumns().get(0), positions);
    return documentColumn == null
        ? byKey
        // Two joins in place of one with OR, which no engine can hash; UNION keeps a row from
        // being counted twice.
        : byKey + "\nUNION\n" + namedByLog(entityType, documentColumn, positions);
  }

  private String namedByLog(int entityType, String column, Map<Integer, Long> positions) {
    String division = quoted(AddedColumns.DIVISION);
    return "SELECT "
        + keys("target")
        + "\nFROM "
        + table.name().quoted()
        + " AS target\nJOIN state.deletion_log AS log ON log.division = target."
        + division
        + " AND log.entity_key = target."
        + quoted(column)
        + "\nJOIN "
        + DeletionLogStatements.positions(positions)
        + " AS applied ON applied.division = log.division\nWHERE log.connection = ?"
        + " AND log.entity_type = "
        + entityType
        + " AND log.row_version > applied.position AND target."
        + quoted(table.versionColumn())
        + " <= log.row_version AND "
        + alive("target");
  }

  /** Keys of these divisions that were not remembered; binds: owner, table name. */
  String unseen(Collection<Integer> divisions) {
    return "SELECT "
        + keys("target")
        + "\nFROM "
        + table.name().quoted()
        + " AS target\nWHERE target."
        + quoted(AddedColumns.DIVISION)
        + " IN ("
        + numbers(divisions)
        + ") AND "
        + alive("target")
        + "\nAND NOT EXISTS (SELECT 1 FROM state.seen_keys AS seen WHERE seen.owner = ?"
        + " AND seen.table_name = ? AND seen.division = target."
        + quoted(AddedColumns.DIVISION)
        + " AND seen.key_text = "
        + keyText("target")
        + ")";
  }

  /** Remembers the staged keys of these divisions; binds: owner, table name. */
  String remember(String staging, Collection<Integer> divisions) {
    return "INSERT INTO state.seen_keys (owner, table_name, division, key_text)\nSELECT ?, ?, staged."
        + quoted(AddedColumns.DIVISION)
        + ", "
        + keyText("staged")
        + "\nFROM "
        + TableStatements.staging(staging)
        + " AS staged WHERE staged."
        + quoted(AddedColumns.DIVISION)
        + " IN ("
        + numbers(divisions)
        + ")";
  }

  /** Forgets remembered keys; binds: owner, table name. */
  static String forget(Collection<Integer> divisions) {
    return "DELETE FROM state.seen_keys WHERE owner = ? AND table_name = ? AND division IN ("
        + numbers(divisions)
        + ")";
  }

  /** All key values as one text that no other key has: each with its length before it. */
  private String keyText(String alias) {
    return table.keyColumns().stream()
        .map(column -> lengthAndText(text(alias + "." + quoted(column), type(column))))
        .collect(Collectors.joining(" || "));
  }

  private static String lengthAndText(String text) {
    return "COALESCE(LENGTH(" + text + ") || ':' || " + text + ", '-')";
  }

  private static String text(String expression, ColumnType type) {
    return switch (type) {
      case GUID, TEXT -> expression;
      case INTEGER, DECIMAL, BOOLEAN -> "TO_VARCHAR(" + expression + ")";
      case DATE_TIME ->
          "TO_VARCHAR(" + expression + ", " + SqlText.literal(SqlText.WALL_CLOCK_FORMAT) + ")";
      case BINARY -> "TO_VARCHAR(" + expression + ", 'HEX')";
    };
  }

  private ColumnType type(String column) {
    return table.columns().stream()
        .filter(each -> each.name().equals(column))
        .map(Definition::type)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no column " + column));
  }

  private String keys(String alias) {
    List<String> key = TableStatements.key(table);
    return key.stream().map(column -> alias + "." + column).collect(Collectors.joining(", "));
  }
}
