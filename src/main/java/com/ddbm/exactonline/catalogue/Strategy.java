package com.ddbm.exactonline.catalogue;

/** How an endpoint is loaded (design, section 5). */
public enum Strategy {
  /** Only rows whose Timestamp (row version) is higher than the cursor. */
  ROW_VERSION("row version"),
  /** Only rows modified since the cursor less an overlap; deletions by reconciling keys. */
  MODIFIED("modified"),
  /**
   * The complete answer of a division is compared with the table; keys may be NULL or occur twice.
   */
  SNAPSHOT("snapshot"),
  /** Everything each time, merged on a documented key; what is gone is deleted. */
  FULL("full");

  private final String label;

  Strategy(String label) {
    this.label = label;
  }

  /** The words used in views and pages. */
  public String label() {
    return label;
  }
}
