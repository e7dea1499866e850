package com.ddbm.exactonline.simulator.data;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Writes values as Exact's verbose JSON has them: 64-bit numbers as text, dates as {@code
 * "/Date(ms)/"}.
 */
public class JsonSink implements ValueSink {
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATE_START = "\"/Date(".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATE_END = ")/\"".getBytes(StandardCharsets.US_ASCII);

  private final Bytes target;

  /** Writes into these bytes. */
  public JsonSink(Bytes target) {
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
    target.put('"').number(value).put('"');
  }

  @Override
  public void decimal(long unscaled, int scale) {
    target.decimal(unscaled, scale);
  }

  @Override
  public void decimal(BigDecimal value, Text literal) {
    target.put(literal.json());
  }

  @Override
  public void bool(boolean value) {
    target.put(value ? TRUE : FALSE);
  }

  @Override
  public void dateTime(long milliseconds) {
    target.put(DATE_START).number(milliseconds).put(DATE_END);
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
