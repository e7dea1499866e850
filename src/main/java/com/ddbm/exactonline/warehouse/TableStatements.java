package com.ddbm.exactonline.warehouse;

import static com.ddbm.exactonline.warehouse.SqlText.literal;
import static com.ddbm.exactonline.warehouse.SqlText.quoted;

import com.ddbm.exactonline.warehouse.AddedColumns.Added;
import com.ddbm.exactonline.warehouse.TableDefinition.Definition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Texts that make and widen target tables and make staging tables. */
final class TableStatements {

  private TableStatements() {}

  /**
   * CREATE TABLE, without IF NOT EXISTS: a table that is there and cannot be seen must be noticed.
   */
  static String create(TableDefinition table) {
    List<String> parts = new ArrayList<>();
    for (Definition column : table.columns()) {
      boolean required = table.declarePrimaryKey() && table.keyColumns().contains(column.name());
      parts.add(
          quoted(column.name())
              + " "
              + column.type().sql()
              + (required ? " NOT NULL" : "")
              + comment(column.comment()));
    }
    for (Added column : AddedColumns.of(table)) {
      boolean required = column.name().equals(AddedColumns.DIVISION);
      parts.add(
          quoted(column.name())
              + " "
              + column.sql()
              + (required ? " NOT NULL" : "")
              + comment(column.comment()));
    }
    if (table.declarePrimaryKey()) {
      parts.add("PRIMARY KEY (" + String.join(", ", key(table)) + ")");
    }
    return "CREATE TABLE "
        + table.name().quoted()
        + " (\n  "
        + String.join(",\n  ", parts)
        + "\n) COMMENT = "
        + literal(table.comment());
  }

  /** One ALTER TABLE for each of these columns; IF NOT EXISTS makes them harmless to repeat. */
  static List<String> addColumns(TableDefinition table, Collection<String> names) {
    String start = "ALTER TABLE " + table.name().quoted() + " ADD COLUMN IF NOT EXISTS ";
    List<String> statements = new ArrayList<>();
    for (Definition column : table.columns()) {
      if (names.contains(column.name())) {
        statements.add(
            start + quoted(column.name()) + " " + column.type().sql() + comment(column.comment()));
      }
    }
    for (Added column : AddedColumns.of(table)) {
      if (names.contains(column.name())) {
        statements.add(
            start + quoted(column.name()) + " " + column.sql() + comment(column.comment()));
      }
    }
    return statements;
  }

  /** Makes every row count as changed when it is fetched next. */
  static String forgetHashes(TableName table) {
    String hash = quoted(AddedColumns.ROW_HASH);
    return "UPDATE " + table.quoted() + " SET " + hash + " = NULL WHERE " + hash + " IS NOT NULL";
  }

  /** What lets data readers see a table. */
  static String grantToReaders(TableName table) {
    return "GRANT SELECT ON TABLE " + table.quoted() + " TO APPLICATION ROLE data_reader";
  }

  /**
   * A staging table: data columns of their types, so that a file that does not fit is refused by
   * the COPY; {@code _EXTRA} as text, since a CSV field becomes no object.
   */
  static String createStaging(TableDefinition table, String name) {
    List<String> parts = new ArrayList<>();
    parts.add(quoted(AddedColumns.DIVISION) + " NUMBER(19,0) NOT NULL");
    parts.add(quoted(AddedColumns.SEQUENCE) + " NUMBER(19,0) NOT NULL");
    for (Definition column : table.columns()) {
      parts.add(quoted(column.name()) + " " + column.type().sql());
    }
    parts.add(quoted(AddedColumns.ROW_HASH) + " VARCHAR(32) NOT NULL");
    parts.add(quoted(AddedColumns.EXTRA) + " VARCHAR");
    return "CREATE OR REPLACE TRANSIENT TABLE "
        + staging(name)
        + " (\n  "
        + String.join(",\n  ", parts)
        + "\n) DATA_RETENTION_TIME_IN_DAYS = 0";
  }

  /** The one COPY of a batch. Every option that a default could change is named. */
  static String copy(String name, String folder) {
    return "COPY INTO "
        + staging(name)
        + "\nFROM @"
        + folder
        + "\nFILE_FORMAT = (TYPE = CSV COMPRESSION = GZIP RECORD_DELIMITER = '\\n'"
        + " FIELD_DELIMITER = ',' FIELD_OPTIONALLY_ENCLOSED_BY = '\"' ESCAPE = NONE"
        + " ESCAPE_UNENCLOSED_FIELD = NONE NULL_IF = () EMPTY_FIELD_AS_NULL = TRUE"
        + " TRIM_SPACE = FALSE SKIP_HEADER = 0 BINARY_FORMAT = HEX TIMESTAMP_FORMAT = "
        + literal(SqlText.WALL_CLOCK_FORMAT)
        + " ENCODING = 'UTF8' ERROR_ON_COLUMN_COUNT_MISMATCH = TRUE)"
        + "\nON_ERROR = ABORT_STATEMENT PURGE = TRUE";
  }

  /** A staging table as it stands in statements. */
  static String staging(String name) {
    return "state." + quoted(name);
  }

  /** The columns that identify a row: the division and the merge key, quoted. */
  static List<String> key(TableDefinition table) {
    List<String> columns = new ArrayList<>();
    columns.add(quoted(AddedColumns.DIVISION));
    table.keyColumns().forEach(column -> columns.add(quoted(column)));
    return columns;
  }

  private static String comment(String comment) {
    return comment == null || comment.isEmpty() ? "" : " COMMENT " + literal(comment);
  }
}
