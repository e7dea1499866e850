package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.catalogue.EdmType;
import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.data.Column;
import com.ddbm.exactonline.simulator.data.Dataset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A dataset as one address shows it: the columns in the catalogue's order. */
public final class View {
  private final Resource resource;
  private final Dataset dataset;
  private final List<Column> columns;
  private final Map<String, Column> byName = new LinkedHashMap<>();

  View(Resource resource, Dataset dataset, List<Column> columns) {
    this.resource = resource;
    this.dataset = dataset;
    this.columns = List.copyOf(columns);
    columns.forEach(column -> byName.put(column.property().name(), column));
  }

  /** The address. */
  public Resource resource() {
    return resource;
  }

  /** The rows it shows. */
  public Dataset dataset() {
    return dataset;
  }

  /** All columns. */
  public List<Column> columns() {
    return columns;
  }

  /** The columns that a replica can hold: no collections, no nested objects. */
  public List<Column> plainColumns() {
    return columns.stream()
        .filter(
            column ->
                column.property().type() != EdmType.COLLECTION
                    && column.property().type() != EdmType.COMPLEX)
        .toList();
  }

  /** The column of this name, or null. */
  public Column column(String name) {
    return byName.get(name);
  }

  /** The column by which rows are addressed and pages continue. */
  public Column keyColumn() {
    for (String name : resource.key()) {
      Column column = byName.get(name);
      if (column != null) {
        return column;
      }
    }
    return columns.get(0);
  }
}
