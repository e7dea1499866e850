package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.warehouse.SqlText.toMoment;

import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * How long state is kept (docs/limits.md). With hundreds of divisions nearly all steps of a nightly
 * run find nothing new: those are what grows, a step per endpoint and division a night, and nobody
 * reads them again. What a charge came from, what went wrong and what a run was in total stay for
 * as long as the installation.
 *
 * <p>The log of deletions stays too: it is small, and the table DELETED of a configuration that is
 * made next year begins with it.
 */
public final class Retention {

  /** Steps in which nothing happened, after the end of their run. */
  public static final Duration IDLE_STEPS = Duration.ofDays(90);

  /** Events and daily numbers of calls: a year, and time to compare it with the one before. */
  public static final Duration HISTORY = Duration.ofDays(400);

  /**
   * Nothing in the table changed and nothing went wrong. The newest complete run of each
   * configuration and mode keeps its steps whatever its age: the pages tell by it what the next one
   * will cost in calls.
   */
  private static final String STEPS =
      "DELETE FROM state.run_steps WHERE status IN ('SUCCEEDED', 'SKIPPED') AND error_code IS NULL"
          + " AND rows_inserted = 0 AND rows_updated = 0 AND rows_deleted = 0"
          + " AND run_id IN (SELECT run_id FROM state.runs WHERE ended_at < "
          + toMoment("?")
          + ") AND run_id NOT IN (SELECT run_id FROM state.runs"
          + " WHERE status IN ('SUCCEEDED', 'PARTIAL') QUALIFY ROW_NUMBER()"
          + " OVER (PARTITION BY configuration, mode ORDER BY ended_at DESC, run_id) = 1)";

  /**
   * Keys of a chain that nobody will go on with: its configuration was dropped, say. An unfinished
   * chain has a checkpoint that names the run under which its keys are remembered.
   */
  private static final String KEYS =
      "DELETE FROM state.seen_keys WHERE owner IN (SELECT run_id FROM state.runs WHERE ended_at < "
          + toMoment("?")
          + ") AND owner NOT IN (SELECT PARSE_JSON(checkpoint):keys_owner::VARCHAR"
          + " FROM state.cursors WHERE PARSE_JSON(checkpoint):keys_owner IS NOT NULL)";

  private static final String EVENTS =
      "DELETE FROM state.events WHERE happened_at < " + toMoment("?");

  private static final String CALLS = "DELETE FROM state.api_calls WHERE day < TO_DATE(?)";

  private final SqlSession sql;

  public Retention(SqlSession sql) {
    this.sql = sql;
  }

  /**
   * What was taken away.
   *
   * @param steps in which nothing happened
   * @param events of {@code core.events}
   * @param days rows of {@code core.api_calls}
   * @param keys left by chains that nobody goes on with
   */
  public record Removed(long steps, long events, long days, long keys) {}

  /** Takes away what is older than it is kept. Each statement stands for itself. */
  public Removed apply(Instant now) {
    String idle = SqlText.moment(now.minus(IDLE_STEPS));
    Instant history = now.minus(HISTORY);
    return new Removed(
        deleted(STEPS, idle),
        deleted(EVENTS, SqlText.moment(history)),
        deleted(CALLS, history.atOffset(ZoneOffset.UTC).toLocalDate().toString()),
        deleted(KEYS, idle));
  }

  private long deleted(String statement, String bind) {
    return sql.query(statement, bind).get(0).number(0);
  }
}
