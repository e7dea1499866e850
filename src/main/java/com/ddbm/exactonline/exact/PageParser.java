package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.EdmType;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.UnreadableAnswer.Reason;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an answer of the OData service as a stream, row by row: {@code d} as an array, as an object
 * with results and next link, or as a single entity (facts, section 3).
 */
final class PageParser {

  private static final int LONGEST_LINK = 16_384;

  /** Far beyond any page of Exact's (functions answer without paging, but within 38 MB). */
  private static final int MOST_ROWS = 1_000_000;

  private static final int MOST_USUAL = 256;
  private static final int METADATA = -1;
  private static final int UNASKED = -2;

  private final int mostRows;
  private final List<Column> columns;
  private final Map<String, Integer> positions = new HashMap<>();

  /** Names and their positions as the row before had them: rows of a page are alike. */
  private final String[] usualNames = new String[MOST_USUAL];

  private final int[] usualPositions = new int[MOST_USUAL];
  private int turn;
  private final String[] values;
  private final ExtraProperties extra = new ExtraProperties();
  private int rows;
  private String nextLink;

  /**
   * @param selected names of the columns asked for; every other property counts as unasked
   */
  PageParser(Endpoint endpoint, Collection<String> selected) {
    this(endpoint, selected, MOST_ROWS);
  }

  /**
   * @param mostRows an answer of more is none
   */
  PageParser(Endpoint endpoint, Collection<String> selected, int mostRows) {
    this.mostRows = mostRows;
    columns = endpoint.columns();
    values = new String[columns.size()];
    for (int index = 0; index < columns.size(); index++) {
      if (selected.contains(columns.get(index).name())) {
        positions.put(columns.get(index).property(), index);
      }
    }
  }

  /**
   * What a page was.
   *
   * @param nextLink as received, null on the last page
   */
  record Result(int rows, String nextLink) {}

  /**
   * Reads the whole answer.
   *
   * @throws UnreadableAnswer when it is not what it should be; rows may have been delivered
   * @throws IOException when the connection breaks
   */
  Result parse(InputStream body, RowSink sink) throws IOException {
    rows = 0;
    nextLink = null;
    try (JsonParser parser = JsonAnswers.open(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("it is no JSON object");
      }
      boolean found = false;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("d") && !found) {
          found = true;
          readData(parser, sink);
        } else {
          parser.skipChildren();
        }
      }
      if (!found) {
        throw malformed("it has no member d");
      }
      return new Result(rows, nextLink);
    } catch (JsonEOFException exception) {
      throw new UnreadableAnswer(Reason.TRUNCATED, "the answer ends too early");
    } catch (StreamConstraintsException exception) {
      throw new UnreadableAnswer(Reason.TOO_LARGE, "a value is too long or nested too deep");
    } catch (JsonParseException | CharConversionException exception) {
      throw malformed("it is no valid JSON");
    }
  }

  private void readData(JsonParser parser, RowSink sink) throws IOException {
    switch (parser.currentToken()) {
      case START_ARRAY -> readRows(parser, sink);
      case START_OBJECT -> readEnvelope(parser, sink);
      default -> throw malformed("its member d is neither a list nor an object");
    }
  }

  /** An object: either results with a next link, or an entity, as its first property tells. */
  private void readEnvelope(JsonParser parser, RowSink sink) throws IOException {
    boolean envelope = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (!envelope && !isEnvelope(name)) {
        startRow();
        parser.nextToken();
        readProperty(name, parser);
        readRest(parser);
        finishRow(sink);
        return;
      }
      envelope = true;
      parser.nextToken();
      if (name.equals("results")) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
          throw malformed("its results are no list");
        }
        readRows(parser, sink);
      } else if (name.equals("__next")) {
        readNextLink(parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static boolean isEnvelope(String name) {
    return name.equals("results") || name.equals("__next") || name.equals("__count");
  }

  private void readNextLink(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      String link = parser.getText();
      if (link.length() > LONGEST_LINK) {
        throw new UnreadableAnswer(Reason.TOO_LARGE, "its next link is too long");
      }
      nextLink = link.isBlank() ? null : link;
    } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
      throw malformed("its next link is no text");
    }
  }

  private void readRows(JsonParser parser, RowSink sink) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw malformed("a row is no object");
      }
      startRow();
      readRest(parser);
      finishRow(sink);
    }
  }

  private void startRow() {
    Arrays.fill(values, null);
    extra.clear();
    turn = 0;
  }

  private void finishRow(RowSink sink) throws IOException {
    if (rows >= mostRows) {
      throw new UnreadableAnswer(Reason.TOO_LARGE, "it has more than " + mostRows + " rows");
    }
    sink.accept(values, extra.toJson());
    rows++;
  }

  /** The properties up to the end of the row. */
  private void readRest(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      readProperty(name, parser);
    }
  }

  private void readProperty(String name, JsonParser parser) throws IOException {
    int position = position(name);
    if (position == METADATA) {
      parser.skipChildren();
      return;
    }
    if (position == UNASKED) {
      extra.copy(name, parser);
      return;
    }
    values[position] = null;
    extra.remove(name);
    switch (parser.currentToken()) {
      case VALUE_NULL -> {}
      case START_OBJECT, START_ARRAY -> extra.copy(name, parser);
      default -> readValue(name, position, parser);
    }
  }

  /** Where a property belongs. The parser gives the same object for the same name. */
  @SuppressWarnings("ReferenceEquality")
  private int position(String name) {
    int now = turn++;
    if (now < MOST_USUAL && usualNames[now] == name) {
      return usualPositions[now];
    }
    int position = name.equals("__metadata") ? METADATA : positions.getOrDefault(name, UNASKED);
    if (now < MOST_USUAL) {
      usualNames[now] = name;
      usualPositions[now] = position;
    }
    return position;
  }

  private void readValue(String name, int position, JsonParser parser) throws IOException {
    EdmType type = columns.get(position).type();
    int length = parser.getTextLength();
    String value =
        ValueReader.read(type, parser.getTextCharacters(), parser.getTextOffset(), length);
    if (length > JsonAnswers.LONGEST_TEXT / 3
        && Utf8.length(parser.getText()) > JsonAnswers.LONGEST_TEXT) {
      throw new UnreadableAnswer(Reason.TOO_LARGE, "a text of " + name + " is longer than 16 MB");
    }
    if (value == null) {
      extra.text(name, parser.getText());
    } else {
      values[position] = value;
    }
  }

  private static UnreadableAnswer malformed(String what) {
    return new UnreadableAnswer(Reason.MALFORMED, what);
  }
}
