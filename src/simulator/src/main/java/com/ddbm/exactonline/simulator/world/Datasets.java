package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.catalogue.Catalogue;
import com.ddbm.exactonline.simulator.catalogue.Endpoint;
import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.data.Dataset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which rows each address shows: addresses of one endpoint with the same key share theirs. */
public final class Datasets {
  /** The id of the log of deletions. */
  public static final String DELETED = "deleted";

  private static final int LINES_PER_DOCUMENT = 4;
  private static final Map<String, String> DOCUMENT_KEYS =
      Map.of(
          "financial_transaction_lines",
          "EntryID",
          "purchase_order_purchase_orders",
          "PurchaseOrderID",
          "sales_invoice_sales_invoices",
          "InvoiceID");
  private static final Map<String, Integer> FIXED_ROWS =
      Map.of("financial_profit_loss_overview", 1, "financial_aging_overview", 8);
  private static final Set<String> SMALL_KINDS = Set.of("read", "function");

  private final Map<String, Dataset> byId = new LinkedHashMap<>();
  private final Map<String, Dataset> byUri = new LinkedHashMap<>();

  /** Groups the addresses of the catalogue. */
  public Datasets(Catalogue catalogue) {
    int slot = 0;
    for (Endpoint endpoint : catalogue.endpoints().values()) {
      Resource primary = catalogue.resources().get(endpoint.primaryUri());
      String documentKey = DOCUMENT_KEYS.get(endpoint.id());
      Dataset dataset =
          new Dataset(
              endpoint.id(),
              byId.size(),
              primary,
              primary.isSync() ? slot++ : -1,
              endpoint.entityType(),
              documentKey == null ? 1 : LINES_PER_DOCUMENT,
              documentKey,
              FIXED_ROWS.getOrDefault(endpoint.id(), -1));
      byId.put(endpoint.id(), dataset);
      for (String uri : endpoint.uris()) {
        Resource resource = catalogue.resources().get(uri);
        boolean same =
            resource != null
                && resource.name().equals(primary.name())
                && resource.mergeKey().equals(primary.mergeKey());
        if (uri.equals(endpoint.primaryUri()) || same) {
          byUri.put(uri, dataset);
        }
      }
    }
    for (Resource resource : catalogue.resources().values()) {
      if (!byUri.containsKey(resource.uri())) {
        int fixedRows =
            SMALL_KINDS.contains(resource.kind())
                ? 5
                : resource.mergeKey().equals(java.util.List.of("Division")) ? 1 : -1;
        Dataset dataset =
            new Dataset(
                resource.uri(),
                byId.size(),
                resource,
                resource.isSync() ? slot++ : -1,
                0,
                1,
                null,
                fixedRows);
        byUri.put(resource.uri(), dataset);
        byId.put(resource.uri(), dataset);
      }
    }
    if (slot >= RowTable.STRIDE - 1) {
      throw new IllegalStateException(
          "More datasets with row versions than places between two rows");
    }
  }

  /** The dataset an address shows. */
  public Dataset byUri(String uri) {
    return byUri.get(uri);
  }

  /**
   * The dataset of an endpoint id, or of an address that is no endpoint of the product; null when
   * unknown.
   */
  public Dataset byId(String id) {
    return byId.get(id);
  }

  /** All datasets by id. */
  public Map<String, Dataset> all() {
    return Collections.unmodifiableMap(byId);
  }
}
