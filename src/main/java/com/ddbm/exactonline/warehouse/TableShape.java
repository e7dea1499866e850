package com.ddbm.exactonline.warehouse;

import com.ddbm.exactonline.warehouse.AddedColumns.Added;
import com.ddbm.exactonline.warehouse.TableDefinition.Definition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns of a table that is there, and how they differ from what the app wants. */
final class TableShape {

  /**
   * A column as the information schema tells it.
   *
   * @param type TEXT, NUMBER, BOOLEAN, TIMESTAMP_NTZ, TIMESTAMP_TZ, VARIANT, BINARY ...
   * @param length of texts in characters
   * @param precision of numbers in digits
   * @param scale of numbers in digits
   */
  record Found(String type, Optional<Long> length, Optional<Long> precision, Optional<Long> scale) {

    String shown() {
      if (type.equals("NUMBER") && precision.isPresent()) {
        return "NUMBER(" + precision.get() + "," + scale.orElse(0L) + ")";
      }
      if (type.equals("TEXT")) {
        return length.map(most -> "VARCHAR(" + most + ")").orElse("VARCHAR");
      }
      return type;
    }
  }

  /** Reads columns of all tables of a schema; binds: schema. The database stands in the text. */
  static String query(Identifier database) {
    return "SELECT table_name, column_name, data_type, character_maximum_length,"
        + " numeric_precision, numeric_scale FROM "
        + database.quoted()
        + ".information_schema.columns WHERE table_schema = ?"
        + " ORDER BY table_name, ordinal_position";
  }

  private final Map<String, Found> columns = new LinkedHashMap<>();

  /** Adds one row of {@link #query}. */
  void add(SqlRow row) {
    columns.put(
        row.text(1),
        new Found(
            row.text(2), row.optionalNumber(3), row.optionalNumber(4), row.optionalNumber(5)));
  }

  boolean has(String column) {
    return columns.containsKey(column);
  }

  /** Columns the table lacks and that can be added, in order. */
  List<String> missing(TableDefinition table) {
    List<String> missing = new ArrayList<>();
    for (Definition column : table.columns()) {
      if (!has(column.name())) {
        missing.add(column.name());
      }
    }
    for (Added column : AddedColumns.of(table)) {
      if (!has(column.name())) {
        missing.add(column.name());
      }
    }
    return missing;
  }

  /**
   * What makes this another table than ours, as sentences; empty when it can be used. Without the
   * columns that identify a row, no row of it can be matched: they are never added.
   */
  List<String> differences(TableDefinition table) {
    List<String> differences = new ArrayList<>();
    for (Definition column : table.columns()) {
      Found found = columns.get(column.name());
      if (found == null) {
        if (table.keyColumns().contains(column.name())) {
          differences.add("key column " + column.name() + " is missing");
        }
      } else if (!fits(column.type(), found)) {
        differences.add(wrong(column.name(), found, column.type().sql()));
      }
    }
    for (Added column : AddedColumns.of(table)) {
      Found found = columns.get(column.name());
      if (found == null) {
        if (column.name().equals(AddedColumns.DIVISION)) {
          differences.add("key column " + column.name() + " is missing");
        }
      } else if (!fits(column, found)) {
        differences.add(wrong(column.name(), found, column.sql()));
      }
    }
    return differences;
  }

  private static String wrong(String name, Found found, String wanted) {
    return "column " + name + " is " + found.shown() + " where " + wanted + " is needed";
  }

  private static boolean fits(ColumnType wanted, Found found) {
    return switch (wanted) {
      case GUID -> text(found, 36);
      // No length is too short for certain: a value that is longer is refused when it comes.
      case TEXT -> text(found, 0);
      case INTEGER -> number(found, 19, 0);
      case DECIMAL -> number(found, 38, 12);
      case BOOLEAN -> found.type().equals("BOOLEAN");
      case DATE_TIME -> found.type().equals("TIMESTAMP_NTZ");
      case BINARY -> found.type().equals("BINARY");
    };
  }

  private static boolean fits(Added wanted, Found found) {
    return switch (wanted.name()) {
      case AddedColumns.DIVISION -> number(found, 10, 0);
      case AddedColumns.RUN_ID -> text(found, 36);
      case AddedColumns.ROW_HASH -> text(found, 32);
      case AddedColumns.EXTRA -> found.type().equals("VARIANT");
      default -> found.type().equals("TIMESTAMP_TZ");
    };
  }

  private static boolean text(Found found, long length) {
    return found.type().equals("TEXT") && found.length().map(most -> most >= length).orElse(true);
  }

  private static boolean number(Found found, long precision, long scale) {
    return found.type().equals("NUMBER")
        && found.precision().map(most -> most >= precision).orElse(true)
        && found.scale().map(most -> most >= scale).orElse(true);
  }
}
