package com.ddbm.exactonline.simulator.data;

import java.nio.charset.StandardCharsets;

/** A text that is escaped once and written many times. */
public final class Text {
  private final String value;
  private final byte[] json;
  private byte[] xml;

  /** Prepares a text. */
  public Text(String value) {
    this.value = value;
    this.json = escapeJson(value).getBytes(StandardCharsets.UTF_8);
  }

  /** The text itself. */
  public String value() {
    return value;
  }

  byte[] json() {
    return json;
  }

  byte[] xml() {
    byte[] escaped = xml;
    if (escaped == null) {
      escaped = escapeXml(value).getBytes(StandardCharsets.UTF_8);
      xml = escaped;
    }
    return escaped;
  }

  /** Escapes the way Exact's server does: only what JSON demands. */
  public static String escapeJson(String value) {
    StringBuilder builder = new StringBuilder(value.length() + 8);
    for (int index = 0; index < value.length(); index++) {
      char character = value.charAt(index);
      switch (character) {
        case '"' -> builder.append("\\\"");
        case '\\' -> builder.append("\\\\");
        case '\r' -> builder.append("\\r");
        case '\n' -> builder.append("\\n");
        case '\t' -> builder.append("\\t");
        default -> {
          if (character < 0x20) {
            builder.append(String.format("\\u%04x", (int) character));
          } else {
            builder.append(character);
          }
        }
      }
    }
    return builder.toString();
  }

  /** Escapes for XML; control characters, which XML cannot hold, become a question mark. */
  public static String escapeXml(String value) {
    StringBuilder builder = new StringBuilder(value.length() + 8);
    for (int index = 0; index < value.length(); index++) {
      char character = value.charAt(index);
      switch (character) {
        case '<' -> builder.append("&lt;");
        case '>' -> builder.append("&gt;");
        case '&' -> builder.append("&amp;");
        case '"' -> builder.append("&quot;");
        case '\r' -> builder.append("&#xD;");
        default ->
            builder.append(
                character < 0x20 && character != '\n' && character != '\t' ? '?' : character);
      }
    }
    return builder.toString();
  }
}
