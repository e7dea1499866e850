package com.ddbm.exactonline.simulator.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The JSON object of a control call. A key that nobody knows is an error, so that a typing error is
 * no silence.
 */
final class Body {
  /** A control call that cannot be done as it is. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  private final JsonNode node;

  private Body(JsonNode node) {
    this.node = node;
  }

  static Body read(ObjectMapper mapper, String text, String... known) {
    JsonNode node;
    try {
      node = mapper.readTree(text.isBlank() ? "{}" : text);
    } catch (JsonProcessingException malformed) {
      throw new Wrong("The body is no JSON: " + malformed.getOriginalMessage());
    }
    if (!node.isObject()) {
      throw new Wrong("The body must be a JSON object");
    }
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(Set.of(known));
    if (!unknown.isEmpty()) {
      throw new Wrong(
          "Unknown: " + String.join(", ", unknown) + ". Known: " + String.join(", ", known));
    }
    return new Body(node);
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  String text(String name, String otherwise) {
    return node.hasNonNull(name) ? node.get(name).asText() : otherwise;
  }

  int whole(String name, int otherwise) {
    if (!node.hasNonNull(name)) {
      return otherwise;
    }
    if (!node.get(name).canConvertToInt()) {
      throw new Wrong(name + " must be a whole number");
    }
    return node.get(name).asInt();
  }

  long big(String name, long otherwise) {
    return node.hasNonNull(name) ? node.get(name).asLong() : otherwise;
  }

  double number(String name, double otherwise) {
    return node.hasNonNull(name) ? node.get(name).asDouble() : otherwise;
  }

  boolean flag(String name, boolean otherwise) {
    return node.hasNonNull(name) ? node.get(name).asBoolean() : otherwise;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    JsonNode list = node.path(name);
    if (list.isTextual() || list.isNumber()) {
      texts.add(list.asText());
    }
    list.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
