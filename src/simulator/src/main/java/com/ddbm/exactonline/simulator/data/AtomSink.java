package com.ddbm.exactonline.simulator.data;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Writes values as elements of Atom's {@code m:properties}. */
public final class AtomSink implements ValueSink {
  private final Bytes target;
  private String name;
  private String type;

  /** Writes into these bytes. */
  public AtomSink(Bytes target) {
    this.target = target;
  }

  /** Names the element of the next value. */
  public AtomSink property(String propertyName, String propertyType) {
    name = propertyName;
    type = propertyType;
    return this;
  }

  private void element(String escaped) {
    target.put("<d:").put(name);
    if (!type.equals("Edm.String")) {
      target.put(" m:type=\"").put(type).put("\"");
    }
    target.put(">").put(escaped).put("</d:").put(name).put(">\n");
  }

  @Override
  public void nothing() {
    target.put("<d:").put(name).put(" m:type=\"").put(type).put("\" m:null=\"true\" />\n");
  }

  @Override
  public void text(Text text) {
    element(new String(text.xml(), StandardCharsets.UTF_8));
  }

  @Override
  public void text(Text prefix, long number) {
    element(Text.escapeXml(prefix.value()) + number);
  }

  @Override
  public void padded(long number, int width) {
    element(String.format("%" + width + "d", number));
  }

  @Override
  public void text(String text) {
    element(Text.escapeXml(text));
  }

  @Override
  public void integer(long value) {
    element(Long.toString(value));
  }

  @Override
  public void int64(long value) {
    element(Long.toString(value));
  }

  @Override
  public void decimal(long unscaled, int scale) {
    element(BigDecimal.valueOf(unscaled, scale).stripTrailingZeros().toPlainString());
  }

  @Override
  public void decimal(BigDecimal value, Text literal) {
    element(literal.value());
  }

  @Override
  public void bool(boolean value) {
    element(Boolean.toString(value));
  }

  @Override
  public void dateTime(long milliseconds) {
    element(WallClock.text(milliseconds));
  }

  @Override
  public void guid(long high, long low) {
    element(Guids.text(high, low));
  }

  @Override
  public void binary(Text base64) {
    text(base64);
  }
}
