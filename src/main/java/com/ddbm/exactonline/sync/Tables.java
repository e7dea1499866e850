package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.EdmType;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.warehouse.ColumnType;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.TableName;

/** What an endpoint's table looks like (design, section 4.4). */
public final class Tables {

  private Tables() {}

  /**
   * The table of an endpoint in a configuration's target.
   *
   * @param markDeletions whether deleted rows stay; the configuration's setting or its override
   */
  public static TableDefinition definition(
      ConfigurationRecord configuration, Endpoint endpoint, boolean markDeletions) {
    boolean versioned = endpoint.strategy() == Strategy.ROW_VERSION;
    return new TableDefinition(
        TableName.of(configuration.database(), configuration.schema(), endpoint.table()),
        comment(endpoint),
        endpoint.columns().stream().map(Tables::column).toList(),
        endpoint.keyColumns(),
        endpoint.strategy() != Strategy.SNAPSHOT,
        versioned ? Endpoint.TIMESTAMP : null,
        markDeletions);
  }

  private static String comment(Endpoint endpoint) {
    return endpoint.notes().isEmpty()
        ? endpoint.title() + " (" + endpoint.uri() + ")"
        : endpoint.title() + " (" + endpoint.uri() + "). " + endpoint.notes();
  }

  private static TableDefinition.Definition column(Column column) {
    String note = column.confidence().equals("documented") ? "" : " (" + column.confidence() + ")";
    return new TableDefinition.Definition(
        column.name(), type(column.type()), column.property() + note);
  }

  /** The column type of an OData type. */
  public static ColumnType type(EdmType type) {
    return switch (type) {
      case STRING -> ColumnType.TEXT;
      case GUID -> ColumnType.GUID;
      case INT64, INT32, INT16, BYTE -> ColumnType.INTEGER;
      case DOUBLE, DECIMAL -> ColumnType.DECIMAL;
      case BOOLEAN -> ColumnType.BOOLEAN;
      case DATE_TIME -> ColumnType.DATE_TIME;
      case BINARY -> ColumnType.BINARY;
    };
  }
}
