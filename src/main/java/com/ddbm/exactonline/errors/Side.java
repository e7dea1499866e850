package com.ddbm.exactonline.errors;

/** Whose side an error is on, so that a user knows where to look. */
public enum Side {
  SETTINGS("your settings"),
  EXACT_ONLINE("Exact Online"),
  SNOWFLAKE("Snowflake"),
  CONNECTOR("us");

  private final String label;

  Side(String label) {
    this.label = label;
  }

  /** The words used in pages and docs. */
  public String label() {
    return label;
  }
}
