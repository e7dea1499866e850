package com.ddbm.exactonline.state;

/** What a run fetches. */
public enum SyncMode {
  /** What changed since the cursor. */
  INCREMENTAL,
  /** Everything, compared with the table. */
  FULL_REFRESH;

  /** As users write it: {@code incremental}, {@code full_refresh}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
