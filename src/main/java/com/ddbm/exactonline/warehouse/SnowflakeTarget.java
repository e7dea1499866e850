package com.ddbm.exactonline.warehouse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Target tables in Snowflake. Every method costs a number of statements that does not depend on how
 * many divisions or rows there are.
 */
public final class SnowflakeTarget implements Target {

  private static final String STAGE = "state.staging/";
  private static final String STAGING_PREFIX = "STAGED_";

  private final SqlSession session;

  /** Tables that have _DELETED_AT although deletions are not (or no longer) marked. */
  private final Set<TableName> oldMarks = new HashSet<>();

  /** Folders with files that no COPY has taken (and thereby removed) yet. */
  private final Set<String> filled = new HashSet<>();

  /** Tables as this session's role may write them. */
  public SnowflakeTarget(SqlSession session) {
    this.session = session;
  }

  @Override
  public Map<TableName, Prepared> prepare(
      Collection<TableDefinition> tables, Consumer<Set<TableName>> beforeChange) {
    if (tables.isEmpty()) {
      return Map.of();
    }
    return new Preparation(session, oldMarks).prepare(tables, beforeChange);
  }

  @Override
  public Staging openStaging(TableDefinition table, String owner) {
    String name = STAGING_PREFIX + owner + "_" + table.name().table().name();
    // COPY remembers the names of files it has loaded: a path is never used twice.
    String folder = STAGE + owner + "/" + UUID.randomUUID() + "/";
    session.execute(TableStatements.createStaging(table, name));
    return new Staging(table, name, folder);
  }

  @Override
  public void stage(Staging staging, String fileName, byte[] compressedCsv) {
    filled.add(staging.folder());
    session.upload("@" + staging.folder() + fileName, compressedCsv);
  }

  @Override
  public long copy(Staging staging) {
    List<SqlRow> files = session.query(TableStatements.copy(staging.name(), staging.folder()));
    filled.remove(staging.folder());
    long rows = 0;
    for (SqlRow file : files) {
      // Without files the only column says so; otherwise: file, status, rows parsed, rows loaded.
      rows += file.size() > 3 ? file.number(3) : 0;
    }
    return rows;
  }

  @Override
  public void closeStaging(Staging staging) {
    session.execute("DROP TABLE IF EXISTS " + TableStatements.staging(staging.name()));
    if (filled.remove(staging.folder())) {
      session.execute("REMOVE @" + staging.folder());
    }
  }

  @Override
  public void dropAbandonedStaging(String ownerPrefix) {
    List<SqlRow> tables =
        session.query(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'STATE'"
                + " AND STARTSWITH(table_name, ?)",
            STAGING_PREFIX + ownerPrefix);
    for (SqlRow table : tables) {
      session.execute("DROP TABLE IF EXISTS " + TableStatements.staging(table.text(0)));
    }
    session.execute("REMOVE @" + STAGE + ownerPrefix);
  }

  @Override
  public Map<Integer, Counts> merge(Staging staging, WriteStamp stamp, MergeRules rules) {
    MergeStatements statements = new MergeStatements(staging.table(), marks(staging.table()));
    Map<Integer, Counts> counts = new TreeMap<>();
    session.forEach(
        statements.count(staging.name(), rules),
        row -> {
          long inserted = row.number(1);
          long updated = row.number(2);
          long unchanged = row.number(3) - inserted - updated;
          counts.put((int) row.number(0), new Counts(inserted, updated, unchanged, 0));
        });
    if (counts.values().stream().anyMatch(each -> each.inserted() + each.updated() > 0)) {
      session.execute(
          statements.merge(staging.name(), rules),
          stamp.runId(),
          moment(stamp),
          stamp.runId(),
          moment(stamp));
    }
    return counts;
  }

  @Override
  public SnapshotResult replace(
      Staging staging, WriteStamp stamp, Set<Integer> divisions, MergeRules rules) {
    if (divisions.isEmpty()) {
      return new SnapshotResult(Map.of(), Set.of());
    }
    return new SnapshotReplacement(session, staging, marks(staging.table()), stamp)
        .replace(divisions, rules);
  }

  @Override
  public void rememberKeys(Staging staging, String keysOwner, Set<Integer> divisions) {
    if (!divisions.isEmpty()) {
      session.execute(
          new DeleteStatements(staging.table(), false).remember(staging.name(), divisions),
          keysOwner,
          staging.table().name().quoted());
    }
  }

  @Override
  public Map<Integer, Long> deleteUnseen(
      TableDefinition table, String keysOwner, WriteStamp stamp, Set<Integer> divisions) {
    if (divisions.isEmpty()) {
      return Map.of();
    }
    DeleteStatements statements = new DeleteStatements(table, marks(table));
    return remove(
        table,
        statements,
        statements.unseen(divisions),
        List.of(keysOwner, table.name().quoted()),
        stamp);
  }

  @Override
  public void forgetKeys(TableDefinition table, String keysOwner, Set<Integer> divisions) {
    if (!divisions.isEmpty()) {
      session.execute(DeleteStatements.forget(divisions), keysOwner, table.name().quoted());
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
    if (positions.isEmpty()) {
      return Map.of();
    }
    DeleteStatements statements = new DeleteStatements(table, marks(table));
    return remove(
        table,
        statements,
        statements.deletedByLog(entityType, documentColumn, positions),
        documentColumn == null ? List.of(connection) : List.of(connection, connection),
        stamp);
  }

  private Map<Integer, Long> remove(
      TableDefinition table,
      DeleteStatements statements,
      String gone,
      List<String> binds,
      WriteStamp stamp) {
    Map<Integer, Long> counts = new TreeMap<>();
    session.forEach(
        statements.count(gone),
        row -> counts.put((int) row.number(0), row.number(1)),
        binds.toArray());
    if (!counts.isEmpty()) {
      List<String> all = new ArrayList<>(binds);
      all.addAll(removalBinds(table, stamp));
      session.execute(statements.remove(gone), all.toArray());
    }
    return counts;
  }

  /** The binds of {@link DeleteStatements#removal}. */
  static List<String> removalBinds(TableDefinition table, WriteStamp stamp) {
    return table.markDeletions() ? List.of(moment(stamp), stamp.runId(), moment(stamp)) : List.of();
  }

  @Override
  public Map<Integer, Counts> mergeDeletionLog(
      TableDefinition table, String connection, Map<Integer, Long> positions, WriteStamp stamp) {
    Map<Integer, Counts> counts = new TreeMap<>();
    if (positions.isEmpty()) {
      return counts;
    }
    session.forEach(
        DeletionLogStatements.count(table, positions),
        row -> {
          long inserted = row.number(1);
          long updated = row.number(2);
          long unchanged = row.number(3) - inserted - updated;
          counts.put((int) row.number(0), new Counts(inserted, updated, unchanged, 0));
        },
        connection);
    if (counts.values().stream().anyMatch(each -> each.inserted() + each.updated() > 0)) {
      session.execute(
          DeletionLogStatements.copy(table, positions),
          connection,
          stamp.runId(),
          moment(stamp),
          stamp.runId(),
          moment(stamp));
    }
    return counts;
  }

  @Override
  public Map<Integer, Long> rowCounts(TableDefinition table, Set<Integer> divisions) {
    Map<Integer, Long> counts = new TreeMap<>();
    if (divisions.isEmpty()) {
      return counts;
    }
    divisions.forEach(division -> counts.put(division, 0L));
    String division = SqlText.quoted(AddedColumns.DIVISION);
    session.forEach(
        "SELECT "
            + division
            + ", COUNT(*) FROM "
            + table.name().quoted()
            + " AS target WHERE "
            + division
            + " IN ("
            + SqlText.numbers(divisions)
            + ") AND "
            + new DeleteStatements(table, marks(table)).alive("target")
            + " GROUP BY "
            + division,
        row -> counts.put((int) row.number(0), row.number(1)));
    return counts;
  }

  @Override
  public Set<Integer> divisionsWithNull(
      TableDefinition table, String column, Set<Integer> divisions) {
    Set<Integer> found = new TreeSet<>();
    if (divisions.isEmpty()) {
      return found;
    }
    String division = SqlText.quoted(AddedColumns.DIVISION);
    session.forEach(
        "SELECT DISTINCT "
            + division
            + " FROM "
            + table.name().quoted()
            + " AS target WHERE "
            + division
            + " IN ("
            + SqlText.numbers(divisions)
            + ") AND "
            + SqlText.quoted(column)
            + " IS NULL AND "
            + new DeleteStatements(table, marks(table)).alive("target"),
        row -> found.add((int) row.number(0)));
    return found;
  }

  private boolean marks(TableDefinition table) {
    return table.markDeletions() || oldMarks.contains(table.name());
  }

  private static String moment(WriteStamp stamp) {
    return SqlText.moment(stamp.at());
  }
}
