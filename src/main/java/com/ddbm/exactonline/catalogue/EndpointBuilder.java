package com.ddbm.exactonline.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Turns an entry of the catalogue files into an {@link Endpoint}: here are the rules. */
final class EndpointBuilder {

  /** Read functions have no fixed page size; callers still count in pages of this many rows. */
  private static final int DEFAULT_PAGE_SIZE = 60;

  private static final String DOCUMENTED = "documented";
  private final JsonNode supplement;

  EndpointBuilder(JsonNode supplement) {
    this.supplement = supplement;
  }

  /** Entity types that more than one endpoint of the product claims. */
  record SharedTypes(Set<Integer> types) {}

  static SharedTypes sharedTypes(Collection<JsonNode> productEndpoints) {
    Set<Integer> seen = new HashSet<>();
    Set<Integer> shared = new HashSet<>();
    for (JsonNode endpoint : productEndpoints) {
      JsonNode type = endpoint.path("deletions").path("entityType");
      if (type.isInt() && !seen.add(type.asInt())) {
        shared.add(type.asInt());
      }
    }
    return new SharedTypes(shared);
  }

  /** One of the 58: what endpoints.json says, with the properties of its collection. */
  Endpoint product(JsonNode chosen, JsonNode collection, SharedTypes shared) throws IOException {
    String uri = chosen.path("primaryUri").asText();
    List<Column> columns = columns(collection, chosen.path("mergeKey"));
    JsonNode deletions = chosen.path("deletions");
    Strategy strategy = productStrategy(chosen, columns);
    OptionalInt entityType = documentedType(deletions, shared);
    return new Endpoint(
        chosen.path("id").asText(),
        chosen.path("table").asText(),
        chosen.path("title").asText(),
        uri,
        chosen.path("primaryKind").asText(),
        strategy,
        columns,
        keyColumns(chosen.path("mergeKey"), columns),
        documentColumn(uri),
        deletionMethod(chosen.path("id").asText(), strategy, entityType),
        entityType,
        chosen.path("pageSize").asInt(DEFAULT_PAGE_SIZE),
        texts(chosen.path("scopes")),
        text(chosen.path("syncTimestamp").path("endPoint")),
        parameters(chosen.path("mandatoryParams")),
        iteration(chosen.path("iterate")),
        collection.path("doc").asText(),
        chosen.path("notes").asText(""));
  }

  /** Any other collection, by the same rules. */
  Endpoint collection(String uri, JsonNode collection) throws IOException {
    List<Column> columns = columns(collection, collection.path("mergeKey"));
    List<String> keys = keyColumns(collection.path("mergeKey"), columns);
    Strategy strategy = collectionStrategy(collection, columns, keys);
    JsonNode type = supplement.path("entityTypes").path(uri);
    OptionalInt entityType = type.isInt() ? OptionalInt.of(type.asInt()) : OptionalInt.empty();
    String id = CollectionNames.id(collection.path("kind").asText(), uri);
    return new Endpoint(
        id,
        id.toUpperCase(Locale.ROOT),
        CollectionNames.title(uri),
        uri,
        collection.path("kind").asText(),
        strategy,
        columns,
        keys,
        documentColumn(uri),
        deletionMethod(id, strategy, entityType),
        entityType,
        collection.path("pageSize").asInt(DEFAULT_PAGE_SIZE),
        text(collection.path("scope")).stream().toList(),
        text(supplement.path("syncTimestampNames").path(uri)),
        parameters(collection.path("mandatoryParams")),
        Optional.empty(),
        collection.path("doc").asText(),
        text(collection.path("mergeKeyNote")).orElse(""));
  }

  /** The entity type when Exact documents it and no second endpoint may share it. */
  private static OptionalInt documentedType(JsonNode deletions, SharedTypes shared) {
    JsonNode type = deletions.path("entityType");
    boolean certain = DOCUMENTED.equals(deletions.path("confidence").asText());
    return type.isInt() && certain && !shared.types().contains(type.asInt())
        ? OptionalInt.of(type.asInt())
        : OptionalInt.empty();
  }

  private static Strategy productStrategy(JsonNode chosen, List<Column> columns) {
    if ("sync".equals(chosen.path("primaryKind").asText()) && has(columns, Endpoint.TIMESTAMP)) {
      return Strategy.ROW_VERSION;
    }
    if ("Modified".equals(chosen.path("cursor").path("field").asText())) {
      return Strategy.MODIFIED;
    }
    return "snapshot replace".equals(chosen.path("deletions").path("method").asText())
        ? Strategy.SNAPSHOT
        : Strategy.FULL;
  }

  private static Strategy collectionStrategy(
      JsonNode collection, List<Column> columns, List<String> keys) {
    String kind = collection.path("kind").asText();
    if (kind.equals("sync") && has(columns, Endpoint.TIMESTAMP)) {
      return Strategy.ROW_VERSION;
    }
    if (kind.equals("read") || kind.equals("function") || keys.isEmpty()) {
      return Strategy.SNAPSHOT;
    }
    JsonNode filters = collection.path("supportedFilters");
    boolean filterable = filters.isMissingNode() || texts(filters).contains("Modified");
    return filterable && "Modified".equals(collection.path("cursor").asText())
        ? Strategy.MODIFIED
        : Strategy.FULL;
  }

  private static DeletionMethod deletionMethod(
      String id, Strategy strategy, OptionalInt entityType) {
    if (id.equals(Endpoint.DELETED)) {
      return DeletionMethod.NONE;
    }
    return switch (strategy) {
      case ROW_VERSION ->
          entityType.isPresent() ? DeletionMethod.DELETED_LOG : DeletionMethod.RECONCILE_KEYS;
      case MODIFIED -> DeletionMethod.RECONCILE_KEYS;
      case SNAPSHOT, FULL -> DeletionMethod.COMPLETE_FETCH;
    };
  }

  private Optional<String> documentColumn(String uri) {
    return text(supplement.path("documentColumns").path(uri)).map(EndpointBuilder::fold);
  }

  private static List<Column> columns(JsonNode collection, JsonNode mergeKey) throws IOException {
    Set<String> keys = new HashSet<>(texts(mergeKey));
    List<Column> columns = new ArrayList<>();
    for (JsonNode property : collection.path("properties")) {
      String type = property.path("type").asText();
      if (!type.startsWith("Edm.")) {
        continue; // collections and complex types are not selected
      }
      String name = property.path("name").asText();
      columns.add(
          new Column(
              name,
              fold(name),
              EdmTypes.parse(type),
              keys.contains(name),
              property.path("confidence").asText()));
    }
    return columns;
  }

  private static List<String> keyColumns(JsonNode mergeKey, List<Column> columns) {
    return texts(mergeKey).stream()
        .map(EndpointBuilder::fold)
        .filter(name -> has(columns, name))
        .toList();
  }

  private static boolean has(List<Column> columns, String name) {
    return columns.stream().anyMatch(column -> column.name().equals(name));
  }

  private static List<Parameter> parameters(JsonNode parameters) throws IOException {
    List<Parameter> found = new ArrayList<>();
    for (JsonNode parameter : parameters) {
      found.add(
          new Parameter(
              parameter.path("name").asText(), EdmTypes.parse(parameter.path("type").asText())));
    }
    return found;
  }

  private static Optional<Iteration> iteration(JsonNode iterate) {
    return iterate.isObject()
        ? Optional.of(
            new Iteration(
                iterate.path("optional").asText(),
                iterate.path("from").asText(),
                iterate.path("filter").asText()))
        : Optional.empty();
  }

  private static String fold(String property) {
    return property.toUpperCase(Locale.ROOT);
  }

  private static Optional<String> text(JsonNode node) {
    return node.isTextual() && !node.asText().equals("-")
        ? Optional.of(node.asText())
        : Optional.empty();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
