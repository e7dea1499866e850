package com.ddbm.exactonline.billing;

import static com.ddbm.exactonline.warehouse.SqlText.toMoment;

import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The ledger in {@code state.charges}. */
public final class SqlLedger implements Ledger {

  private static final int LONGEST_ANSWER = 1000;

  private final SqlSession sql;

  public SqlLedger(SqlSession sql) {
    this.sql = sql;
  }

  @Override
  public boolean open(
      String runId,
      String connection,
      String configuration,
      Charge charge,
      Status status,
      Instant now) {
    List<SqlRow> there = sql.query("SELECT 1 FROM state.charges WHERE run_id = ?", runId);
    if (!there.isEmpty()) {
      return false;
    }
    sql.execute(
        "INSERT INTO state.charges (run_id, connection, configuration, base_usd, rows_charged,"
            + " rows_usd, status, created_at) SELECT ?, ?, ?, ?, ?, ?, ?, "
            + toMoment("?")
            + " WHERE NOT EXISTS (SELECT 1 FROM state.charges WHERE run_id = ?)",
        runId,
        connection,
        configuration,
        charge.baseUsd(),
        charge.rowsCharged(),
        charge.rowsUsd(),
        status.name(),
        SqlText.moment(now),
        runId);
    return true;
  }

  @Override
  public void close(String runId, Status status, String answer, Optional<Instant> chargedAt) {
    sql.execute(
        "UPDATE state.charges SET status = ?, answer = ?, charged_at = "
            + toMoment("?")
            + " WHERE run_id = ?",
        status.name(),
        answer.substring(0, Math.min(answer.length(), LONGEST_ANSWER)),
        chargedAt.map(SqlText::moment).orElse(null),
        runId);
  }
}
