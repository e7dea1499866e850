package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.exact.UnreadableAnswer.Reason;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a row fits no column, gathered into one JSON object text that Snowflake can parse: no
 * name twice, no number it cannot hold, no half surrogate pairs. Names are in order, whichever
 * order they came in: it has no meaning in JSON, and a row that says the same has not changed.
 */
final class ExtraProperties {

  /** A VARIANT holds 16 MB. */
  private static final int LONGEST = 15 << 20;

  /** Longer numbers lose digits in a VARIANT, so they are kept as text. */
  private static final int LONGEST_NUMBER = 38;

  /** Names in one object, which are kept to see that none comes twice. */
  private static final int MOST_NAMES = 100_000;

  /** What an entry takes beside its text. */
  private static final int ENTRY = 64;

  private static final JsonFactory FACTORY = new JsonFactory();
  private long size;
  private final Map<String, String> values = new TreeMap<>();

  /** Forgets the last row. */
  void clear() {
    values.clear();
    size = 0;
  }

  /** A property that came again with a value that fits. */
  void remove(String property) {
    if (!values.isEmpty()) {
      values.remove(property);
    }
  }

  /** The original text of a value that does not fit its column. */
  void text(String property, String text) throws IOException {
    StringWriter value = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(value)) {
      json.writeString(Utf8.wellFormed(text));
    }
    put(property, value.toString());
  }

  /** A row of a million properties is no row: memory ends before the document does. */
  private void put(String property, String value) throws UnreadableAnswer {
    size += ENTRY + property.length() + value.length();
    if (size > LONGEST) {
      throw tooLarge();
    }
    values.put(property, value);
  }

  /** The value the parser stands on, whatever it is; a collection that was not expanded is none. */
  void copy(String property, JsonParser parser) throws IOException {
    StringWriter value = new ShortWriter();
    boolean deferred;
    JsonGenerator json = FACTORY.createGenerator(value);
    try {
      deferred = !copyValue(parser, json);
      json.close();
    } catch (UncheckedIOException large) {
      throw large.getCause(); // the writer's own
    }
    if (!deferred) {
      put(property, value.toString());
    }
  }

  /** The object, or null when there is nothing to say. */
  String toJson() throws IOException {
    if (values.isEmpty()) {
      return null;
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(values, json);
    }
    if (Utf8.length(text.toString()) > LONGEST) {
      throw tooLarge();
    }
    return text.toString();
  }

  /** False when it was the placeholder of a collection that was not expanded. */
  private static boolean copyValue(JsonParser parser, JsonGenerator json) throws IOException {
    JsonToken token = parser.currentToken();
    switch (token) {
      case START_OBJECT -> {
        return copyObject(parser, json);
      }
      case START_ARRAY -> {
        json.writeStartArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (!copyValue(parser, json)) {
            json.writeNull();
          }
        }
        json.writeEndArray();
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> copyNumber(parser.getText(), json);
      case VALUE_TRUE -> json.writeBoolean(true);
      case VALUE_FALSE -> json.writeBoolean(false);
      case VALUE_NULL -> json.writeNull();
      default -> json.writeString(Utf8.wellFormed(parser.getText()));
    }
    return true;
  }

  private static boolean copyObject(JsonParser parser, JsonGenerator json) throws IOException {
    Map<String, String> fields = new TreeMap<>();
    boolean first = true;
    long length = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("__deferred") && first) {
        parser.skipChildren();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          parser.nextToken();
          parser.skipChildren();
        }
        return false;
      }
      first = false;
      if (name.equals("__metadata") || fields.containsKey(name)) {
        parser.skipChildren();
        continue;
      }
      String value = copied(parser);
      length += ENTRY + name.length() + value.length();
      if (length > LONGEST || fields.size() == MOST_NAMES) {
        throw tooLarge();
      }
      fields.put(name, value);
    }
    write(fields, json);
    return true;
  }

  private static String copied(JsonParser parser) throws IOException {
    StringWriter value = new ShortWriter();
    boolean present;
    try (JsonGenerator json = FACTORY.createGenerator(value)) {
      present = copyValue(parser, json);
    }
    return present ? value.toString() : "null";
  }

  private static void write(Map<String, String> fields, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> entry : fields.entrySet()) {
      json.writeFieldName(Utf8.wellFormed(entry.getKey()));
      json.writeRawValue(entry.getValue());
    }
    json.writeEndObject();
  }

  private static void copyNumber(String text, JsonGenerator json) throws IOException {
    boolean plain =
        text.length() <= LONGEST_NUMBER && text.indexOf('e') < 0 && text.indexOf('E') < 0;
    if (plain) {
      json.writeNumber(text);
    } else {
      json.writeString(text);
    }
  }

  /** Stops what is copied before it fills memory. */
  private static final class ShortWriter extends StringWriter {

    @Override
    public void write(char[] letters, int from, int length) {
      if (getBuffer().length() + length > LONGEST) {
        throw new UncheckedIOException(tooLarge());
      }
      super.write(letters, from, length);
    }

    @Override
    public void write(String text, int from, int length) {
      if (getBuffer().length() + length > LONGEST) {
        throw new UncheckedIOException(tooLarge());
      }
      super.write(text, from, length);
    }
  }

  private static UnreadableAnswer tooLarge() {
    return new UnreadableAnswer(
        Reason.TOO_LARGE, "a row carries more than 15 MB that fit no column");
  }
}
