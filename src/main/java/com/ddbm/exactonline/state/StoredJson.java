package com.ddbm.exactonline.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Lists and maps as they stand in VARIANT columns: bound as JSON text for PARSE_JSON, read by
 * TO_JSON. An empty list is NULL, which means "all".
 */
final class StoredJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StoredJson() {}

  static String ofTexts(List<String> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(array::add);
    return values.isEmpty() ? null : array.toString();
  }

  static String ofNumbers(List<Integer> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(array::add);
    return values.isEmpty() ? null : array.toString();
  }

  static String ofSteps(List<RunRecord.StepKey> steps) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (RunRecord.StepKey step : steps) {
      array.addObject().put("division", step.division()).put("endpoint", step.endpoint());
    }
    return steps.isEmpty() ? null : array.toString();
  }

  /** Values that are JSON texts themselves. */
  static String ofTextsByName(Map<String, String> values) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    values.forEach((name, text) -> object.set(name, parse(text)));
    return values.isEmpty() ? null : object.toString();
  }

  static List<String> texts(String json) {
    return list(json, JsonNode::asText);
  }

  static List<Integer> numbers(String json) {
    return list(json, JsonNode::asInt);
  }

  static List<RunRecord.StepKey> steps(String json) {
    return list(
        json,
        step ->
            new RunRecord.StepKey(step.path("division").asInt(), step.path("endpoint").asText()));
  }

  static Map<String, String> textsByName(String json) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (json != null) {
      parse(json)
          .fields()
          .forEachRemaining(each -> texts.put(each.getKey(), write(each.getValue())));
    }
    return texts;
  }

  private static <T> List<T> list(String json, Function<JsonNode, T> element) {
    List<T> values = new ArrayList<>();
    if (json != null) {
      parse(json).forEach(node -> values.add(element.apply(node)));
    }
    return List.copyOf(values);
  }

  private static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("a stored list is no JSON", broken);
    }
  }

  private static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", impossible);
    }
  }
}
