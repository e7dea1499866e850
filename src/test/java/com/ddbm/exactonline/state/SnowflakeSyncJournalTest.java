package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.warehouse.SqlText.toEpochMillis;

import com.ddbm.exactonline.local.LocalSnowflake;
import com.ddbm.exactonline.local.OnLocalSnowflake;
import com.ddbm.exactonline.twins.Records;
import com.ddbm.exactonline.warehouse.SnowflakeTarget;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.Target;

/** The journal's contract on real SQL. */
@OnLocalSnowflake
class SnowflakeSyncJournalTest extends SyncJournalContract {

  private final SqlSession sql = LocalSnowflake.running().emptied().sql();
  private final SnowflakeTarget target = new SnowflakeTarget(sql);
  private final ConfigurationRepository configurations = new SqlConfigurationRepository(sql);
  private final ConnectionRepository connections = new SqlConnectionRepository(sql);
  private final RunQueue queue = new SqlRunQueue(sql);
  private final SyncJournal journal =
      new SnowflakeSyncJournal(sql, configurations, connections, queue);

  SnowflakeSyncJournalTest() {
    connections.insert(Records.connection("exact"), START);
    configurations.insert(Records.configuration("a", "exact"), START);
    configurations.insert(Records.configuration("b", "exact"), START);
  }

  @Override
  protected SyncJournal journal() {
    return journal;
  }

  @Override
  protected void enqueue(RunRecord run) {
    queue.enqueue(run, "exact");
  }

  @Override
  protected void requestCancel(String runId) {
    queue.cancel(runId, START);
  }

  @Override
  protected RunRow run(String runId) {
    SqlRow row =
        sql.query(
                "SELECT status, "
                    + toEpochMillis("started_at")
                    + ", "
                    + toEpochMillis("ended_at")
                    + ", "
                    + toEpochMillis("waiting_until")
                    + ", error_code, rows_inserted, steps_succeeded FROM core.runs"
                    + " WHERE run_id = ?",
                runId)
            .get(0);
    return new RunRow(
        RunStatus.valueOf(row.text(0)),
        StoredMoments.read(row, 1),
        StoredMoments.read(row, 2),
        StoredMoments.read(row, 3),
        row.optionalText(4),
        row.number(5),
        row.number(6));
  }

  @Override
  protected Target target() {
    return target;
  }
}
