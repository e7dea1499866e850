package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.warehouse.SqlText.toEpochMillis;
import static com.ddbm.exactonline.warehouse.SqlText.toMoment;

import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Leases on configurations in {@code state.leases}. Every change is one UPDATE that names what it
 * expects, and the count of rows it hit says whether that was so: Snowflake lets a second writer of
 * the table wait for the first, and then see what it left.
 */
final class Lease {

  private static final String HELD =
      " WHERE configuration = ? AND run_id = ? AND holder = ? AND generation = ?";

  private final SqlSession sql;

  Lease(SqlSession sql) {
    this.sql = sql;
  }

  /** The generation of a lease that may be taken; empty when it is held or there is none. */
  OptionalLong free(String configuration, Instant now) {
    List<SqlRow> rows =
        sql.query(
            "SELECT generation, holder, "
                + toEpochMillis("expires_at")
                + " FROM state.leases WHERE configuration = ?",
            configuration);
    if (rows.isEmpty()) {
      return OptionalLong.empty();
    }
    SqlRow row = rows.get(0);
    boolean held = row.value(1) != null && row.number(2) > now.toEpochMilli();
    return held ? OptionalLong.empty() : OptionalLong.of(row.number(0));
  }

  /** Takes a lease that had this generation a moment ago. False when somebody else was faster. */
  boolean take(String configuration, String runId, String holder, long generation, Instant now) {
    return hit(
        "UPDATE state.leases SET run_id = ?, holder = ?, generation = generation + 1, expires_at = "
            + toMoment("?")
            + " WHERE configuration = ? AND generation = ?"
            + " AND (holder IS NULL OR expires_at <= "
            + toMoment("?")
            + ")",
        runId,
        holder,
        SqlText.moment(now.plus(SyncJournal.LEASE)),
        configuration,
        generation,
        SqlText.moment(now));
  }

  /** Extends the lease, and thereby locks its row in a transaction. False when it was lost. */
  boolean extend(Claim claim, Instant now) {
    return hit(
        "UPDATE state.leases SET expires_at = " + toMoment("?") + HELD,
        SqlText.moment(now.plus(SyncJournal.LEASE)),
        claim.run().configuration(),
        claim.run().runId(),
        claim.holder(),
        claim.generation());
  }

  /** Gives the lease back. False when it was lost. */
  boolean release(Claim claim) {
    return hit(
        "UPDATE state.leases SET run_id = NULL, holder = NULL, expires_at = NULL" + HELD,
        claim.run().configuration(),
        claim.run().runId(),
        claim.holder(),
        claim.generation());
  }

  private boolean hit(String update, Object... binds) {
    // The first column of an UPDATE's result is the number of rows updated.
    return sql.query(update, binds).get(0).number(0) > 0;
  }
}
