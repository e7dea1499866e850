package com.ddbm.exactonline.simulator.catalogue;

/** The types of Exact's OData model, as the catalogue names them. */
public enum EdmType {
  GUID("Edm.Guid"),
  STRING("Edm.String"),
  INT64("Edm.Int64"),
  INT32("Edm.Int32"),
  INT16("Edm.Int16"),
  BYTE("Edm.Byte"),
  DOUBLE("Edm.Double"),
  DECIMAL("Edm.Decimal"),
  BOOLEAN("Edm.Boolean"),
  DATE_TIME("Edm.DateTime"),
  BINARY("Edm.Binary"),
  COLLECTION("Collection"),
  COMPLEX("Complex");

  private final String edmName;

  EdmType(String edmName) {
    this.edmName = edmName;
  }

  /** The name used in the catalogue and in Atom's {@code m:type}. */
  public String edmName() {
    return edmName;
  }

  /** Whether values are whole numbers. */
  public boolean isInteger() {
    return this == INT64 || this == INT32 || this == INT16 || this == BYTE;
  }

  /**
   * Reads the catalogue's spelling, in which collections and complex types carry their element
   * type.
   */
  public static EdmType parse(String text) {
    for (EdmType type : values()) {
      if (type.edmName.equals(text)) {
        return type;
      }
    }
    if (text.startsWith("Collection(")) {
      return COLLECTION;
    }
    if (text.startsWith("Complex(")) {
      return COMPLEX;
    }
    throw new IllegalArgumentException("Unknown type in the catalogue: " + text);
  }
}
