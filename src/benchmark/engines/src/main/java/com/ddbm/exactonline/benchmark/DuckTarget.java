package com.ddbm.exactonline.benchmark;

import static com.ddbm.exactonline.benchmark.DuckDb.quoted;

import com.ddbm.exactonline.warehouse.ColumnType;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.TableName;
import com.ddbm.exactonline.warehouse.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The customer's tables in DuckDB: the same files, staging tables, hashes, merges and deletions as
 * in Snowflake, in DuckDB's own words. No marks and no refused columns: the benchmark has none of
 * them, and they are refused.
 */
final class DuckTarget implements Target {

  private static final String KEYS = "remembered_keys";

  /** How the owner of a staging table for whole rows ends (Loader, Batch.Kind). */
  private static final String ROWS = "_r";

  private final DuckDb duck;
  private final Path folder;

  /** Tables that are empty so far: what comes first needs no merge. */
  private final Set<String> empty = new LinkedHashSet<>();

  /** Names of stagings that are files only. */
  private final Set<String> straight = new LinkedHashSet<>();

  DuckTarget(DuckDb duck, Path folder) {
    this.duck = duck;
    this.folder = folder.resolve("stage");
    if (!duck.hasTable(KEYS)) {
      duck.execute(
          "CREATE TABLE "
              + KEYS
              + " (owner VARCHAR, table_name VARCHAR, division INTEGER, key_text VARCHAR)");
    }
  }

  @Override
  public Map<TableName, Prepared> prepare(
      Collection<TableDefinition> tables, Consumer<Set<TableName>> beforeChange) {
    Set<TableName> absent =
        tables.stream()
            .map(TableDefinition::name)
            .filter(name -> !duck.hasTable(name.table().name()))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!absent.isEmpty()) {
      beforeChange.accept(absent);
    }
    Map<TableName, Prepared> prepared = new LinkedHashMap<>();
    for (TableDefinition table : tables) {
      boolean creates = absent.contains(table.name());
      if (creates) {
        String data =
            table.columns().stream()
                .map(column -> quoted(column.name()) + " " + type(column.type()))
                .collect(Collectors.joining(", "));
        duck.execute(
            "CREATE TABLE "
                + name(table)
                + " (_DIVISION INTEGER, "
                + data
                + ", _ROW_HASH VARCHAR, _EXTRA VARCHAR, _RUN_ID VARCHAR, _SYNCED_AT TIMESTAMPTZ)");
      }
      if (creates || duck.numbers("SELECT 1 FROM " + name(table) + " LIMIT 1").isEmpty()) {
        empty.add(name(table));
      }
      prepared.put(table.name(), new Prepared(creates, List.of(), Optional.empty()));
    }
    return prepared;
  }

  @Override
  public Staging openStaging(TableDefinition table, String owner) {
    String staged = "staged_" + owner + "_" + table.name().table().name();
    try {
      Staging staging =
          new Staging(
              table,
              staged,
              Files.createDirectories(folder.resolve(staged + "-" + System.nanoTime())).toString());
      // Rows for an empty table go there straight out of their files: they need no comparison.
      if (owner.endsWith(ROWS) && empty.contains(name(table))) {
        straight.add(staged);
      } else {
        create(staging);
      }
      return staging;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void create(Staging staging) {
    String data =
        staging.table().columns().stream()
            .map(column -> quoted(column.name()) + " " + type(column.type()))
            .collect(Collectors.joining(", "));
    duck.execute(
        "CREATE OR REPLACE TEMP TABLE "
            + quoted(staging.name())
            + " (_DIVISION INTEGER, _SEQUENCE BIGINT, "
            + data
            + ", _ROW_HASH VARCHAR, _EXTRA VARCHAR)");
  }

  @Override
  public void stage(Staging staging, String fileName, byte[] compressedCsv) {
    try {
      Files.write(Path.of(staging.folder()).resolve(fileName), compressedCsv);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public long copy(Staging staging) {
    List<Path> files = files(staging);
    if (!straight.contains(staging.name()) && !files.isEmpty()) {
      duck.execute("INSERT INTO " + quoted(staging.name()) + " " + read(staging.table(), files));
      remove(files);
    }
    return 0;
  }

  /** Into a table for staging after all. */
  private void copyLate(Staging staging) {
    if (straight.remove(staging.name())) {
      create(staging);
      copy(staging);
    }
  }

  private static List<Path> files(Staging staging) {
    try (Stream<Path> listed = Files.list(Path.of(staging.folder()))) {
      return listed.sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void remove(List<Path> files) {
    try {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String read(TableDefinition table, List<Path> files) {
    StringBuilder columns = new StringBuilder("'_DIVISION': 'INTEGER', '_SEQUENCE': 'BIGINT'");
    for (TableDefinition.Definition column : table.columns()) {
      columns.append(", '").append(column.name()).append("': '");
      columns.append(type(column.type())).append('\'');
    }
    columns.append(", '_ROW_HASH': 'VARCHAR', '_EXTRA': 'VARCHAR'");
    String names = files.stream().map(file -> "'" + file + "'").collect(Collectors.joining(", "));
    return "SELECT * FROM read_csv(["
        + names
        + "], header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '',"
        + " allow_quoted_nulls = false, auto_detect = false, new_line = '\\n', columns = {"
        + columns
        + "})";
  }

  @Override
  public void closeStaging(Staging staging) {
    straight.remove(staging.name());
    duck.execute("DROP TABLE IF EXISTS " + quoted(staging.name()));
    remove(files(staging));
    try {
      Files.deleteIfExists(Path.of(staging.folder()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void dropAbandonedStaging(String ownerPrefix) {
    // Staging tables are temporary here: they went with the process.
  }

  @Override
  public Map<Integer, Counts> merge(Staging staging, WriteStamp stamp, MergeRules rules) {
    refuse(!rules.refused().isEmpty());
    TableDefinition table = staging.table();
    String version = table.versionColumn() == null ? null : quoted(table.versionColumn());
    if (straight.contains(staging.name())) {
      if (empty.remove(name(table))) {
        insert(table, "(" + read(table, files(staging)) + ")", "", stamp);
        if (!repeated(table, name(table))) {
          return counted(name(table));
        }
        duck.execute("DELETE FROM " + name(table));
        empty.add(name(table));
      }
      copyLate(staging);
    }
    String newest = "newest_rows";
    boolean repeated = repeated(table, quoted(staging.name()));
    if (repeated) {
      duck.execute(
          "CREATE OR REPLACE TEMP TABLE " + newest + " AS SELECT * FROM " + quoted(staging.name())
              + " QUALIFY row_number() OVER (PARTITION BY _DIVISION, " + keys(table, "")
              + " ORDER BY " + (version == null ? "" : version + " DESC NULLS LAST, ")
              + "_SEQUENCE DESC) = 1");
    } else {
      newest = quoted(staging.name());
    }
    if (empty.remove(name(table))) {
      insert(table, newest, "", stamp);
      return counted(newest);
    }
    Map<Integer, Counts> counts = new LinkedHashMap<>();
    String may =
        "t._ROW_HASH IS DISTINCT FROM s._ROW_HASH"
            + (version == null
                ? ""
                : " AND (COALESCE(s." + version + " >= t." + version + ", TRUE)"
                    + (rules.reloaded().isEmpty()
                        ? ")"
                        : " OR s._DIVISION IN (" + numbers(rules.reloaded()) + "))"));
    long changed = 0;
    long writes = 0;
    for (long[] row :
        duck.numbers(
            "SELECT s._DIVISION, count(*) FILTER (t._DIVISION IS NULL), count(*) FILTER ("
                + "t._DIVISION IS NOT NULL AND " + may + "), count(*) FROM " + newest
                + " AS s LEFT JOIN " + name(table) + " AS t ON " + same(table)
                + " GROUP BY s._DIVISION")) {
      counts.put((int) row[0], new Counts(row[1], row[2], row[3] - row[1] - row[2], 0));
      changed += row[2];
      writes += row[1] + row[2];
    }
    if (changed > 0) {
      // Away and anew: an UPDATE of eighty columns takes DuckDB 1.7 ms a row, these two 0.05.
      duck.execute(
          "DELETE FROM " + name(table) + " AS t USING " + newest + " AS s WHERE " + same(table)
              + " AND " + may);
    }
    if (writes > 0) {
      insert(
          table,
          newest + " AS s",
          " WHERE NOT EXISTS (SELECT 1 FROM " + name(table) + " AS t WHERE " + same(table) + ")",
          stamp);
    }
    return counts;
  }

  /** All rows of it, as inserted. */
  private Map<Integer, Counts> counted(String from) {
    Map<Integer, Counts> counts = new LinkedHashMap<>();
    duck.numbers("SELECT _DIVISION, count(*) FROM " + from + " GROUP BY 1")
        .forEach(row -> counts.put((int) row[0], new Counts(row[1], 0, 0, 0)));
    return counts;
  }

  /** Whether some key came twice: rare, and sorting for it is not free. */
  private boolean repeated(TableDefinition table, String from) {
    long[] counted =
        duck.numbers(
                "SELECT count(*), count(DISTINCT (_DIVISION, " + keys(table, "") + ")) FROM " + from)
            .get(0);
    return counted[0] != counted[1];
  }

  private void insert(TableDefinition table, String from, String where, WriteStamp stamp) {
    duck.execute(
        "INSERT INTO " + name(table) + " (" + columns(table) + ") SELECT " + values(table, "", stamp) + " FROM "
            + from + where);
  }

  @Override
  public SnapshotResult replace(
      Staging staging, WriteStamp stamp, Set<Integer> divisions, MergeRules rules) {
    refuse(!rules.refused().isEmpty());
    copyLate(staging);
    TableDefinition table = staging.table();
    Map<Integer, Counts> counts = new LinkedHashMap<>();
    divisions.forEach(division -> counts.put(division, Counts.NONE));
    if (divisions.isEmpty()) {
      return new SnapshotResult(counts, Set.of());
    }
    empty.remove(name(table));
    String among = " IN (" + numbers(divisions) + ")";
    String both = "t._DIVISION = s._DIVISION AND t._ROW_HASH = s._ROW_HASH";
    String staged = quoted(staging.name());
    for (long[] row :
        duck.numbers(
            "SELECT s._DIVISION, count(*) FILTER (t._DIVISION IS NULL), count(*) FROM " + staged
                + " AS s LEFT JOIN " + name(table) + " AS t ON " + both
                + " WHERE s._DIVISION" + among + " GROUP BY 1")) {
      counts.put((int) row[0], new Counts(row[1], 0, row[2] - row[1], 0));
    }
    for (long[] row :
        duck.numbers(
            "SELECT t._DIVISION, count(*) FROM " + name(table) + " AS t WHERE t._DIVISION" + among
                + " AND NOT EXISTS (SELECT 1 FROM " + staged + " AS s WHERE " + both
                + ") GROUP BY 1")) {
      counts.merge((int) row[0], new Counts(0, 0, 0, row[1]), Counts::plus);
    }
    duck.execute(
        "DELETE FROM " + name(table) + " AS t WHERE t._DIVISION" + among
            + " AND NOT EXISTS (SELECT 1 FROM " + staged + " AS s WHERE " + both + ")");
    insert(
        table,
        staged + " AS s",
        " WHERE _DIVISION" + among + " AND NOT EXISTS (SELECT 1 FROM " + name(table)
            + " AS t WHERE " + both + ")",
        stamp);
    return new SnapshotResult(counts, Set.of());
  }

  @Override
  public void rememberKeys(Staging staging, String keysOwner, Set<Integer> divisions) {
    if (!divisions.isEmpty()) {
      copyLate(staging);
      duck.execute(
          "INSERT INTO " + KEYS + " SELECT DISTINCT ?, ?, _DIVISION, " + key(staging.table(), "")
              + " FROM " + quoted(staging.name()) + " WHERE _DIVISION IN (" + numbers(divisions)
              + ")",
          keysOwner,
          name(staging.table()));
    }
  }

  @Override
  public Map<Integer, Long> deleteUnseen(
      TableDefinition table, String keysOwner, WriteStamp stamp, Set<Integer> divisions) {
    return divisions.isEmpty()
        ? Map.of()
        : delete(
            table,
            "t._DIVISION IN (" + numbers(divisions) + ") AND NOT EXISTS (SELECT 1 FROM " + KEYS
                + " AS k WHERE k.owner = '" + keysOwner + "' AND k.table_name = '"
                + name(table).replace("'", "''")
                + "' AND k.division = t._DIVISION AND k.key_text = " + key(table, "t.") + ")");
  }

  @Override
  public void forgetKeys(TableDefinition table, String keysOwner, Set<Integer> divisions) {
    if (!divisions.isEmpty()) {
      duck.execute(
          "DELETE FROM " + KEYS + " WHERE owner = ? AND table_name = ? AND division IN ("
              + numbers(divisions) + ")",
          keysOwner,
          name(table));
    }
  }

  @Override
  public Map<Integer, Long> applyDeletions(
      TableDefinition table,
      String connection,
      int entityType,
      String documentColumn,
      Map<Integer, Long> positions,
      WriteStamp stamp) {
    String version = quoted(table.versionColumn());
    List<String> conditions = new ArrayList<>();
    for (String column : documentColumn == null ? List.of("ID") : List.of("ID", documentColumn)) {
      conditions.add(
          "EXISTS (SELECT 1 FROM " + FileJournal.LOG + " AS l WHERE l.entity_type = " + entityType
              + " AND (" + above(positions) + ") AND l.division = t._DIVISION AND l.entity_key = t."
              + quoted(column) + " AND t." + version + " <= l.version)");
    }
    return positions.isEmpty() ? Map.of() : delete(table, String.join(" OR ", conditions));
  }

  private Map<Integer, Long> delete(TableDefinition table, String gone) {
    Map<Integer, Long> counts = new LinkedHashMap<>();
    duck.numbers(
            "SELECT t._DIVISION, count(*) FROM " + name(table) + " AS t WHERE " + gone
                + " GROUP BY 1")
        .forEach(row -> counts.put((int) row[0], row[1]));
    if (!counts.isEmpty()) {
      duck.execute("DELETE FROM " + name(table) + " AS t WHERE " + gone);
    }
    return counts;
  }

  @Override
  public Map<Integer, Counts> mergeDeletionLog(
      TableDefinition table, String connection, Map<Integer, Long> positions, WriteStamp stamp) {
    Map<Integer, Counts> counts = new LinkedHashMap<>();
    String fresh =
        " FROM " + FileJournal.LOG + " AS l WHERE (" + above(positions) + ") AND NOT EXISTS (SELECT 1 FROM "
            + name(table) + " AS t WHERE t._DIVISION = l.division AND t.\"ID\" = l.id)";
    duck.numbers("SELECT l.division, count(*)" + fresh + " GROUP BY 1")
        .forEach(row -> counts.put((int) row[0], new Counts(row[1], 0, 0, 0)));
    duck.execute(
        "INSERT INTO " + name(table)
            + " (_DIVISION, \"ID\", \"TIMESTAMP\", \"ENTITYTYPE\", \"ENTITYKEY\", _RUN_ID)"
            + " SELECT l.division, l.id, l.version, l.entity_type, l.entity_key, '"
            + stamp.runId() + "'" + fresh);
    return counts;
  }

  @Override
  public Map<Integer, Long> rowCounts(TableDefinition table, Set<Integer> divisions) {
    Map<Integer, Long> counts = new LinkedHashMap<>();
    if (!divisions.isEmpty()) {
      duck.numbers(
              "SELECT _DIVISION, count(*) FROM " + name(table) + " WHERE _DIVISION IN ("
                  + numbers(divisions) + ") GROUP BY 1")
          .forEach(row -> counts.put((int) row[0], row[1]));
    }
    return counts;
  }

  @Override
  public Set<Integer> divisionsWithNull(
      TableDefinition table, String column, Set<Integer> divisions) {
    Set<Integer> found = new LinkedHashSet<>();
    if (!divisions.isEmpty()) {
      duck.numbers(
              "SELECT DISTINCT _DIVISION FROM " + name(table) + " WHERE " + quoted(column)
                  + " IS NULL AND _DIVISION IN (" + numbers(divisions) + ")")
          .forEach(row -> found.add((int) row[0]));
    }
    return found;
  }

  // ---- words

  private static void refuse(boolean unknown) {
    if (unknown) {
      throw new UnsupportedOperationException("no column is refused here");
    }
  }

  private static String name(TableDefinition table) {
    return quoted(table.name().table().name());
  }

  private static String columns(TableDefinition table) {
    return data(table, "") + ", _RUN_ID, _SYNCED_AT";
  }

  /** In the order of {@link #columns}. */
  private static String values(TableDefinition table, String prefix, WriteStamp stamp) {
    return data(table, prefix) + ", '" + stamp.runId() + "', '" + stamp.at() + "'::TIMESTAMPTZ";
  }

  private static String data(TableDefinition table, String prefix) {
    return prefix
        + "_DIVISION, "
        + table.columns().stream()
            .map(column -> prefix + quoted(column.name()))
            .collect(Collectors.joining(", "))
        + ", " + prefix + "_ROW_HASH, " + prefix + "_EXTRA";
  }

  /** Rows of the log above a position in their division. */
  private static String above(Map<Integer, Long> positions) {
    return positions.entrySet().stream()
        .map(each -> "(l.division = " + each.getKey() + " AND l.version > " + each.getValue() + ")")
        .collect(Collectors.joining(" OR "));
  }

  private static String keys(TableDefinition table, String prefix) {
    return table.keyColumns().stream()
        .map(key -> prefix + quoted(key))
        .collect(Collectors.joining(", "));
  }

  private static String key(TableDefinition table, String prefix) {
    return table.keyColumns().stream()
        .map(key -> "COALESCE(" + prefix + quoted(key) + "::VARCHAR, '')")
        .collect(Collectors.joining(" || chr(31) || "));
  }

  private static String same(TableDefinition table) {
    return "t._DIVISION = s._DIVISION"
        + table.keyColumns().stream()
            .map(key -> " AND t." + quoted(key) + " = s." + quoted(key))
            .collect(Collectors.joining());
  }

  private static String numbers(Set<Integer> divisions) {
    return divisions.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String type(ColumnType type) {
    return switch (type) {
      case INTEGER -> "BIGINT";
      case DECIMAL -> "DECIMAL(38,12)";
      case BOOLEAN -> "BOOLEAN";
      case DATE_TIME -> "TIMESTAMP";
      case GUID, TEXT, BINARY -> "VARCHAR";
    };
  }
}
