package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.state.SyncJournalContract;
import com.ddbm.exactonline.sync.Tables;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.Target.Staging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class InMemorySyncJournalTest extends SyncJournalContract {

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final DeletionLog log = new DeletionLog();
  private final InMemoryTarget target = new InMemoryTarget(database, log);
  private final InMemorySyncJournal journal = new InMemorySyncJournal(database, log, target);

  InMemorySyncJournalTest() {
    journal.addConnection(
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
            Optional.empty()));
    journal.addConfiguration(configuration("a"));
    journal.addConfiguration(configuration("b"));
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
    journal.enqueue(run);
  }

  @Override
  protected void requestCancel(String runId) {
    journal.requestCancel(runId);
  }

  @Override
  protected RunRow run(String runId) {
    InMemoryRun run = journal.run(runId);
    return new RunRow(
        run.status(),
        run.record().startedAt(),
        run.record().endedAt(),
        run.record().waitingUntil(),
        run.errorCode(),
        run.totals().inserted(),
        run.totals().succeeded());
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
