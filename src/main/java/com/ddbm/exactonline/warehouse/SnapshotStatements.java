package com.ddbm.exactonline.warehouse;

import static com.ddbm.exactonline.warehouse.SqlText.numbers;
import static com.ddbm.exactonline.warehouse.SqlText.quoted;

import com.ddbm.exactonline.warehouse.Target.MergeRules;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Texts that make a table equal to complete answers.
 *
 * <p>Staged and stored rows are counted side by side in one GROUP BY, where NULL equals NULL. That
 * one query tells the counts of every division and which divisions have a key twice (in the answer
 * or still in the table): those are compared by hash, as a multiset, since no key tells their rows
 * apart. An unchanged answer costs this query and nothing else.
 */
final class SnapshotStatements {

  private final TableDefinition table;
  private final boolean marks;
  private final MergeStatements merge;
  private final DeleteStatements delete;

  SnapshotStatements(TableDefinition table, boolean marks) {
    this.table = table;
    this.marks = marks;
    this.merge = new MergeStatements(table, marks);
    this.delete = new DeleteStatements(table, marks);
  }

  /**
   * Per division: division, keys that occur twice, inserted (those marked before included),
   * updated, unchanged, deleted.
   */
  String countByKey(String staging, Collection<Integer> divisions) {
    return "SELECT division, COUNT_IF(staged > 1 OR stored > 1),"
        + " COUNT_IF(staged = 1 AND alive = 0),"
        + " COUNT_IF(staged = 1 AND alive = 1 AND new_hash IS DISTINCT FROM old_hash),"
        + " COUNT_IF(staged = 1 AND alive = 1 AND new_hash IS NOT DISTINCT FROM old_hash),"
        + " COUNT_IF(staged = 0 AND alive = 1)\nFROM (\n"
        + sideBySide(staging, divisions, TableStatements.key(table))
        + "\n)\nGROUP BY division";
  }

  /** Per division, compared as multisets by hash: division, inserted, unchanged, deleted. */
  String countByHash(String staging, Collection<Integer> divisions) {
    return "SELECT division, SUM(GREATEST(staged - alive, 0)), SUM(LEAST(staged, alive)),"
        + " SUM(GREATEST(alive - staged, 0))\nFROM (\n"
        + sideBySide(staging, divisions, hash())
        + "\n)\nGROUP BY division";
  }

  /** The MERGE of divisions without a key twice; binds: run id, moment, run id, moment. */
  String mergeByKey(String staging, Collection<Integer> divisions, MergeRules rules) {
    return "MERGE INTO "
        + table.name().quoted()
        + " AS target\nUSING (SELECT * FROM "
        + TableStatements.staging(staging)
        + " WHERE "
        + in("", divisions)
        + ") AS staged\nON "
        + merge.sameKey("target", "staged")
        + "\nWHEN MATCHED AND "
        + merge.changed()
        + " THEN UPDATE SET "
        + String.join(", ", merge.assignments(rules))
        + "\nWHEN NOT MATCHED THEN "
        + merge.insert();
  }

  /** Keys of these divisions that are stored and were not in the answer. */
  String goneByKey(String staging, Collection<Integer> divisions) {
    return "SELECT "
        + keys("target")
        + " FROM "
        + table.name().quoted()
        + " AS target\nWHERE "
        + in("target.", divisions)
        + " AND "
        + delete.alive("target")
        + " AND NOT EXISTS (SELECT 1 FROM "
        + TableStatements.staging(staging)
        + " AS staged WHERE "
        + merge.sameKey("target", "staged")
        + ")";
  }

  /**
   * Removes stored rows whose hash occurs more often than in the answer: all of them, since equal
   * rows cannot be told apart; {@link #insertByHash} brings back those that belong there. Binds
   * when deletions are marked: moment, run id, moment.
   */
  String removeByHash(String staging, Collection<Integer> divisions) {
    return "MERGE INTO "
        + table.name().quoted()
        + " AS target\nUSING (SELECT division, row_hash FROM (\n"
        + sideBySide(staging, divisions, hash())
        + "\n) WHERE alive > staged) AS gone\nON target."
        + quoted(AddedColumns.DIVISION)
        + " = gone.division AND target."
        + quoted(AddedColumns.ROW_HASH)
        + " IS NOT DISTINCT FROM gone.row_hash\nWHEN MATCHED AND "
        + delete.alive("target")
        + " THEN "
        + delete.removal();
  }

  /** Inserts staged rows whose hash occurs less often in the table; binds: run id, moment. */
  String insertByHash(String staging, Collection<Integer> divisions) {
    String division = quoted(AddedColumns.DIVISION);
    String hash = quoted(AddedColumns.ROW_HASH);
    return "INSERT INTO "
        + table.name().quoted()
        + " ("
        + String.join(", ", merge.insertColumns())
        + ")\nSELECT "
        + String.join(", ", merge.insertValues())
        + "\nFROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY "
        + division
        + ", "
        + hash
        + " ORDER BY "
        + quoted(AddedColumns.SEQUENCE)
        + ") AS occurrence FROM "
        + TableStatements.staging(staging)
        + " WHERE "
        + in("", divisions)
        + ") AS staged\nLEFT JOIN (SELECT "
        + division
        + " AS division, "
        + hash
        + " AS row_hash, COUNT(*) AS alive FROM "
        + table.name().quoted()
        + " AS target WHERE "
        + in("target.", divisions)
        + " AND "
        + delete.alive("target")
        + " GROUP BY 1, 2) AS stored\nON stored.division = staged."
        + division
        + " AND stored.row_hash = staged."
        + hash
        + "\nWHERE staged.occurrence > COALESCE(stored.alive, 0)";
  }

  /** One row per group of staged and stored rows: how often it occurs on each side. */
  private String sideBySide(String staging, Collection<Integer> divisions, List<String> group) {
    String division = quoted(AddedColumns.DIVISION);
    String hash = quoted(AddedColumns.ROW_HASH);
    String columns =
        group.equals(hash())
            ? ""
            : group.stream()
                .filter(column -> !column.equals(division))
                .map(column -> ", " + column)
                .collect(Collectors.joining());
    String shown = group.equals(hash()) ? ", row_hash" : "";
    return "SELECT division"
        + shown
        + ", SUM(staged) AS staged, SUM(stored) AS stored, SUM(alive) AS alive,"
        + " MAX(new_hash) AS new_hash, MAX(old_hash) AS old_hash\nFROM (SELECT "
        + division
        + " AS division, "
        + hash
        + " AS row_hash"
        + columns
        + ", 1 AS staged, 0 AS stored, 0 AS alive, "
        + hash
        + " AS new_hash, NULL AS old_hash FROM "
        + TableStatements.staging(staging)
        + " WHERE "
        + in("", divisions)
        + "\nUNION ALL SELECT "
        + division
        + ", "
        + hash
        + columns
        + ", 0, 1, "
        + (marks ? "IFF(" + quoted(AddedColumns.DELETED_AT) + " IS NULL, 1, 0)" : "1")
        + ", NULL, "
        + hash
        + " FROM "
        + table.name().quoted()
        + " WHERE "
        + in("", divisions)
        + ")\nGROUP BY division"
        + (group.equals(hash()) ? ", row_hash" : columns);
  }

  private static List<String> hash() {
    return List.of(quoted(AddedColumns.ROW_HASH));
  }

  private static String in(String prefix, Collection<Integer> divisions) {
    return prefix + quoted(AddedColumns.DIVISION) + " IN (" + numbers(divisions) + ")";
  }

  private String keys(String alias) {
    return TableStatements.key(table).stream()
        .map(column -> alias + "." + column)
        .collect(Collectors.joining(", "));
  }
}
