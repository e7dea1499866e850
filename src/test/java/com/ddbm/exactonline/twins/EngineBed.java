package com.ddbm.exactonline.twins;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.sync.ExactGateway;
import com.ddbm.exactonline.sync.RunOutcome;
import com.ddbm.exactonline.sync.Settlement;
import com.ddbm.exactonline.sync.SyncEngine;
import com.ddbm.exactonline.sync.SyncPorts;
import com.ddbm.exactonline.sync.SyncSettings;
import com.ddbm.exactonline.sync.Tables;
import com.ddbm.exactonline.warehouse.TableName;
import com.ddbm.exactonline.warehouse.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The engine among its twins, with a configuration {@code books} of connection {@code exact}. */
public final class EngineBed {

  public static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

  public final ManualClock clock = new ManualClock(START);
  public final InMemoryDatabase database = new InMemoryDatabase();
  public final DeletionLog log = new DeletionLog();
  public final InMemoryTarget target = new InMemoryTarget(database, log);
  public final InMemorySyncJournal journal = new InMemorySyncJournal(database, log, target);
  public final InMemoryExactWorld world;
  public final FreeCalls budget = new FreeCalls();
  public final List<Settlement.Settled> settled = new ArrayList<>();
  public Settlement settlement = settled::add;
  public List<Endpoint> catalogue;
  public SyncSettings settings =
      new SyncSettings(
          4,
          200_000,
          Duration.ofMinutes(5),
          1 << 20,
          8 << 20,
          1,
          Duration.ofMinutes(50),
          Duration.ofMinutes(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(5));
  public TokenStore tokens =
      (connection, rejected) ->
          new TokenStore.AccessToken(
              "token", rejected + 1, clockNow().plusSeconds(570), clockNow().plusSeconds(600));
  public UnaryOperator<Target> aroundTarget = UnaryOperator.identity();
  public UnaryOperator<SyncJournal> aroundJournal = UnaryOperator.identity();
  public long seed = 1;
  private int holders;

  public EngineBed() {
    this(TestEndpoints.all());
  }

  public EngineBed(List<Endpoint> catalogue) {
    this.catalogue = catalogue;
    world = new InMemoryExactWorld(clock, catalogue);
    journal.addConnection(Records.connection("exact"));
    configure(Reconcile.DAILY, false, Optional.empty());
  }

  private Instant clockNow() {
    return clock.now();
  }

  /** Adds divisions with so many rows of each endpoint: row0, row1 and so on. */
  public void fill(int rows, int... divisions) {
    for (int division : divisions) {
      world.addDivision(division);
      for (Endpoint endpoint : catalogue) {
        if (!endpoint.id().equals(Endpoint.DELETED)) {
          for (int row = 0; row < rows; row++) {
            world.put(division, endpoint.id(), "row" + row, "text " + row);
          }
        }
      }
    }
  }

  /** Replaces the configuration. */
  public void configure(Reconcile reconcile, boolean marks, Optional<LocalDate> startDate) {
    configure(reconcile, marks, startDate, List.of());
  }

  public void configure(
      Reconcile reconcile, boolean marks, Optional<LocalDate> startDate, List<Integer> divisions) {
    journal.addConfiguration(
        new ConfigurationRecord(
            "books", "books", "exact", "D", "S", true, List.of(), divisions, marks, reconcile,
            startDate, Map.of()));
  }

  // ---- running

  public SyncEngine engine() {
    SimulatedWorkers workers = new SimulatedWorkers(clock, seed);
    return new SyncEngine(
        new SyncPorts(
            aroundJournal.apply(journal),
            aroundTarget.apply(target),
            tokens,
            (connection, usage, desk) -> new ExactGateway.Session(world, budget),
            catalogue,
            done -> settlement.settled(done),
            workers,
            clock,
            "holder-" + ++holders),
        settings);
  }

  public String enqueue(SyncMode mode) {
    return enqueue(mode, List.of(), List.of(), List.of(), false);
  }

  public String enqueue(
      SyncMode mode,
      List<String> endpoints,
      List<Integer> divisions,
      List<StepKey> onlySteps,
      boolean reload) {
    String runId =
        UUID.nameUUIDFromBytes(
                ("run" + journal.runs().size()).getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .toString();
    journal.enqueue(
        new RunRecord(
            runId,
            "books",
            "user",
            mode,
            endpoints,
            divisions,
            onlySteps,
            reload,
            RunStatus.QUEUED,
            clock.now(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false));
    return runId;
  }

  /** Works once. */
  public List<RunOutcome> work() {
    try {
      return engine().work("books");
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /** Runs to the end, through waiting and new executions. */
  public InMemoryRun finish(String runId) {
    for (int attempts = 0; attempts < 200; attempts++) {
      work();
      InMemoryRun run = journal.run(runId);
      if (run.status().ended()) {
        return run;
      }
      run.record().waitingUntil().ifPresent(clock::advanceTo);
      if (run.status() == RunStatus.RUNNING) {
        clock.advance(Duration.ofSeconds(91));
      }
    }
    throw new AssertionError("run " + runId + " does not end");
  }

  public InMemoryRun run(SyncMode mode) {
    String runId = enqueue(mode);
    return finish(runId);
  }

  /** An incremental run of everything that must succeed. */
  public InMemoryRun increment() {
    InMemoryRun run = run(SyncMode.INCREMENTAL);
    assertThat(run.status()).as(() -> describe(run)).isEqualTo(RunStatus.SUCCEEDED);
    return run;
  }

  public String describe(InMemoryRun run) {
    StringBuilder text = new StringBuilder(run + "\n");
    journal.steps(run.record().runId()).forEach(step -> text.append(step).append('\n'));
    journal.events().forEach(event -> text.append(event).append('\n'));
    return text.toString();
  }

  public StepRecord step(InMemoryRun run, int division, String endpoint) {
    return journal.steps(run.record().runId()).stream()
        .filter(step -> step.key().equals(new StepKey(division, endpoint)))
        .findFirst()
        .orElseThrow();
  }

  public CursorRecord cursor(int division, String endpoint) {
    return journal.cursors("books").get(new StepKey(division, endpoint));
  }

  // ---- comparing

  public TableName table(Endpoint endpoint) {
    return Tables.definition(journal.configuration("books"), endpoint, false).name();
  }

  /** Rows of a division in the table, by key. */
  public Map<List<String>, Map<String, String>> rows(int division, Endpoint endpoint) {
    Map<List<String>, Map<String, String>> rows = new LinkedHashMap<>();
    InMemoryTable there = target.table(table(endpoint));
    if (there != null) {
      there
          .division(division)
          .forEach(
              (key, same) -> {
                if (same.get(0).deletedAt() == null) {
                  rows.put(key, same.get(0).values());
                }
              });
    }
    return rows;
  }

  /** Every table equals the truth in these divisions. */
  public void assertTruth(int... divisions) {
    for (int division : divisions) {
      for (Endpoint endpoint : catalogue) {
        assertTruth(division, endpoint);
      }
    }
  }

  public void assertTruth(int division, Endpoint endpoint) {
    Map<List<String>, Map<String, String>> expected = new LinkedHashMap<>();
    world
        .truth(division, endpoint.id())
        .forEach(
            (key, row) -> {
              Map<String, String> values = new LinkedHashMap<>(row);
              values.values().removeIf(java.util.Objects::isNull);
              values.keySet().removeIf(column -> !endpoint.hasColumn(column));
              expected.put(key, values);
            });
    Map<List<String>, Map<String, String>> rows = rows(division, endpoint);
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (key, row) -> {
          if (!row.equals(rows.get(key))) {
            differences.add("expected " + row + " and found " + rows.get(key));
          }
        });
    rows.forEach(
        (key, row) -> {
          if (!expected.containsKey(key)) {
            differences.add("expected nothing and found " + row);
          }
        });
    assertThat(differences)
        .as("%s in division %d, %s", endpoint.id(), division, cursor(division, endpoint.id()))
        .isEmpty();
    CursorRecord cursor = cursor(division, endpoint.id());
    if (cursor != null && cursor.lastSuccessAt().isPresent()) {
      assertThat(cursor.rowCount())
          .as("row count of %s in division %d", endpoint.id(), division)
          .isEqualTo(expected.size());
    }
  }
}
