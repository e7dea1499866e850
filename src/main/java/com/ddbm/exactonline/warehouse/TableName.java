package com.ddbm.exactonline.warehouse;

/**
 * A fully qualified table.
 *
 * @param database the database
 * @param schema the schema
 * @param table the table
 */
public record TableName(Identifier database, Identifier schema, Identifier table) {

  public static TableName of(String database, String schema, String table) {
    return new TableName(new Identifier(database), new Identifier(schema), new Identifier(table));
  }

  /** As it stands in a statement. */
  public String quoted() {
    return database.quoted() + "." + schema.quoted() + "." + table.quoted();
  }

  @Override
  public String toString() {
    return quoted();
  }
}
