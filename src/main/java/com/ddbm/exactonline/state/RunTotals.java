package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.warehouse.SqlText.toMoment;

/** The statement that ends a run, or lets it wait, with the totals of its steps. */
final class RunTotals {

  /**
   * Binds: status, end, waiting until, error code, error message, remedy, run, run. A sum over no
   * steps is one row too.
   */
  static final String SETTLE =
      "UPDATE state.runs SET status = ?, ended_at = "
          + toMoment("?")
          + ", waiting_until = "
          + toMoment("?")
          + ", error_code = ?, error_message = ?, remedy = ?,"
          + " rows_fetched = totals.rows_fetched, rows_inserted = totals.rows_inserted,"
          + " rows_updated = totals.rows_updated, rows_deleted = totals.rows_deleted,"
          + " rows_unchanged = totals.rows_unchanged, rows_not_charged = totals.rows_not_charged,"
          + " api_calls = totals.api_calls, steps_succeeded = totals.steps_succeeded,"
          + " steps_skipped = totals.steps_skipped, steps_failed = totals.steps_failed\n"
          + "FROM (SELECT COALESCE(SUM(rows_fetched), 0) AS rows_fetched,"
          + " COALESCE(SUM(rows_inserted), 0) AS rows_inserted,"
          + " COALESCE(SUM(rows_updated), 0) AS rows_updated,"
          + " COALESCE(SUM(rows_deleted), 0) AS rows_deleted,"
          + " COALESCE(SUM(rows_unchanged), 0) AS rows_unchanged,"
          + " COALESCE(SUM(rows_not_charged), 0) AS rows_not_charged,"
          + " COALESCE(SUM(api_calls), 0) AS api_calls,"
          + " COUNT_IF(status = 'SUCCEEDED') AS steps_succeeded,"
          + " COUNT_IF(status = 'SKIPPED') AS steps_skipped,"
          + " COUNT_IF(status = 'FAILED') AS steps_failed"
          + " FROM state.run_steps WHERE run_id = ?) AS totals\n"
          + "WHERE runs.run_id = ?";

  private RunTotals() {}
}
