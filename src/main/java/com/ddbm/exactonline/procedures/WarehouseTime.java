package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.sync.SyncSettings;

/**
 * How long a run holds a warehouse: while it fetches, waits out minutes and loads
 * (docs/cost-model.md has the formula and what it was checked against). Waits of more than five
 * minutes, as those for a new day, hold none.
 */
public final class WarehouseTime {

  /** Calls a clock minute in a division (facts, section 5). */
  static final long CALLS_OF_A_MINUTE = 60;

  /** Divisions that are fetched side by side, as the engine ships. */
  static final long SIDE_BY_SIDE = SyncSettings.defaults().divisionsAtOnce();

  /** Beginning and end of a run: measured, a run that found nothing changed in ten divisions. */
  static final double SECONDS_OF_A_RUN = 1.5;

  /** Fetching and loading a row, two processors: measured, 200,000 rows of 74 columns in 16.5 s. */
  static final double SECONDS_OF_A_ROW = 75e-6;

  /** How long Exact Online takes to answer: assumed, since it is nowhere promised. */
  static final double SECONDS_OF_A_CALL = 0.25;

  private WarehouseTime() {}

  /**
   * Seconds, rounded up.
   *
   * @param calls of the run
   * @param busiest calls of the division with most of them
   * @param divisions how many divisions the run has
   * @param rows that are written
   */
  public static long seconds(long calls, long busiest, long divisions, long rows) {
    double answers = calls * SECONDS_OF_A_CALL / Math.max(1, Math.min(divisions, SIDE_BY_SIDE));
    // A minute's calls are made at once; then the division waits for the next minute.
    double minutes = 60.0 * Math.max(0, CostModel.ceiling(busiest, CALLS_OF_A_MINUTE) - 1);
    double work = Math.max(answers, minutes) + rows * SECONDS_OF_A_ROW;
    return (long) Math.ceil(SECONDS_OF_A_RUN + work);
  }
}
