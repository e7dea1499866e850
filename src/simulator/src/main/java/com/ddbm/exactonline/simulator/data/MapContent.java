package com.ddbm.exactonline.simulator.data;

import com.ddbm.exactonline.simulator.data.ObjectSink.Key;
import com.ddbm.exactonline.simulator.data.ObjectSink.Moment;
import java.util.Map;

/**
 * A row given as a map: whole numbers as Integer or Long (64 bits), times as Moment, keys as Key,
 * null for nothing.
 */
public record MapContent(Map<String, Object> values) implements Content {
  @Override
  public boolean write(String property, ValueSink sink) {
    if (!values.containsKey(property)) {
      return false;
    }
    Object value = values.get(property);
    if (value == null) {
      sink.nothing();
    } else if (value instanceof Integer number) {
      sink.integer(number);
    } else if (value instanceof Long number) {
      sink.int64(number);
    } else if (value instanceof Boolean flag) {
      sink.bool(flag);
    } else if (value instanceof Moment moment) {
      sink.dateTime(moment.milliseconds());
    } else if (value instanceof Key key) {
      sink.guid(key.high(), key.low());
    } else {
      sink.text(value.toString());
    }
    return true;
  }
}
