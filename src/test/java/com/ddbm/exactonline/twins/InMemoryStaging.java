package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.warehouse.TableDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A staging table and the files on their way into it. */
final class InMemoryStaging {

  /** A staged row. */
  record Row(
      int division,
      long sequence,
      Map<String, String> values,
      List<String> key,
      String hash,
      String extra) {

    long version(String versionColumn) {
      String text = versionColumn == null ? null : values.get(versionColumn);
      return text == null ? Long.MIN_VALUE : Long.parseLong(text);
    }
  }

  final TableDefinition table;
  final Map<String, byte[]> files = new LinkedHashMap<>();
  final List<Row> rows = new ArrayList<>();

  InMemoryStaging(TableDefinition table) {
    this.table = table;
  }

  long copy() {
    long copied = 0;
    for (byte[] file : files.values()) {
      for (String[] record : CsvText.read(file)) {
        rows.add(row(record));
        copied++;
      }
    }
    files.clear();
    return copied;
  }

  private Row row(String[] record) {
    int columns = table.columns().size();
    if (record.length != columns + 4) {
      throw new IllegalStateException(
          "a staged record has " + record.length + " fields and not " + (columns + 4));
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int index = 0; index < columns; index++) {
      if (record[index + 2] != null) {
        values.put(table.columns().get(index).name(), record[index + 2]);
      }
    }
    List<String> key = table.keyColumns().stream().map(values::get).collect(Collectors.toList());
    return new Row(
        Integer.parseInt(record[0]),
        Long.parseLong(record[1]),
        values,
        key,
        record[columns + 2],
        record[columns + 3]);
  }

  /** The newest version of each key, per division. */
  Map<Integer, Map<List<String>, Row>> newest(String versionColumn) {
    Map<Integer, Map<List<String>, Row>> newest = new LinkedHashMap<>();
    for (Row row : rows) {
      Map<List<String>, Row> keys =
          newest.computeIfAbsent(row.division(), key -> new LinkedHashMap<>());
      Row before = keys.get(row.key());
      if (before == null || newer(row, before, versionColumn)) {
        keys.put(row.key(), row);
      }
    }
    return newest;
  }

  private static boolean newer(Row row, Row before, String versionColumn) {
    int byVersion = Long.compare(row.version(versionColumn), before.version(versionColumn));
    return byVersion != 0 ? byVersion > 0 : row.sequence() > before.sequence();
  }
}
