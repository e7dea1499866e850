package com.ddbm.exactonline.simulator.data;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Writes values as the truth has them: all numbers as exact JSON numbers, dates readable. */
public final class TruthSink implements ValueSink {
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final Bytes target;

  /** Writes into these bytes. */
  public TruthSink(Bytes target) {
    this.target = target;
  }

  @Override
  public void nothing() {
    target.put(NULL);
  }

  @Override
  public void text(Text text) {
    target.put('"').put(text.json()).put('"');
  }

  @Override
  public void text(Text prefix, long number) {
    target.put('"').put(prefix.json()).number(number).put('"');
  }

  @Override
  public void padded(long number, int width) {
    target.put('"').put(Padding.before(number, width)).number(number).put('"');
  }

  @Override
  public void text(String text) {
    target.put('"').put(Text.escapeJson(text)).put('"');
  }

  @Override
  public void integer(long value) {
    target.number(value);
  }

  @Override
  public void int64(long value) {
    target.number(value);
  }

  @Override
  public void decimal(long unscaled, int scale) {
    target.decimal(unscaled, scale);
  }

  @Override
  public void decimal(BigDecimal value, Text literal) {
    target.put(value.toPlainString());
  }

  @Override
  public void bool(boolean value) {
    target.put(value ? "true" : "false");
  }

  @Override
  public void dateTime(long milliseconds) {
    target.put('"');
    WallClock.write(target, milliseconds);
    target.put('"');
  }

  @Override
  public void guid(long high, long low) {
    target.put('"').guid(high, low).put('"');
  }

  @Override
  public void binary(Text base64) {
    text(base64);
  }
}
