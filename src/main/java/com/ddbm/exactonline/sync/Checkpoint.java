package com.ddbm.exactonline.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A position inside an unfinished chain, as kept in the cursor record. It never serves as cursor.
 *
 * @param runId the run that wrote it
 * @param keysOwner under whose name keys of this chain are remembered
 * @param keysPhase whether the chain of keys is under way, and not that of rows
 * @param link the next link as received
 * @param whole whether the chain fetches everything
 * @param rememberKeys whether keys of its rows are remembered
 * @param startedAt when the chain began
 * @param columns mark of the catalogue's columns the chain was begun with
 * @param movedAt the division's move date the chain was begun under, or empty text
 * @param refused columns that the chain does without: its next links do not ask for them
 */
record Checkpoint(
    String runId,
    String keysOwner,
    boolean keysPhase,
    String link,
    ChainPosition position,
    boolean whole,
    boolean rememberKeys,
    Instant startedAt,
    String columns,
    String movedAt,
    Set<String> refused) {

  private static final ObjectMapper JSON = new ObjectMapper();

  String text() {
    ObjectNode node = JSON.createObjectNode();
    node.put("run", runId);
    node.put("keys_owner", keysOwner);
    node.put("phase", keysPhase ? "keys" : "rows");
    node.put("link", link);
    node.put("from", position.from());
    node.put("first_highest", position.firstHighest());
    node.put("highest", position.highest());
    node.put("last", position.last());
    node.put("ascending", position.ascending());
    node.put("rows", position.rows());
    node.put("pages", position.pages());
    node.put("whole", whole);
    node.put("remember_keys", rememberKeys);
    node.put("started_at", startedAt.toString());
    node.put("columns", columns);
    node.put("moved_at", movedAt);
    ArrayNode left = node.putArray("refused");
    refused.stream().sorted().forEach(left::add);
    return node.toString();
  }

  /** Reads a checkpoint; one that cannot be read counts as none: its chain begins anew. */
  static Optional<Checkpoint> read(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (!node.path("link").isTextual() || !node.path("started_at").isTextual()) {
        return Optional.empty();
      }
      return Optional.of(
          new Checkpoint(
              node.path("run").asText(),
              node.path("keys_owner").asText(),
              node.path("phase").asText().equals("keys"),
              node.path("link").asText(),
              new ChainPosition(
                  textOrNull(node, "from"),
                  textOrNull(node, "first_highest"),
                  textOrNull(node, "highest"),
                  textOrNull(node, "last"),
                  node.path("ascending").asBoolean(),
                  node.path("rows").asLong(),
                  node.path("pages").asLong()),
              node.path("whole").asBoolean(),
              node.path("remember_keys").asBoolean(),
              Instant.parse(node.path("started_at").asText()),
              node.path("columns").asText(),
              node.path("moved_at").asText(),
              texts(node.path("refused"))));
    } catch (JsonProcessingException | java.time.DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new LinkedHashSet<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static String textOrNull(JsonNode node, String name) {
    return node.path(name).isTextual() ? node.path(name).asText() : null;
  }
}
