package com.ddbm.exactonline.simulator.odata;

import com.ddbm.exactonline.simulator.data.Column;
import com.ddbm.exactonline.simulator.data.Guids;
import com.ddbm.exactonline.simulator.data.ObjectSink;
import com.ddbm.exactonline.simulator.data.ObjectSink.Key;
import com.ddbm.exactonline.simulator.data.ObjectSink.Moment;
import com.ddbm.exactonline.simulator.data.Row;
import com.ddbm.exactonline.simulator.data.WallClock;
import com.ddbm.exactonline.simulator.odata.Lexer.Literal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Values that say where a page ended, in the forms of OData's skip token: {@code 493115L}, {@code
 * guid'...'}.
 */
public final class Position {
  private Position() {}

  /** Reads a skip token or a key in parentheses. */
  public static List<Object> read(String token) {
    List<Object> values = new ArrayList<>();
    for (Object part : Lexer.split(token)) {
      if (part instanceof Literal literal) {
        values.add(literal.value());
      }
    }
    if (values.isEmpty()) {
      throw new BadRequest("Error in query syntax.");
    }
    return values;
  }

  /** The value of a column in a row. */
  public static Object value(Column column, Row row) {
    ObjectSink sink = new ObjectSink();
    column.write(row, sink);
    return sink.value();
  }

  /** Writes a value as a literal. */
  public static String write(Object value, boolean wide) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Key key) {
      return "guid'" + Guids.text(key.high(), key.low()) + "'";
    }
    if (value instanceof Moment moment) {
      String text = WallClock.text(moment.milliseconds());
      return "datetime'"
          + (text.endsWith(".000") ? text.substring(0, text.length() - 4) : text)
          + "'";
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString() + (wide ? "L" : "");
    }
    return value instanceof String text ? "'" + text.replace("'", "''") + "'" : value.toString();
  }
}
