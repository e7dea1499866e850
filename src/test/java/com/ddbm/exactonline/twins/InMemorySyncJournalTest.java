package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.state.SyncJournalContract;
import com.ddbm.exactonline.warehouse.Target;

class InMemorySyncJournalTest extends SyncJournalContract {

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final DeletionLog log = new DeletionLog();
  private final InMemoryTarget target = new InMemoryTarget(database, log);
  private final InMemorySyncJournal journal = new InMemorySyncJournal(database, log, target);

  InMemorySyncJournalTest() {
    journal.addConnection(Records.connection("exact"));
    journal.addConfiguration(Records.configuration("a", "exact"));
    journal.addConfiguration(Records.configuration("b", "exact"));
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
  protected Target target() {
    return target;
  }
}
