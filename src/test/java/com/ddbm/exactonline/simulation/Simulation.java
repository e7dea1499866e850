package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.billing.BillingEvents;
import com.ddbm.exactonline.billing.Ledger;
import com.ddbm.exactonline.billing.RunCharges;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.CallBudget;
import com.ddbm.exactonline.exact.ExactClient;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.ExactOAuth;
import com.ddbm.exactonline.exact.ExactTransport;
import com.ddbm.exactonline.exact.LearnedCallBudget;
import com.ddbm.exactonline.exact.Site;
import com.ddbm.exactonline.exact.TokenCustodian;
import com.ddbm.exactonline.exact.TokenSecret;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.exact.TokenVault;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.state.UsageRecord;
import com.ddbm.exactonline.sync.ExactGateway;
import com.ddbm.exactonline.sync.RunOutcome;
import com.ddbm.exactonline.sync.Settlement;
import com.ddbm.exactonline.sync.SyncEngine;
import com.ddbm.exactonline.sync.SyncPorts;
import com.ddbm.exactonline.sync.SyncSettings;
import com.ddbm.exactonline.twins.DeletionLog;
import com.ddbm.exactonline.twins.InMemoryDatabase;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.InMemorySyncJournal;
import com.ddbm.exactonline.twins.InMemoryTarget;
import com.ddbm.exactonline.twins.ManualClock;
import com.ddbm.exactonline.twins.SimulatedWorkers;
import com.ddbm.exactonline.twins.TestEndpoints;
import com.ddbm.exactonline.warehouse.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** One world with the app installed in it: executions of runs, token users, and the clock. */
final class Simulation {

  static final String CONNECTION = "exact";
  static final String BOOKS = "books";
  static final String OTHER = "other";
  private static final List<Instant> STARTS =
      List.of(
          Instant.parse("2026-03-02T09:00:00Z"),
          Instant.parse("2026-10-25T00:10:00Z"), // clocks go back at 01:00
          Instant.parse("2026-03-29T00:30:00Z"), // and forward
          Instant.parse("2026-06-30T23:40:00Z"));

  final long seed;
  final Counters counters;
  final Mutation mutation;
  final ManualClock clock;
  final InMemoryDatabase database = new InMemoryDatabase();
  final DeletionLog log = new DeletionLog();
  final InMemoryTarget target = new InMemoryTarget(database, log);
  final InMemorySyncJournal journal = new InMemorySyncJournal(database, log, target);
  final SourceExact exact;
  final SimulatedVault vault;
  final ChargeBook charges = new ChargeBook();
  final WrittenRows written = new WrittenRows();
  final Marks marks;
  final Random random;

  /** Whether nobody but finished executions of this app made calls while limits were on. */
  boolean alone = true;

  /** A token that a planted bug has not stored yet. */
  TokenSecret late;

  /** The tokens of the execution that was begun last. */
  TokenStore tokens;

  /** Whether rows ever came in another order than that of their versions. */
  boolean unsorted;

  /** Whether there ever were limits: what was learned of them stays for the day. */
  boolean limited;

  /** Whether an execution was held up for longer than its leases since the last look. */
  boolean raced;

  /** Whether a user dropped something since the last look. */
  boolean dropped;

  List<Endpoint> catalogue = TestEndpoints.all();
  private final Map<String, Wishes> wishes = new HashMap<>();
  private final Map<String, Integer> executionsByRun = new HashMap<>();
  private int executions;
  private int runs;
  private int depth;

  Simulation(long seed, Mutation mutation, Counters counters) {
    this.seed = seed;
    this.mutation = mutation;
    this.counters = counters;
    random = new Random(seed);
    clock = new ManualClock(STARTS.get(random.nextInt(STARTS.size())));
    exact = new SourceExact(clock, counters);
    marks = new Marks(exact);
    vault = new SimulatedVault(random.nextInt(3) > 0, counters);
    install();
  }

  private void install() {
    catalogue.forEach(endpoint -> exact.endpoints.put(endpoint.id(), endpoint));
    int divisions = 1 + random.nextInt(3);
    for (int number = 1; number <= divisions; number++) {
      exact.divisions.put(100 * number, new SourceDivision(100 * number));
    }
    boolean withoutModified = random.nextInt(4) == 0;
    exact.divisions.values().forEach(division -> division.withoutModified = withoutModified);
    configure(BOOKS, random);
    configure(OTHER, random);
    exact.ascending = random.nextInt(4) > 0;
    unsorted = !exact.ascending;
    if (random.nextInt(6) == 0) {
      limited = true;
      exact.limits.set(60, 40 + random.nextInt(150));
    }
    connectionRow();
    new SourceChanges(exact).fill(random, rows());
    signIn();
  }

  /** Chains of several pages and batches on even seeds, many small worlds on the others. */
  private int rows() {
    boolean several = seed % 2 == 0;
    return random.nextInt(16) == 0
        ? 300
        : several ? 30 + random.nextInt(70) : 4 + random.nextInt(30);
  }

  /** A user makes a configuration or changes its settings. */
  void configure(String name, Random how) {
    List<String> endpoints =
        name.equals(BOOKS) ? List.of() : List.of("accounts", "lines", "prices");
    Wishes wanted =
        Wishes.of(name, endpoints, how, exact.wallTime().toLocalDate(), TestEndpoints.all());
    wishes.put(name, wanted);
    journal.addConfiguration(wanted.record());
  }

  /** What is asked of a configuration. */
  Wishes wishes(String configuration) {
    return wishes.get(configuration);
  }

  /** The connection as its row says after the vault's last word. */
  private void connectionRow() {
    String status =
        vault.trouble().isPresent()
            ? "SIGN_IN_NEEDED"
            : vault.rowGeneration == 0 ? "CREATED" : "CONNECTED";
    journal.addConnection(
        new ConnectionRecord(
            CONNECTION,
            CONNECTION,
            "nl",
            TokenEndpoint.CLIENT_ID,
            "https://example.com",
            20_000,
            status,
            Optional.empty(),
            vault.rowGeneration,
            Optional.ofNullable(vault.rowReceivedAt),
            Optional.empty(),
            vault.trouble().map(ErrorCode::code),
            Optional.empty()));
  }

  Guard guard() {
    return new Guard(database, counters, exact::struck);
  }

  // ---- users of tokens

  /** A person signs in. */
  void signIn() {
    Guard guard = guard();
    try {
      custodian(guard)
          .authorize(CONNECTION, TokenEndpoint.CLIENT_SECRET, exact.tokens.signIn(), "https://x");
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    } catch (ExactException refused) {
      counters.hit("sign-in refused");
    }
    connectionRow();
  }

  /** A keep-alive, or a test of the connection: it wants a token and nothing else. */
  void useToken(Guard guard) {
    try {
      custodian(guard).accessToken(CONNECTION, 0);
    } catch (Crash killed) {
      counters.hit("token user killed");
      killed(guard);
    } catch (ConnectorException refused) {
      counters.hit("token user refused");
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
    connectionRow();
  }

  /** Whoever is killed between Exact's answer and the store takes the new token along. */
  private void killed(Guard guard) {
    boolean withAnswer =
        guard.diedAt().equals("crash after ExactTransport.send")
            || guard.diedAt().equals("crash before TokenVault.store");
    exact.tokens.lossExplained |= withAnswer;
  }

  private TokenCustodian custodian(Guard guard) {
    return custodian(guard, vault.view());
  }

  private TokenCustodian custodian(Guard guard, TokenVault view) {
    TokenVault guarded = guard.before(TokenVault.class, mutation.in(TokenVault.class, view, this));
    ExactTransport transport =
        guard.before(ExactTransport.class, mutation.in(ExactTransport.class, exact, this));
    vault.crashBetween = () -> {};
    return new TokenCustodian(
        guarded, new ExactOAuth(transport, clock), clock, "holder-" + ++executions);
  }

  // ---- runs

  String enqueue(
      String configuration, SyncMode mode, boolean reload, List<StepKey> only, String by) {
    String runId =
        UUID.nameUUIDFromBytes(("run" + ++runs).getBytes(StandardCharsets.UTF_8)).toString();
    journal.enqueue(
        new RunRecord(
            runId,
            configuration,
            by,
            mode,
            List.of(),
            List.of(),
            only,
            reload,
            RunStatus.QUEUED,
            clock.now(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false));
    return runId;
  }

  /** An increment. */
  void runs(String configuration, Guard guard) {
    enqueue(configuration, SyncMode.INCREMENTAL, false, List.of(), "user");
    work(configuration, guard);
  }

  /** A task execution; follows what goes on elsewhere. */
  void work(String configuration, Guard guard) {
    if (depth >= 4) {
      return;
    }
    depth++;
    try {
      Guard each = guard;
      for (int again = 0; again < 30; again++) {
        List<RunOutcome> outcomes = engine(each).work(configuration);
        connectionRow();
        for (RunOutcome outcome : outcomes) {
          counters.hit("outcome " + outcome.status());
          executionsByRun.merge(outcome.runId(), 1, Integer::sum);
        }
        if (outcomes.isEmpty() || !outcomes.get(outcomes.size() - 1).goesOnElsewhere()) {
          return;
        }
        each = guard();
      }
      throw new Violation("a run goes on elsewhere for ever");
    } catch (Crash killed) {
      counters.hit("execution killed");
      killed(guard);
      if (database.inTransaction()) {
        throw new Violation("a killed execution left its transaction open");
      }
    } catch (ConnectorException failed) {
      // As in a task: it fails, and the run goes on with the next one.
      counters.hit("execution failed");
      if (database.inTransaction()) {
        throw new Violation("a failed execution left its transaction open");
      }
    } catch (InterruptedException stopped) {
      counters.hit("execution stopped");
    } finally {
      depth--;
    }
  }

  private SyncEngine engine(Guard guard) {
    long workersSeed = random.nextLong();
    TokenVault view = vault.view();
    TokenStore tokens =
        (connection, rejected) -> {
          if (database.inTransaction()) {
            throw new Violation("a token was asked for while a publish was open");
          }
          try {
            return custodian(guard, view).accessToken(connection, rejected);
          } finally {
            connectionRow();
          }
        };
    this.tokens = tokens;
    Target around =
        guard.before(
            Target.class, written.around(mutation.in(Target.class, target, this), database));
    SyncJournal guarded =
        guard.before(
            SyncJournal.class, marks.around(mutation.in(SyncJournal.class, journal, this)));
    RunCharges runCharges =
        new RunCharges(
            guard.before(BillingEvents.class, charges),
            guard.before(Ledger.class, mutation.in(Ledger.class, charges, this)));
    return new SyncEngine(
        new SyncPorts(
            guarded,
            around,
            guard.before(TokenStore.class, tokens),
            (connection, usage, desk) -> session(guard, connection, usage, desk),
            catalogue,
            mutation.in(Settlement.class, run -> charge(runCharges, run), this),
            new SimulatedWorkers(clock, workersSeed),
            clock,
            "holder-" + ++executions),
        settings());
  }

  private static void charge(RunCharges charges, Settlement.Settled run) {
    charges.charge(
        new RunCharges.EndedRun(
            run.runId(),
            run.connection(),
            run.configuration(),
            run.triggeredBy(),
            run.stepsSucceeded(),
            run.rowsCharged(),
            run.at()));
  }

  private ExactGateway.Session session(
      Guard guard, ConnectionRecord connection, List<UsageRecord> usage, TokenStore desk) {
    List<CallBudget.Usage> earlier = usage.stream().map(Simulation::usage).toList();
    LearnedCallBudget budget = new LearnedCallBudget(connection.dailyCalls(), earlier);
    ExactTransport transport =
        guard.before(
            ExactTransport.class,
            mutation.in(ExactTransport.class, new ErrorCount(exact, clock, counters), this));
    return new ExactGateway.Session(
        new ExactClient(
            connection.name(),
            Site.NL,
            transport,
            desk,
            mutation.in(CallBudget.class, budget, this),
            clock),
        budget);
  }

  /** A row of the state tables as the budget takes it. */
  static CallBudget.Usage usage(UsageRecord row) {
    return new CallBudget.Usage(
        row.division(),
        row.day(),
        row.calls(),
        row.limitPerDay().orElse(null),
        row.remaining().orElse(null),
        row.answers429(),
        row.errors(),
        row.lastAnswerAt().orElse(null));
  }

  private SyncSettings settings() {
    boolean smallBatches = seed % 2 == 0;
    return new SyncSettings(
        2,
        smallBatches ? 4 : 200_000,
        Duration.ofMinutes(5),
        1 << 20,
        8 << 20,
        1,
        Duration.ofMinutes(50),
        Duration.ofMinutes(5),
        Duration.ofSeconds(seed % 5 == 0 ? 1 : 15),
        Duration.ofSeconds(seed % 5 == 0 ? 1 : 5));
  }

  /** How many executions had a part in a run. */
  int executionsOf(String runId) {
    return executionsByRun.getOrDefault(runId, 0);
  }

  /** Runs that have not ended. */
  List<InMemoryRun> open() {
    List<InMemoryRun> open = new ArrayList<>();
    journal
        .runs()
        .forEach(
            run -> {
              if (!run.status().ended()) {
                open.add(run);
              }
            });
    return open;
  }

  /** Works until no run is open, through waits and lapsed leases. */
  void drain() {
    for (int round = 0; round < 100; round++) {
      List<InMemoryRun> open = open();
      if (open.isEmpty()) {
        return;
      }
      for (InMemoryRun run : open) {
        run.record().waitingUntil().ifPresent(clock::advanceTo);
        if (run.status() != RunStatus.WAITING && round > 0) {
          clock.advance(Duration.ofSeconds(91));
        }
        work(run.record().configuration(), guard());
      }
    }
    throw new Violation("runs do not end: " + open());
  }
}
