package com.ddbm.exactonline.simulator.data;

import java.math.BigDecimal;

/** Keeps one value as an object that can be compared: for filters, ordering and links. */
public final class ObjectSink implements ValueSink {
  private Object value;

  /** The value last written: null, String, BigDecimal, Boolean, {@link Moment} or {@link Key}. */
  public Object value() {
    return value;
  }

  /** A wall-clock time. */
  public record Moment(long milliseconds) implements Comparable<Moment> {
    @Override
    public int compareTo(Moment other) {
      return Long.compare(milliseconds, other.milliseconds);
    }
  }

  /** A key. */
  public record Key(long high, long low) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int first = Long.compareUnsigned(high, other.high);
      return first != 0 ? first : Long.compareUnsigned(low, other.low);
    }
  }

  @Override
  public void nothing() {
    value = null;
  }

  @Override
  public void text(Text text) {
    value = text.value();
  }

  @Override
  public void text(Text prefix, long number) {
    value = prefix.value() + number;
  }

  @Override
  public void padded(long number, int width) {
    String digits = Long.toString(number);
    value = " ".repeat(Math.max(0, width - digits.length())) + digits;
  }

  @Override
  public void text(String text) {
    value = text;
  }

  @Override
  public void integer(long number) {
    value = BigDecimal.valueOf(number);
  }

  @Override
  public void int64(long number) {
    value = BigDecimal.valueOf(number);
  }

  @Override
  public void decimal(long unscaled, int scale) {
    value = BigDecimal.valueOf(unscaled, scale);
  }

  @Override
  public void decimal(BigDecimal number, Text literal) {
    value = number;
  }

  @Override
  public void bool(boolean flag) {
    value = flag;
  }

  @Override
  public void dateTime(long milliseconds) {
    value = new Moment(milliseconds);
  }

  @Override
  public void guid(long high, long low) {
    value = new Key(high, low);
  }

  @Override
  public void binary(Text base64) {
    value = base64.value();
  }
}
