package com.ddbm.exactonline.warehouse;

import com.ddbm.exactonline.warehouse.TableDefinition.Definition;
import java.util.ArrayList;
import java.util.List;

/** The columns the app adds to every target table (design, section 4.4). */
public final class AddedColumns {

  public static final String DIVISION = "_DIVISION";
  public static final String RUN_ID = "_RUN_ID";
  public static final String SYNCED_AT = "_SYNCED_AT";
  public static final String DELETED_AT = "_DELETED_AT";
  public static final String ROW_HASH = "_ROW_HASH";
  public static final String EXTRA = "_EXTRA";

  /** Only in staging tables: rises with arrival. */
  static final String SEQUENCE = "_SEQUENCE";

  private AddedColumns() {}

  /** A column whose type is no data type of Exact Online's. */
  record Added(String name, String sql, String comment) {}

  /** The added columns of a table, in order. */
  static List<Added> of(TableDefinition table) {
    List<Added> columns = new ArrayList<>();
    columns.add(new Added(DIVISION, "NUMBER", "Division (administration) the row belongs to"));
    columns.add(new Added(RUN_ID, "VARCHAR(36)", "Run that last changed the row here"));
    columns.add(new Added(SYNCED_AT, "TIMESTAMP_TZ", "When the row last changed here"));
    if (table.markDeletions()) {
      columns.add(
          new Added(
              DELETED_AT,
              "TIMESTAMP_TZ",
              "When the row was found deleted in Exact Online; or NULL"));
    }
    columns.add(new Added(ROW_HASH, "VARCHAR(32)", "Hash of all values, to notice changes"));
    columns.add(
        new Added(
            EXTRA,
            "VARIANT",
            "Properties that came unasked, and the original text of values that fit no column"));
    return columns;
  }

  /** Names of the data columns. */
  static List<String> data(TableDefinition table) {
    return table.columns().stream().map(Definition::name).toList();
  }
}
