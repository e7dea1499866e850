package com.ddbm.exactonline.local.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.snowflake.snowpark_java.types.Variant;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * SQL values to Java's and back, by Snowflake's table of types. A value travels as text: JSON for
 * semi-structured types, hex for BINARY.
 */
final class Values {
  private Values() {}

  /**
   * A value as a method's parameter wants it.
   *
   * @param argument {@code {"type": SQL type, "value": text or null}}
   * @throws IllegalArgumentException when the parameter cannot take it
   */
  static Object argument(JsonNode argument, Type wanted) {
    Class<?> type =
        wanted instanceof ParameterizedType parameterized
            ? (Class<?>) parameterized.getRawType()
            : (Class<?>) wanted;
    String sqlType = argument.path("type").asText();
    if (!argument.hasNonNull("value")) {
      if (type.isPrimitive()) {
        throw new IllegalArgumentException("A parameter of type " + type + " cannot take NULL.");
      }
      return null;
    }
    String text = argument.get("value").asText();
    if (type == String.class) {
      return text;
    } else if (type == long.class || type == Long.class) {
      return new BigDecimal(text).longValueExact();
    } else if (type == int.class || type == Integer.class) {
      return new BigDecimal(text).intValueExact();
    } else if (type == short.class || type == Short.class) {
      return new BigDecimal(text).shortValueExact();
    } else if (type == BigDecimal.class) {
      return new BigDecimal(text);
    } else if (type == BigInteger.class) {
      return new BigDecimal(text).toBigIntegerExact();
    } else if (type == double.class || type == Double.class) {
      return Double.valueOf(text);
    } else if (type == float.class || type == Float.class) {
      return Float.valueOf(text);
    } else if (type == boolean.class || type == Boolean.class) {
      return Boolean.valueOf(text);
    } else if (type == Date.class) {
      return Date.valueOf(text);
    } else if (type == Time.class) {
      return Time.valueOf(text);
    } else if (type == Timestamp.class) {
      return Timestamp.valueOf(text.replace('T', ' '));
    } else if (type == byte[].class) {
      return HexFormat.of().parseHex(text);
    } else if (type == Variant.class) {
      return new Variant(text);
    } else if (type == String[].class) {
      return texts(tree(text));
    } else if (Map.class.isAssignableFrom(type)) {
      return map(tree(text), wanted);
    }
    throw new IllegalArgumentException(
        "A parameter of type " + type.getName() + " cannot take " + sqlType + ".");
  }

  /** A handler's result as text, null for NULL. */
  static String result(Object value) {
    if (value == null) {
      return null;
    } else if (value instanceof Variant variant) {
      return variant.asJsonString();
    } else if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    } else if (value instanceof byte[] bytes) {
      return HexFormat.of().withUpperCase().formatHex(bytes);
    } else if (value instanceof Map || value instanceof String[] || value instanceof Variant[]) {
      return json(
          value instanceof Variant[] variants ? new Variant(variants).asJsonNode() : plain(value));
    }
    return value.toString();
  }

  private static Object plain(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (key, element) ->
            copy.put(
                key.toString(),
                element instanceof Variant variant ? variant.asJsonNode() : element));
    return copy;
  }

  private static String[] texts(JsonNode array) {
    String[] texts = new String[array.size()];
    for (int index = 0; index < texts.length; index++) {
      texts[index] = text(array.get(index));
    }
    return texts;
  }

  private static Map<String, Object> map(JsonNode object, Type wanted) {
    boolean variants =
        wanted instanceof ParameterizedType parameterized
            && parameterized.getActualTypeArguments()[1] == Variant.class;
    Map<String, Object> map = new LinkedHashMap<>();
    object
        .fields()
        .forEachRemaining(
            field ->
                map.put(
                    field.getKey(),
                    variants ? new Variant(field.getValue().toString()) : text(field.getValue())));
    return map;
  }

  private static String text(JsonNode node) {
    return node.isNull() ? null : node.isValueNode() ? node.asText() : node.toString();
  }

  private static JsonNode tree(String json) {
    try {
      return Channel.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(Object value) {
    try {
      return Channel.JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
