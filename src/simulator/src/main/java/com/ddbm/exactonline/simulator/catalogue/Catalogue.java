package com.ddbm.exactonline.simulator.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What Exact Online offers: all resources and, among them, the 58 endpoints of the product. */
public final class Catalogue {
  /**
   * Endpoints whose type code in Deleted is not documented. Exact may or may not write Deleted rows
   * for them, so the simulator writes none: a client that relies on them would keep dead rows.
   */
  private static final Set<String> UNANNOUNCED_DELETIONS =
      Set.of(
          "logistics_purchase_item_prices",
          "logistics_sales_item_prices",
          "logistics_supplier_item",
          "sales_sales_price_list_volume_discounts");

  private final Map<String, Resource> resources;
  private final Map<String, Endpoint> endpoints;
  private final Map<String, Resource> byPath = new HashMap<>();

  private Catalogue(Map<String, Resource> resources, Map<String, Endpoint> endpoints) {
    this.resources = Collections.unmodifiableMap(resources);
    this.endpoints = Collections.unmodifiableMap(endpoints);
    resources
        .values()
        .forEach(resource -> byPath.put(resource.path().toLowerCase(Locale.ROOT), resource));
  }

  /** What the two data files on the class path say; they are read once. */
  public static Catalogue get() {
    return Holder.CATALOGUE;
  }

  private static final class Holder {
    static final Catalogue CATALOGUE = load();
  }

  private static Catalogue load() {
    ObjectMapper mapper = new ObjectMapper();
    Map<String, Resource> resources = new LinkedHashMap<>();
    JsonNode catalogue = read(mapper, "/catalogue/catalogue.json");
    catalogue
        .fields()
        .forEachRemaining(
            entry -> resources.put(entry.getKey(), resource(entry.getKey(), entry.getValue())));
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    for (JsonNode node : read(mapper, "/catalogue/endpoints.json")) {
      Endpoint endpoint = endpoint(node);
      endpoints.put(endpoint.id(), endpoint);
    }
    return new Catalogue(resources, endpoints);
  }

  /**
   * The resource of an address as callers write it, without division and in any case; null when
   * there is none.
   */
  public Resource byPath(String path) {
    return byPath.get(path.toLowerCase(Locale.ROOT));
  }

  /** All resources by the catalogue's key, in its order. */
  public Map<String, Resource> resources() {
    return resources;
  }

  /** The endpoints of the product by id, in the catalogue's order. */
  public Map<String, Endpoint> endpoints() {
    return endpoints;
  }

  /** The endpoint of this id, or one made for a resource that is no endpoint of the product. */
  public Endpoint endpoint(String id) {
    Endpoint endpoint = endpoints.get(id);
    if (endpoint != null) {
      return endpoint;
    }
    Resource resource = resources.get(id);
    if (resource == null) {
      throw new IllegalArgumentException("There is no endpoint " + id);
    }
    return new Endpoint(id, id, id, List.of(id), resource.mergeKey(), 0);
  }

  private static JsonNode read(ObjectMapper mapper, String name) {
    try (InputStream stream = Catalogue.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(
            "The catalogue file " + name + " is missing from this build");
      }
      return mapper.readTree(stream);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Resource resource(String uri, JsonNode node) {
    List<Property> properties = new ArrayList<>();
    for (JsonNode property : node.path("properties")) {
      String type = property.path("type").asText();
      properties.add(new Property(property.path("name").asText(), EdmType.parse(type), type));
    }
    List<String> parameters = new ArrayList<>();
    for (JsonNode parameter : node.path("mandatoryParams")) {
      parameters.add(parameter.path("name").asText());
    }
    JsonNode pageSize = node.path("pageSize");
    return new Resource(
        uri,
        uri.replace("{division}/", ""),
        node.path("service").asText(),
        node.path("kind").asText(),
        node.path("status").asText(),
        node.path("scope").asText(""),
        texts(node.path("key")),
        texts(node.path("mergeKey")),
        pageSize.isInt() ? pageSize.asInt() : null,
        node.path("select").asText(""),
        texts(node.path("supportedFilters")),
        List.copyOf(parameters),
        node.path("cursor").asText(null),
        node.has("mandatoryFilter"),
        node.path("returns").asText("").equals("scalar"),
        List.copyOf(properties));
  }

  private static Endpoint endpoint(JsonNode node) {
    String id = node.path("id").asText();
    int entityType =
        UNANNOUNCED_DELETIONS.contains(id) ? 0 : node.path("deletions").path("entityType").asInt(0);
    return new Endpoint(
        id,
        node.path("table").asText(),
        node.path("primaryUri").asText(),
        texts(node.path("uris")),
        texts(node.path("mergeKey")),
        entityType);
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(element -> texts.add(element.asText()));
    return List.copyOf(texts);
  }
}
