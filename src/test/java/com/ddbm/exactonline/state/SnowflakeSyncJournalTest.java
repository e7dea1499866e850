package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.warehouse.SqlText.toEpochMillis;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.local.LocalSnowflake;
import com.ddbm.exactonline.local.OnLocalSnowflake;
import com.ddbm.exactonline.sync.Tables;
import com.ddbm.exactonline.twins.CsvText;
import com.ddbm.exactonline.warehouse.SnowflakeTarget;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.Target.Staging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    connections.insert(
        new ConnectionRecord(
            "exact",
            "exact",
            "nl",
            "client",
            "https://example.com",
            20000,
            "CONNECTED",
            Optional.empty(),
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        START);
    configurations.insert(configuration("a"), START);
    configurations.insert(configuration("b"), START);
  }

  private static ConfigurationRecord configuration(String name) {
    return new ConfigurationRecord(
        name,
        name,
        "exact",
        "D",
        "S",
        true,
        List.of(),
        List.of(),
        false,
        Reconcile.DAILY,
        Optional.empty(),
        Map.of());
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
  protected Staging stagedDeletions(List<Deletion> deletions) {
    TableDefinition table =
        Tables.definition(configuration("a"), Catalogue.get().require("deleted"), false);
    Staging staging = target.openStaging(table, "run_1");
    List<String[]> records = new ArrayList<>();
    for (Deletion each : deletions) {
      String[] record = new String[table.columns().size() + 4];
      record[0] = Integer.toString(each.division());
      record[1] = "1";
      for (int index = 0; index < table.columns().size(); index++) {
        record[index + 2] =
            switch (table.columns().get(index).name()) {
              case "ID" -> each.id();
              case "TIMESTAMP" -> Long.toString(each.timestamp());
              case "ENTITYTYPE" -> Integer.toString(each.type());
              case "ENTITYKEY" -> each.entityKey();
              default -> null;
            };
      }
      record[table.columns().size() + 2] = "hash";
      records.add(record);
    }
    target.stage(staging, "1.csv.gz", CsvText.write(records));
    target.copy(staging);
    return staging;
  }
}
