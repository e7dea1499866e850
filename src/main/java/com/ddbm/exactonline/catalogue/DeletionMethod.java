package com.ddbm.exactonline.catalogue;

/** How deletions of an endpoint's rows become known (design, section 5.7). */
public enum DeletionMethod {
  /** Reported by sync/Deleted under a documented entity type. */
  DELETED_LOG("sync/Deleted"),
  /** Not reported: all keys are fetched and compared. */
  RECONCILE_KEYS("key reconciliation"),
  /** Every fetch is complete: what is gone from it is deleted. */
  COMPLETE_FETCH("complete fetch"),
  /** A log: its rows never go. */
  NONE("never deleted");

  private final String label;

  DeletionMethod(String label) {
    this.label = label;
  }

  /** The words used in views and pages. */
  public String label() {
    return label;
  }
}
