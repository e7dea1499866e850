package com.ddbm.exactonline.warehouse;

/** The column types of target tables (design, section 4.4). */
public enum ColumnType {
  GUID("VARCHAR(36)"),
  INTEGER("NUMBER(19,0)"),
  DECIMAL("NUMBER(38,12)"),
  BOOLEAN("BOOLEAN"),
  DATE_TIME("TIMESTAMP_NTZ(3)"),
  TEXT("VARCHAR"),
  BINARY("BINARY");

  private final String sql;

  ColumnType(String sql) {
    this.sql = sql;
  }

  /** The type as it stands in CREATE TABLE. */
  public String sql() {
    return sql;
  }

  /**
   * Whether a value is quoted in files: always where it can be any text, the empty one included.
   */
  boolean quotedInFiles() {
    return switch (this) {
      case GUID, TEXT, BINARY -> true;
      case INTEGER, DECIMAL, BOOLEAN, DATE_TIME -> false;
    };
  }
}
