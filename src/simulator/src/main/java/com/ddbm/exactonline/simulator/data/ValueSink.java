package com.ddbm.exactonline.simulator.data;

import java.math.BigDecimal;

/**
 * Takes the value of one property; each way of showing rows (JSON, Atom, truth, filters) is one
 * sink.
 */
public interface ValueSink {
  /** No value. */
  void nothing();

  /** A text. */
  void text(Text text);

  /** A text followed by a number. */
  void text(Text prefix, long number);

  /** A number as text, filled with spaces on the left, as Exact's codes are. */
  void padded(long number, int width);

  /** A text that was not prepared. */
  void text(String text);

  /** A whole number of up to 32 bits. */
  void integer(long value);

  /** A whole number of 64 bits, which Exact writes as text. */
  void int64(long value);

  /** A number with decimals. */
  void decimal(long unscaled, int scale);

  /** A number that is written as the given literal. */
  void decimal(BigDecimal value, Text literal);

  /** True or false. */
  void bool(boolean value);

  /** A wall-clock time in milliseconds since 1970 of the same clock. */
  void dateTime(long milliseconds);

  /** A key. */
  void guid(long high, long low);

  /** Bytes as base64. */
  void binary(Text base64);
}
