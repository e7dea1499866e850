package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.TableDefinition.Definition;
import com.ddbm.exactonline.warehouse.TableName;
import com.ddbm.exactonline.warehouse.Target;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The customer's tables in memory. */
public final class InMemoryTarget implements Target {

  final InMemoryDatabase database;
  private final DeletionLog log;
  private final Map<TableName, InMemoryTable> tables = new LinkedHashMap<>();
  private final Map<String, InMemoryStaging> stagings = new LinkedHashMap<>();
  private final Map<String, Set<List<String>>> seen = new LinkedHashMap<>();
  private final Map<TableName, ConnectorException> refusals = new LinkedHashMap<>();

  public InMemoryTarget(InMemoryDatabase database, DeletionLog log) {
    this.database = database;
    this.log = log;
  }

  /** A table, or null when it was never prepared. */
  public InMemoryTable table(TableName name) {
    return tables.get(name);
  }

  /** Makes prepare refuse a table. */
  public void refuse(TableName name, ConnectorException why) {
    refusals.put(name, why);
  }

  /** What a user might do: DROP TABLE. */
  public void dropTable(TableName name) {
    tables.remove(name);
  }

  /** What a user might do: ALTER TABLE ... DROP COLUMN. */
  public void dropColumn(TableName name, String column) {
    InMemoryTable table = tables.get(name);
    table.columns().remove(column);
    for (int division : table.divisions()) {
      table
          .division(division)
          .replaceAll(
              (key, rows) -> {
                rows.forEach(row -> row.values().remove(column));
                return rows;
              });
    }
  }

  /** How many staging tables are open or left behind. */
  public int stagings() {
    return stagings.size();
  }

  /** How many keys are remembered. */
  public int rememberedKeys() {
    return seen.values().stream().mapToInt(Set::size).sum();
  }

  @Override
  public Map<TableName, Prepared> prepare(
      Collection<TableDefinition> wanted, Consumer<Set<TableName>> beforeChange) {
    database.refuseInTransaction("prepare");
    Set<TableName> changing = new LinkedHashSet<>();
    for (TableDefinition table : wanted) {
      if (!refusals.containsKey(table.name()) && !ready(table)) {
        changing.add(table.name());
      }
    }
    if (!changing.isEmpty()) {
      beforeChange.accept(changing);
    }
    Map<TableName, Prepared> prepared = new LinkedHashMap<>();
    for (TableDefinition table : wanted) {
      prepared.put(table.name(), prepare(table));
    }
    return prepared;
  }

  private boolean ready(TableDefinition table) {
    InMemoryTable there = tables.get(table.name());
    return there != null && missing(table, there).isEmpty();
  }

  private static List<String> missing(TableDefinition table, InMemoryTable there) {
    return table.columns().stream()
        .map(Definition::name)
        .filter(name -> !there.columns().contains(name))
        .toList();
  }

  private Prepared prepare(TableDefinition table) {
    if (refusals.containsKey(table.name())) {
      return new Prepared(false, List.of(), Optional.of(refusals.get(table.name())));
    }
    InMemoryTable there = tables.get(table.name());
    boolean created = there == null;
    if (created) {
      there = new InMemoryTable(database);
      tables.put(table.name(), there);
    }
    List<String> missing = missing(table, there);
    there.marks |= table.markDeletions();
    if (!created && !missing.isEmpty()) {
      for (int division : there.divisions()) {
        there
            .division(division)
            .replaceAll((key, rows) -> rows.stream().map(InMemoryTable.Row::forgetHash).toList());
      }
    }
    there.columns().addAll(missing);
    return new Prepared(created, created ? List.of() : missing, Optional.empty());
  }

  @Override
  public Staging openStaging(TableDefinition table, String owner) {
    database.refuseInTransaction("openStaging");
    String name = owner + "/" + table.name().quoted();
    stagings.put(name, new InMemoryStaging(table));
    return new Staging(table, name, name);
  }

  @Override
  public void stage(Staging staging, String fileName, byte[] compressedCsv) {
    database.refuseInTransaction("stage");
    if (staging(staging).files.put(fileName, compressedCsv) != null) {
      throw new IllegalStateException(fileName + " was staged already");
    }
  }

  @Override
  public long copy(Staging staging) {
    database.refuseInTransaction("copy");
    return staging(staging).copy();
  }

  @Override
  public void closeStaging(Staging staging) {
    database.refuseInTransaction("closeStaging");
    stagings.remove(staging.name());
  }

  @Override
  public void dropAbandonedStaging(String ownerPrefix) {
    database.refuseInTransaction("dropAbandonedStaging");
    stagings.keySet().removeIf(name -> name.startsWith(ownerPrefix));
  }

  private InMemoryStaging staging(Staging staging) {
    InMemoryStaging there = stagings.get(staging.name());
    if (there == null) {
      throw new IllegalStateException("staging table " + staging.name() + " does not exist");
    }
    return there;
  }

  /** The rows of a staging, for the journal. */
  List<InMemoryStaging.Row> stagedRows(Staging staging) {
    return staging(staging).rows;
  }

  private InMemoryTable existing(TableDefinition table) {
    InMemoryTable there = tables.get(table.name());
    if (there == null) {
      throw new IllegalStateException("table " + table.name() + " does not exist");
    }
    return there;
  }

  @Override
  public Map<Integer, Counts> merge(Staging staging, WriteStamp stamp, MergeRules rules) {
    database.requireTransaction("merge");
    InMemoryStaging rows = staging(staging);
    return new Merge(existing(rows.table), rows.table, stamp, rules)
        .merge(rows.newest(rows.table.versionColumn()));
  }

  @Override
  public SnapshotResult replace(
      Staging staging, WriteStamp stamp, Set<Integer> divisions, MergeRules rules) {
    database.requireTransaction("replace");
    InMemoryStaging rows = staging(staging);
    return new Merge(existing(rows.table), rows.table, stamp, rules).replace(rows.rows, divisions);
  }

  @Override
  public void rememberKeys(Staging staging, String keysOwner, Set<Integer> divisions) {
    database.requireTransaction("rememberKeys");
    InMemoryStaging rows = staging(staging);
    for (InMemoryStaging.Row row : rows.rows) {
      if (divisions.contains(row.division())) {
        Set<List<String>> keys = seen(rows.table, keysOwner, row.division());
        if (keys.add(row.key())) {
          database.undoWith(() -> keys.remove(row.key()));
        }
      }
    }
  }

  private Set<List<String>> seen(TableDefinition table, String owner, int division) {
    return seen.computeIfAbsent(
        owner + "/" + table.name().quoted() + "/" + division, key -> new HashSet<>());
  }

  @Override
  public Map<Integer, Long> deleteUnseen(
      TableDefinition table, String keysOwner, WriteStamp stamp, Set<Integer> divisions) {
    database.requireTransaction("deleteUnseen");
    InMemoryTable there = existing(table);
    Map<Integer, Long> deleted = new LinkedHashMap<>();
    for (int division : divisions) {
      Set<List<String>> keys = seen(table, keysOwner, division);
      for (List<String> key : List.copyOf(there.division(division).keySet())) {
        if (!keys.contains(key)) {
          long gone = there.delete(division, key, table, stamp);
          if (gone > 0) {
            deleted.merge(division, gone, Long::sum);
          }
        }
      }
    }
    return deleted;
  }

  @Override
  public void forgetKeys(TableDefinition table, String keysOwner, Set<Integer> divisions) {
    for (int division : divisions) {
      Set<List<String>> keys = seen(table, keysOwner, division);
      Set<List<String>> before = Set.copyOf(keys);
      keys.clear();
      database.undoWith(() -> keys.addAll(before));
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
    database.requireTransaction("applyDeletions");
    InMemoryTable there = existing(table);
    Map<Integer, Long> deleted = new LinkedHashMap<>();
    positions.forEach(
        (division, position) -> {
          for (DeletionLog.Entry entry : log.of(connection, division).values()) {
            if (entry.entityType() == entityType && entry.timestamp() > position) {
              long gone = delete(there, table, division, entry, documentColumn, stamp);
              if (gone > 0) {
                deleted.merge(division, gone, Long::sum);
              }
            }
          }
        });
    return deleted;
  }

  private static long delete(
      InMemoryTable there,
      TableDefinition table,
      int division,
      DeletionLog.Entry entry,
      String documentColumn,
      WriteStamp stamp) {
    long gone = 0;
    for (Map.Entry<List<String>, List<InMemoryTable.Row>> row :
        List.copyOf(there.division(division).entrySet())) {
      InMemoryTable.Row stored = row.getValue().get(0);
      boolean named =
          entry.entityKey().equals(row.getKey().get(0))
              || (documentColumn != null
                  && entry.entityKey().equals(stored.values().get(documentColumn)));
      if (named && stored.version(table.versionColumn()) <= entry.timestamp()) {
        gone += there.delete(division, row.getKey(), table, stamp);
      }
    }
    return gone;
  }

  @Override
  public Map<Integer, Counts> mergeDeletionLog(
      TableDefinition table, String connection, Map<Integer, Long> positions, WriteStamp stamp) {
    database.requireTransaction("mergeDeletionLog");
    Map<Integer, Map<List<String>, InMemoryStaging.Row>> rows = new LinkedHashMap<>();
    positions.forEach(
        (division, position) ->
            log.of(connection, division)
                .forEach(
                    (id, entry) -> {
                      if (entry.timestamp() > position) {
                        rows.computeIfAbsent(division, key -> new LinkedHashMap<>())
                            .put(
                                List.of(id),
                                new InMemoryStaging.Row(
                                    division,
                                    0,
                                    entry.values(),
                                    List.of(id),
                                    entry.hash(),
                                    entry.extra()));
                      }
                    }));
    MergeRules rules = new MergeRules(positions.keySet(), Map.of());
    return new Merge(existing(table), table, stamp, rules).merge(rows);
  }

  @Override
  public Map<Integer, Long> rowCounts(TableDefinition table, Set<Integer> divisions) {
    Map<Integer, Long> counts = new LinkedHashMap<>();
    InMemoryTable there = existing(table);
    divisions.forEach(division -> counts.put(division, (long) there.present(division).size()));
    return counts;
  }

  @Override
  public Set<Integer> divisionsWithNull(
      TableDefinition table, String column, Set<Integer> divisions) {
    InMemoryTable there = existing(table);
    Set<Integer> found = new LinkedHashSet<>();
    for (int division : divisions) {
      if (there.present(division).stream().anyMatch(row -> row.values().get(column) == null)) {
        found.add(division);
      }
    }
    return found;
  }
}
