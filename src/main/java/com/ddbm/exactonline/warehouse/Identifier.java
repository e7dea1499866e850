package com.ddbm.exactonline.warehouse;

/**
 * A name that quotes itself: whatever a user typed becomes exactly this object's name and never
 * SQL.
 *
 * @param name as stored by Snowflake, case and all, 1 to 255 characters
 */
public record Identifier(String name) {

  public Identifier {
    if (name == null || name.isEmpty() || name.length() > 255 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a Snowflake name has 1 to 255 characters");
    }
  }

  /** The name as it stands in a statement: double-quoted, quotes doubled. */
  public String quoted() {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return quoted();
  }
}
