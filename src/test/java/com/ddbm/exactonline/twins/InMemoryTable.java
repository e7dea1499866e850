package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.Target.WriteStamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A target table: per division, rows by key (a snapshot may have a key twice). */
public final class InMemoryTable {

  /**
   * A row as stored.
   *
   * @param values by column name, absent is NULL
   */
  public record Row(
      Map<String, String> values,
      String hash,
      String extra,
      String runId,
      Instant syncedAt,
      Instant deletedAt) {

    Row forgetHash() {
      return new Row(values, null, extra, runId, syncedAt, deletedAt);
    }

    Row marked(WriteStamp stamp) {
      return new Row(values, hash, extra, stamp.runId(), stamp.at(), stamp.at());
    }

    /** The row version, or the lowest number without one. */
    long version(String versionColumn) {
      String text = versionColumn == null ? null : values.get(versionColumn);
      return text == null ? Long.MIN_VALUE : Long.parseLong(text);
    }
  }

  private final InMemoryDatabase database;
  private final Set<String> columns = new LinkedHashSet<>();
  private final Map<Integer, Map<List<String>, List<Row>>> divisions = new LinkedHashMap<>();
  boolean marks;

  InMemoryTable(InMemoryDatabase database) {
    this.database = database;
  }

  /** Names of the data columns. */
  public Set<String> columns() {
    return columns;
  }

  /** Rows of a division by key, marked ones included. */
  public Map<List<String>, List<Row>> division(int division) {
    return divisions.computeIfAbsent(division, key -> new LinkedHashMap<>());
  }

  /** Divisions that had rows at some time. */
  public Set<Integer> divisions() {
    return divisions.keySet();
  }

  /** All rows that are not marked as deleted, of one division. */
  public List<Row> present(int division) {
    List<Row> rows = new ArrayList<>();
    for (List<Row> each : division(division).values()) {
      each.stream().filter(row -> row.deletedAt() == null).forEach(rows::add);
    }
    return rows;
  }

  /** Rows under a key, marked ones included. */
  public List<Row> at(int division, List<String> key) {
    return division(division).getOrDefault(key, List.of());
  }

  /** Puts rows under a key; none removes it. */
  void put(int division, List<String> key, List<Row> rows) {
    if (rows.isEmpty()) {
      database.remove(division(division), key);
    } else {
      database.put(division(division), key, List.copyOf(rows));
    }
  }

  /** Deletes or marks all rows under a key; returns how many went. */
  long delete(int division, List<String> key, TableDefinition table, WriteStamp stamp) {
    List<Row> rows = at(division, key);
    long gone = rows.stream().filter(row -> row.deletedAt() == null).count();
    if (gone > 0) {
      List<Row> left = new ArrayList<>();
      if (table.markDeletions()) {
        rows.forEach(row -> left.add(row.deletedAt() == null ? row.marked(stamp) : row));
      }
      put(division, key, left);
    }
    return gone;
  }
}
