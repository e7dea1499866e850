package com.ddbm.exactonline.simulator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes the part of an address after the question mark, and forms. */
public final class QueryText {
  private static final String UNESCAPED = "-_.~!*'(),$;@/=";

  private QueryText() {}

  /** The parameters in their order; of repeated ones the last. */
  public static Map<String, String> parse(String raw) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) {
      return parameters;
    }
    for (String part : raw.split("&")) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        parameters.put(decode(name), equals < 0 ? "" : decode(part.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }

  /** Escapes as Exact's next links do: commas and quotes stay, spaces become %20. */
  public static String escape(String text) {
    StringBuilder builder = new StringBuilder(text.length() + 16);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (octet & 0xFF);
      boolean plain =
          character >= 'a' && character <= 'z'
              || character >= 'A' && character <= 'Z'
              || character >= '0' && character <= '9'
              || UNESCAPED.indexOf(character) >= 0;
      if (plain) {
        builder.append(character);
      } else {
        builder
            .append('%')
            .append(Character.toUpperCase(Character.forDigit(character >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(character & 15, 16)));
      }
    }
    return builder.toString();
  }
}
