package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.state.Reconcile;

/**
 * The least calls to Exact Online that loading an endpoint of a division takes: what the engine
 * makes when nothing goes wrong (docs/cost-model.md; the simulation compares calls with this
 * minimum).
 *
 * @param endpoint how it loads, and rows per page
 * @param reconcile how often its keys are compared where deletions are not reported
 */
record CostModel(Endpoint endpoint, Reconcile reconcile) {

  /** A rights check of the deletion log, on its first use in a division. */
  static final int CALLS_OF_FIRST_LOG_CHECK = 1;

  /** The list of divisions, at the beginning of each run. */
  static final int CALLS_OF_A_RUN = 1;

  /** Days in a month on which keys that are compared daily are compared. */
  private static final int DAYS = 30;

  /** Everything: its pages, and one call where there is nothing. */
  long firstLoad(long rows) {
    return endpoint.pages(rows);
  }

  /**
   * One refresh, without comparing keys.
   *
   * @param rows in the table
   * @param changed since the refresh before
   */
  long refresh(long rows, long changed) {
    return switch (endpoint.strategy()) {
      case ROW_VERSION, MODIFIED -> endpoint.pages(changed);
      case SNAPSHOT, FULL -> endpoint.pages(rows);
    };
  }

  /** One comparison of keys: they come in the pages of all rows. 0 where none is made. */
  long comparison(long rows) {
    boolean compared =
        endpoint.deletions() == DeletionMethod.RECONCILE_KEYS && reconcile != Reconcile.NEVER;
    return compared ? endpoint.pages(rows) : 0;
  }

  /** How many comparisons of keys a month of so many refreshes has. */
  long comparisons(long refreshes) {
    return switch (reconcile) {
      case NEVER -> 0;
      case EVERY_RUN -> refreshes;
      case DAILY -> Math.min(refreshes, DAYS);
    };
  }

  /** Whether its deletions come from the log that is fetched once for all endpoints. */
  boolean usesLog() {
    return endpoint.deletions() == DeletionMethod.DELETED_LOG;
  }

  /** The quotient, rounded up. */
  static long ceiling(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
