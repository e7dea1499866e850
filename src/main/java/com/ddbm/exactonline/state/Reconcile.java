package com.ddbm.exactonline.state;

/** How often keys are reconciled in incremental runs. */
public enum Reconcile {
  DAILY,
  EVERY_RUN,
  NEVER;

  /** As users write it. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
