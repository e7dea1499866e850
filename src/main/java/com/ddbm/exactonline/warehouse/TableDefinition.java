package com.ddbm.exactonline.warehouse;

import java.util.List;

/**
 * A target table as the app wants it: the data columns; {@code _DIVISION}, {@code _RUN_ID}, {@code
 * _SYNCED_AT}, {@code _ROW_HASH}, {@code _EXTRA} (and {@code _DELETED_AT} when deletions are
 * marked) are added by the warehouse.
 *
 * @param name where
 * @param comment for people
 * @param columns in order
 * @param keyColumns names of the merge key within a division, in order
 * @param declarePrimaryKey whether every key value is always present, so that a primary key may be
 *     declared
 * @param versionColumn name of the column that holds the row version, or null
 * @param markDeletions whether deleted rows stay with {@code _DELETED_AT}
 */
public record TableDefinition(
    TableName name,
    String comment,
    List<Definition> columns,
    List<String> keyColumns,
    boolean declarePrimaryKey,
    String versionColumn,
    boolean markDeletions) {

  /**
   * A data column.
   *
   * @param name upper case
   * @param type its type
   * @param comment for people
   */
  public record Definition(String name, ColumnType type, String comment) {}

  /** The same table with its key columns only, for staging keys. */
  public TableDefinition keysOnly() {
    List<Definition> keys =
        keyColumns.stream()
            .flatMap(key -> columns.stream().filter(column -> column.name().equals(key)))
            .toList();
    return new TableDefinition(
        name, comment, keys, keyColumns, declarePrimaryKey, null, markDeletions);
  }
}
