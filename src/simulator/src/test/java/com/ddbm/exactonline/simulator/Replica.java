package com.ddbm.exactonline.simulator;

import com.ddbm.exactonline.simulator.catalogue.Endpoint;
import com.ddbm.exactonline.simulator.catalogue.Property;
import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a careful but simple program would keep of one endpoint in one division: it loads changes by
 * row version where there is one, applies what Deleted says, and reads everything again elsewhere.
 */
final class Replica {
  private final Caller caller;
  private final Simulator simulator;
  private final int division;
  private final Endpoint endpoint;
  private final Resource resource;
  private final List<Property> properties;
  private final Map<List<String>, JsonNode> rows = new HashMap<>();
  private long cursor = 1;
  private long deletedCursor = 1;

  Replica(Simulator simulator, Caller caller, int division, Endpoint endpoint) {
    this.simulator = simulator;
    this.caller = caller;
    this.division = division;
    this.endpoint = endpoint;
    this.resource = simulator.world().catalogue().resources().get(endpoint.primaryUri());
    this.properties =
        simulator.world().view(resource).plainColumns().stream()
            .map(column -> column.property())
            .toList();
  }

  /** Fetches what changed, or everything where changes or deletions cannot be seen. */
  void refresh() {
    boolean byVersion =
        resource.isSync() && (endpoint.entityType() != 0 || endpoint.id().equals("deleted"));
    String select = properties.stream().map(Property::name).collect(Collectors.joining(","));
    String address = division + "/" + resource.path() + "?$select=" + select;
    if (byVersion) {
      address += "&$filter=Timestamp gt " + cursor + "L";
    } else {
      rows.clear();
    }
    for (JsonNode row : caller.all(address)) {
      JsonNode readable = readable(row);
      rows.merge(
          key(readable),
          readable,
          (old, found) -> timestamp(found) >= timestamp(old) ? found : old);
      cursor = Math.max(cursor, timestamp(readable));
    }
    if (endpoint.entityType() != 0 && byVersion) {
      applyDeletions();
    }
  }

  private void applyDeletions() {
    String address =
        division
            + "/sync/Deleted?$select=Timestamp,EntityKey&$filter=Timestamp gt "
            + deletedCursor
            + "L and EntityType eq "
            + endpoint.entityType();
    for (JsonNode deletion : caller.all(address)) {
      long at = deletion.path("Timestamp").asLong();
      String key = deletion.path("EntityKey").asText();
      rows.values().removeIf(row -> timestamp(row) <= at && concerns(row, key));
      deletedCursor = Math.max(deletedCursor, at);
    }
  }

  /** Deleted names the row, or in header-and-line streams the document. */
  private boolean concerns(JsonNode row, String key) {
    return switch (endpoint.id()) {
      case "financial_transaction_lines" ->
          text(row, "ID").equals(key) || text(row, "EntryID").equals(key);
      case "purchase_order_purchase_orders" ->
          text(row, "ID").equals(key) || text(row, "PurchaseOrderID").equals(key);
      case "sales_invoice_sales_invoices" ->
          text(row, "ID").equals(key) || text(row, "InvoiceID").equals(key);
      default -> text(row, endpoint.mergeKey().get(0)).equals(key);
    };
  }

  private static String text(JsonNode row, String name) {
    return row.path(name).asText();
  }

  private List<String> key(JsonNode row) {
    List<String> key = new ArrayList<>();
    endpoint.mergeKey().forEach(name -> key.add(row.get(name).toString()));
    return key;
  }

  private static long timestamp(JsonNode row) {
    return row.path("Timestamp").asLong();
  }

  /** The values in the form of the truth. */
  private JsonNode readable(JsonNode row) {
    ObjectNode readable = Caller.MAPPER.createObjectNode();
    for (Property property : properties) {
      JsonNode value = row.get(property.name());
      if (value == null) {
        throw new IllegalStateException(property.name() + " is missing in " + endpoint.id());
      }
      if (value.isNull()) {
        readable.putNull(property.name());
      } else {
        switch (property.type()) {
          case INT64 -> readable.put(property.name(), Long.parseLong(value.asText()));
          case DATE_TIME ->
              readable.put(
                  property.name(),
                  com.ddbm.exactonline.simulator.data.WallClock.text(
                      Long.parseLong(value.asText().replaceAll("/Date\\((-?\\d+)\\)/", "$1"))));
          default -> readable.set(property.name(), value);
        }
      }
    }
    return readable;
  }

  /** Rows by key, as comparable text. */
  Map<List<String>, String> content() {
    Map<List<String>, String> content = new HashMap<>();
    rows.forEach((key, row) -> content.put(key, plain(row)));
    return content;
  }

  /** The truth in the same form. */
  Map<List<String>, String> truth() {
    Map<List<String>, String> content = new HashMap<>();
    for (JsonNode row : caller.truth(division, endpoint.id())) {
      content.put(key(row), plain(row));
    }
    return content;
  }

  /** Numbers are written plainly, since 1E-07 and 0.0000001 are the same. */
  private static String plain(JsonNode row) {
    StringBuilder text = new StringBuilder();
    row.fields()
        .forEachRemaining(
            field ->
                text.append(field.getKey())
                    .append('=')
                    .append(
                        field.getValue().isNumber()
                            ? field.getValue().decimalValue().stripTrailingZeros().toPlainString()
                            : field.getValue().toString())
                    .append(' '));
    return text.toString();
  }

  @Override
  public String toString() {
    return endpoint.id() + " of " + division + " with " + simulator.address();
  }
}
