package com.ddbm.exactonline.benchmark;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.ExactClient;
import com.ddbm.exactonline.exact.LearnedCallBudget;
import com.ddbm.exactonline.exact.OkHttpTransport;
import com.ddbm.exactonline.exact.PlainTransport;
import com.ddbm.exactonline.exact.Site;
import com.ddbm.exactonline.exact.SystemClock;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.sync.ExactGateway;
import com.ddbm.exactonline.sync.RunOutcome;
import com.ddbm.exactonline.sync.Settlement;
import com.ddbm.exactonline.sync.SyncEngine;
import com.ddbm.exactonline.sync.SyncPorts;
import com.ddbm.exactonline.sync.SyncSettings;
import com.ddbm.exactonline.sync.ThreadWorkers;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The classes that ship (client, engine, hashing, batches, deletions) with three others in place of
 * Snowflake: tables and the log of deletions in DuckDB, cursors in a file, a token that is given.
 */
final class ProductionEngine implements Main.Engine {

  private static final long MANY_CALLS = 500_000;

  /** Lives as long as the process, as the floor's does. */
  private final OkHttpTransport transport = PlainTransport.open();

  @Override
  public long run(Job job) throws Exception {
    Files.createDirectories(job.state());
    Clock clock = new SystemClock();
    SyncSettings settings = SyncSettings.defaults();
    ExecutorService pool = Executors.newFixedThreadPool(settings.divisionsAtOnce());
    try (DuckDb duck = new DuckDb(job.database(), job.memory())) {
      FileJournal journal = new FileJournal(job, duck);
      ExactGateway gateway =
          (connection, usage, tokens) -> {
            LearnedCallBudget budget = new LearnedCallBudget(MANY_CALLS, List.of());
            return new ExactGateway.Session(
                new ExactClient(
                    connection.name(),
                    Site.of("nl").orElseThrow(),
                    new Redirected(transport, job.url()),
                    tokens,
                    budget,
                    clock),
                budget);
          };
      TokenStore given =
          (connection, rejected) ->
              new TokenStore.AccessToken(
                  job.token(),
                  1,
                  Instant.now().plus(Duration.ofMinutes(10)),
                  Instant.now().plus(Duration.ofMinutes(10)));
      SyncPorts ports =
          new SyncPorts(
              journal,
              new DuckTarget(duck, job.state()),
              given,
              gateway,
              Catalogue.get().endpoints(),
              Settlement.NONE,
              new ThreadWorkers(pool),
              clock,
              UUID.randomUUID().toString());
      List<RunOutcome> outcomes = new SyncEngine(ports, settings).work(FileJournal.CONFIGURATION);
      if (outcomes.size() != 1 || outcomes.get(0).status() != RunStatus.SUCCEEDED) {
        throw new IllegalStateException(outcomes + "\n" + journal.troubles());
      }
      journal.save();
      return journal.rowsFetched();
    } finally {
      pool.shutdownNow();
    }
  }
}
