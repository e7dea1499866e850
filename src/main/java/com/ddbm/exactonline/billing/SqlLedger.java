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
    // A MERGE locks the table, so that of two that open the same row the second finds it there; an
    // INSERT that looks first would not (Snowflake's documentation of transactions).
    List<SqlRow> written =
        sql.query(
            "MERGE INTO state.charges AS charges USING (SELECT ? AS run_id) AS ended"
                + " ON charges.run_id = ended.run_id WHEN NOT MATCHED THEN INSERT (run_id,"
                + " connection, configuration, base_usd, rows_charged, rows_usd, status, created_at)"
                + " VALUES (ended.run_id, ?, ?, ?, ?, ?, ?, "
                + toMoment("?")
                + ")",
            runId,
            connection,
            configuration,
            charge.baseUsd(),
            charge.rowsCharged(),
            charge.rowsUsd(),
            status.name(),
            SqlText.moment(now));
    return written.get(0).number(0) == 1;
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
