package com.ddbm.exactonline.simulator.odata;

import com.ddbm.exactonline.simulator.data.Guids;
import com.ddbm.exactonline.simulator.data.ObjectSink.Key;
import com.ddbm.exactonline.simulator.data.ObjectSink.Moment;
import com.ddbm.exactonline.simulator.data.WallClock;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Splits filters, keys and skip tokens into their parts, OData v2's literals among them. */
final class Lexer {
  /** A name, an operator or a sign. */
  record Word(String text) {}

  /** A value. */
  record Literal(Object value) {}

  private final String text;
  private int position;

  private Lexer(String text) {
    this.text = text;
  }

  /** The parts: {@link Word}s and {@link Literal}s. */
  static List<Object> split(String text) {
    Lexer lexer = new Lexer(text);
    List<Object> parts = new ArrayList<>();
    Object part = lexer.next();
    while (part != null) {
      parts.add(part);
      part = lexer.next();
    }
    return parts;
  }

  private Object next() {
    while (position < text.length() && text.charAt(position) == ' ') {
      position++;
    }
    if (position == text.length()) {
      return null;
    }
    char character = text.charAt(position);
    if (character == '\'') {
      return new Literal(quoted());
    }
    if (Character.isDigit(character) || character == '-') {
      return number();
    }
    if (Character.isLetter(character) || character == '_') {
      return name();
    }
    position++;
    return new Word(String.valueOf(character));
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    position++;
    while (position < text.length()) {
      char character = text.charAt(position++);
      if (character != '\'') {
        value.append(character);
      } else if (position < text.length() && text.charAt(position) == '\'') {
        value.append('\'');
        position++;
      } else {
        return value.toString();
      }
    }
    throw new BadRequest(
        "Unterminated string literal at position " + text.length() + " in '" + text + "'.");
  }

  private Literal number() {
    int start = position++;
    while (position < text.length()
        && (Character.isLetterOrDigit(text.charAt(position))
            || text.charAt(position) == '.'
            || text.charAt(position) == '-'
                && (text.charAt(position - 1) == 'E' || text.charAt(position - 1) == 'e'))) {
      position++;
    }
    String literal = text.substring(start, position);
    char last = Character.toLowerCase(literal.charAt(literal.length() - 1));
    String digits =
        last == 'l' || last == 'm' || last == 'd' || last == 'f'
            ? literal.substring(0, literal.length() - 1)
            : literal;
    try {
      return new Literal(new BigDecimal(digits));
    } catch (NumberFormatException malformed) {
      throw new BadRequest("Unrecognized 'Edm.Int64' literal '" + literal + "' in '" + text + "'.");
    }
  }

  private Object name() {
    int start = position;
    while (position < text.length()
        && (Character.isLetterOrDigit(text.charAt(position)) || text.charAt(position) == '_')) {
      position++;
    }
    String name = text.substring(start, position);
    boolean prefix = position < text.length() && text.charAt(position) == '\'';
    if (prefix && name.equals("guid")) {
      String value = quoted();
      long[] halves = Guids.parse(value);
      if (halves == null) {
        throw new BadRequest(
            "Unrecognized 'Edm.Guid' literal 'guid'" + value + "'' in '" + text + "'.");
      }
      return new Literal(new Key(halves[0], halves[1]));
    }
    if (prefix && name.equals("datetime")) {
      String value = quoted();
      Long milliseconds = WallClock.parse(value);
      if (milliseconds == null) {
        throw new BadRequest(
            "Unrecognized 'Edm.DateTime' literal 'datetime'" + value + "'' in '" + text + "'.");
      }
      return new Literal(new Moment(milliseconds));
    }
    return switch (name) {
      case "true" -> new Literal(Boolean.TRUE);
      case "false" -> new Literal(Boolean.FALSE);
      case "null" -> new Literal(null);
      default -> new Word(name);
    };
  }
}
