package com.ddbm.exactonline.warehouse;

import static com.ddbm.exactonline.warehouse.SqlText.numbers;
import static com.ddbm.exactonline.warehouse.SqlText.quoted;

import com.ddbm.exactonline.warehouse.Target.MergeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Texts that bring staged rows into a target table.
 *
 * <p>MERGE tells how many rows it inserted and updated, not in which division. So the same join is
 * counted first, over the few columns that decide (key, version, hash), in the same transaction:
 * the only writer of the table is the holder of the lease, so that what was counted is what the
 * MERGE then does. When nothing would be written there is no MERGE at all.
 */
final class MergeStatements {

  private final TableDefinition table;
  private final boolean marks;

  /**
   * Statements for a table.
   *
   * @param marks whether the table has the column {@code _DELETED_AT}, be it only from earlier days
   */
  MergeStatements(TableDefinition table, boolean marks) {
    this.table = table;
    this.marks = marks;
  }

  /**
   * Rows per division: division, inserted, updated, staged. A row that was marked deleted and comes
   * back is inserted, as it is for whoever counts the rows that are there.
   */
  String count(String staging, MergeRules rules) {
    String absent = "target." + quoted(AddedColumns.DIVISION) + " IS NULL";
    String marked = marks ? "target." + quoted(AddedColumns.DELETED_AT) + " IS NOT NULL" : "FALSE";
    return "SELECT staged."
        + quoted(AddedColumns.DIVISION)
        + ", COUNT_IF("
        + absent
        + " OR ("
        + marked
        + " AND "
        + mayWrite(rules)
        + ")), COUNT_IF(NOT "
        + absent
        + " AND NOT "
        + marked
        + " AND "
        + mayWrite(rules)
        + "), COUNT(*)\nFROM ("
        + newest(staging, decidingColumns())
        + ") AS staged\nLEFT JOIN "
        + table.name().quoted()
        + " AS target ON "
        + sameKey("target", "staged")
        + "\nGROUP BY staged."
        + quoted(AddedColumns.DIVISION);
  }

  /** The MERGE; binds: run id, moment, run id, moment. */
  String merge(String staging, MergeRules rules) {
    return "MERGE INTO "
        + table.name().quoted()
        + " AS target\nUSING ("
        + newest(staging, List.of("*"))
        + ") AS staged\nON "
        + sameKey("target", "staged")
        + "\nWHEN MATCHED AND "
        + mayWrite(rules)
        + " THEN UPDATE SET "
        + String.join(", ", assignments(rules))
        + "\nWHEN NOT MATCHED THEN "
        + insert();
  }

  /** The INSERT branch of a MERGE from {@code staged}; binds: run id, moment. */
  String insert() {
    return "INSERT ("
        + String.join(", ", insertColumns())
        + ")\n  VALUES ("
        + String.join(", ", insertValues())
        + ")";
  }

  List<String> insertColumns() {
    List<String> columns = new ArrayList<>();
    AddedColumns.data(table).forEach(column -> columns.add(quoted(column)));
    for (String added :
        List.of(
            AddedColumns.DIVISION,
            AddedColumns.RUN_ID,
            AddedColumns.SYNCED_AT,
            AddedColumns.ROW_HASH,
            AddedColumns.EXTRA)) {
      columns.add(quoted(added));
    }
    return columns;
  }

  List<String> insertValues() {
    List<String> values = new ArrayList<>();
    AddedColumns.data(table).forEach(column -> values.add("staged." + quoted(column)));
    values.add("staged." + quoted(AddedColumns.DIVISION));
    values.add("?");
    values.add(SqlText.toMoment("?"));
    values.add("staged." + quoted(AddedColumns.ROW_HASH));
    values.add("PARSE_JSON(staged." + quoted(AddedColumns.EXTRA) + ")");
    return values;
  }

  /** The SET list of an update from {@code staged}; binds: run id, moment. */
  List<String> assignments(MergeRules rules) {
    Map<String, Set<Integer>> refusing = refusingDivisions(rules);
    List<String> assignments = new ArrayList<>();
    for (String column : AddedColumns.data(table)) {
      String value = "staged." + quoted(column);
      Set<Integer> divisions = refusing.get(column);
      if (divisions != null) {
        // The server refused the column there: what was not fetched must not overwrite.
        value =
            "CASE WHEN staged."
                + quoted(AddedColumns.DIVISION)
                + " IN ("
                + numbers(divisions)
                + ") THEN target."
                + quoted(column)
                + " ELSE "
                + value
                + " END";
      }
      assignments.add(quoted(column) + " = " + value);
    }
    assignments.add(quoted(AddedColumns.RUN_ID) + " = ?");
    assignments.add(quoted(AddedColumns.SYNCED_AT) + " = " + SqlText.toMoment("?"));
    String hash = quoted(AddedColumns.ROW_HASH);
    assignments.add(hash + " = staged." + hash);
    String extra = quoted(AddedColumns.EXTRA);
    assignments.add(extra + " = PARSE_JSON(staged." + extra + ")");
    if (marks) {
      assignments.add(quoted(AddedColumns.DELETED_AT) + " = NULL");
    }
    return assignments;
  }

  /** Whether the hash differs or the row is marked as deleted. */
  String changed() {
    String hash = quoted(AddedColumns.ROW_HASH);
    String differs = "target." + hash + " IS DISTINCT FROM staged." + hash;
    return marks
        ? "(" + differs + " OR target." + quoted(AddedColumns.DELETED_AT) + " IS NOT NULL)"
        : differs;
  }

  /** NULL-safe where a key value may be absent. */
  String sameKey(String left, String right) {
    List<String> parts = new ArrayList<>();
    for (String column : TableStatements.key(table)) {
      boolean certain = table.declarePrimaryKey() || column.equals(quoted(AddedColumns.DIVISION));
      parts.add(
          left
              + "."
              + column
              + (certain ? " = " : " IS NOT DISTINCT FROM ")
              + right
              + "."
              + column);
    }
    return String.join(" AND ", parts);
  }

  private String mayWrite(MergeRules rules) {
    if (table.versionColumn() == null) {
      return changed();
    }
    String version = quoted(table.versionColumn());
    String notOlder = "COALESCE(staged." + version + " >= target." + version + ", TRUE)";
    if (marks) {
      // A marked row may still have a version of the database before a move.
      notOlder = "(" + notOlder + " OR target." + quoted(AddedColumns.DELETED_AT) + " IS NOT NULL)";
    }
    if (!rules.reloaded().isEmpty()) {
      notOlder =
          "("
              + notOlder
              + " OR staged."
              + quoted(AddedColumns.DIVISION)
              + " IN ("
              + numbers(rules.reloaded())
              + "))";
    }
    return changed() + " AND " + notOlder;
  }

  /** Staged rows, of each key the newest version only, of equal versions the last to arrive. */
  private String newest(String staging, List<String> columns) {
    String version =
        table.versionColumn() == null ? "" : quoted(table.versionColumn()) + " DESC NULLS LAST, ";
    return "SELECT "
        + String.join(", ", columns)
        + " FROM "
        + TableStatements.staging(staging)
        + " QUALIFY ROW_NUMBER() OVER (PARTITION BY "
        + String.join(", ", TableStatements.key(table))
        + " ORDER BY "
        + version
        + quoted(AddedColumns.SEQUENCE)
        + " DESC) = 1";
  }

  private List<String> decidingColumns() {
    Set<String> columns = new TreeSet<>(TableStatements.key(table));
    columns.add(quoted(AddedColumns.ROW_HASH));
    if (table.versionColumn() != null) {
      columns.add(quoted(table.versionColumn()));
    }
    return List.copyOf(columns);
  }

  private static Map<String, Set<Integer>> refusingDivisions(MergeRules rules) {
    Map<String, Set<Integer>> divisions = new TreeMap<>();
    rules
        .refused()
        .forEach(
            (division, columns) ->
                columns.forEach(
                    column ->
                        divisions.computeIfAbsent(column, none -> new TreeSet<>()).add(division)));
    return divisions;
  }
}
