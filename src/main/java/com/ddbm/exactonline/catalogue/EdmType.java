package com.ddbm.exactonline.catalogue;

/**
 * The OData types of Exact Online's properties that become a column (design, section 4.4).
 *
 * <p>Collections and complex types are not selected and have no member here.
 */
public enum EdmType {
  STRING,
  GUID,
  INT64,
  INT32,
  INT16,
  BYTE,
  DOUBLE,
  DECIMAL,
  BOOLEAN,
  DATE_TIME,
  BINARY
}
