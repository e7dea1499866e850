package com.ddbm.exactonline.simulator.data;

import com.ddbm.exactonline.simulator.catalogue.Property;
import java.nio.charset.StandardCharsets;

/** Makes the value of one property from a row's position. */
public abstract class Column {
  private final Property property;
  private final byte[] jsonName;
  private final byte[] truthName;
  final long salt;

  /** A column for a property. */
  protected Column(Property property) {
    this.property = property;
    this.salt = Mix.text(property.name());
    this.jsonName = (", \"" + property.name() + "\": ").getBytes(StandardCharsets.US_ASCII);
    this.truthName = (",\"" + property.name() + "\":").getBytes(StandardCharsets.US_ASCII);
  }

  /** The property. */
  public final Property property() {
    return property;
  }

  /** The comma and the name, as answers have them. */
  public final byte[] jsonName() {
    return jsonName;
  }

  /** The comma and the name without spaces. */
  public final byte[] truthName() {
    return truthName;
  }

  /** Gives the value of this property in a row. */
  public abstract void write(Row row, ValueSink sink);

  /**
   * The row's random number for this property; about a quarter of the properties change with each
   * version.
   */
  final long bits(Row row) {
    long bits = Mix.mix(row.seed ^ salt);
    return row.version == 0 ? bits : changed(row, bits, false);
  }

  /** The same for properties that change with every version. */
  final long restlessBits(Row row) {
    long bits = Mix.mix(row.seed ^ salt);
    return row.version == 0 ? bits : changed(row, bits, true);
  }

  /** The random number of properties that belong to the document and never change. */
  final long documentBits(Row row) {
    return Mix.mix(row.documentSeed ^ salt);
  }

  private long changed(Row row, long bits, boolean always) {
    for (int version = row.version; version > 0; version--) {
      long versionBits = Mix.mix(bits, version);
      if (always || (versionBits & 3) == 0) {
        return versionBits;
      }
    }
    return bits;
  }
}
