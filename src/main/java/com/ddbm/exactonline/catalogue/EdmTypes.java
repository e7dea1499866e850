package com.ddbm.exactonline.catalogue;

import java.io.IOException;

/** The spelling of OData's types in the catalogue files. */
final class EdmTypes {

  private EdmTypes() {}

  /**
   * The type of that name, for example {@code Edm.Int64}.
   *
   * @throws IOException when it is not one that becomes a column
   */
  static EdmType parse(String name) throws IOException {
    return switch (name) {
      case "Edm.String" -> EdmType.STRING;
      case "Edm.Guid" -> EdmType.GUID;
      case "Edm.Int64" -> EdmType.INT64;
      case "Edm.Int32" -> EdmType.INT32;
      case "Edm.Int16" -> EdmType.INT16;
      case "Edm.Byte" -> EdmType.BYTE;
      case "Edm.Double" -> EdmType.DOUBLE;
      case "Edm.Decimal" -> EdmType.DECIMAL;
      case "Edm.Boolean" -> EdmType.BOOLEAN;
      case "Edm.DateTime" -> EdmType.DATE_TIME;
      case "Edm.Binary" -> EdmType.BINARY;
      default -> throw new IOException("Unknown type in the catalogue: " + name);
    };
  }
}
