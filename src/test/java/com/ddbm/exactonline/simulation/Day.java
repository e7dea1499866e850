package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.CallBudget;
import com.ddbm.exactonline.exact.ExactClient;
import com.ddbm.exactonline.exact.ExactOAuth;
import com.ddbm.exactonline.exact.LearnedCallBudget;
import com.ddbm.exactonline.exact.Site;
import com.ddbm.exactonline.exact.TokenCustodian;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.exact.TokenVault;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.state.UsageRecord;
import com.ddbm.exactonline.sync.ExactGateway;
import com.ddbm.exactonline.sync.RunOutcome;
import com.ddbm.exactonline.sync.SyncEngine;
import com.ddbm.exactonline.sync.SyncPorts;
import com.ddbm.exactonline.twins.DeletionLog;
import com.ddbm.exactonline.twins.InMemoryDatabase;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.InMemorySyncJournal;
import com.ddbm.exactonline.twins.InMemoryTarget;
import com.ddbm.exactonline.twins.ManualClock;
import com.ddbm.exactonline.twins.Records;
import com.ddbm.exactonline.twins.SimulatedWorkers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Whole days of a big connection: every endpoint of every division, on schedule, with the
 * production engine, client, budget and token custodian on a virtual clock.
 */
final class Day {

  private static final String NAME = "exact";
  private static final Instant BEGIN = Instant.parse("2026-03-02T02:00:00Z");

  /**
   * What a day came to.
   *
   * @param runs how many runs the schedule made
   * @param calls that count for the fair use
   * @param least calls with which the same work could have been done
   * @param comparisons key comparisons that were made, of those that were due
   * @param due key comparisons that `reconcile: daily` asks for
   * @param answers429 refusals for a limit
   * @param longest the longest run, in virtual time
   */
  record Result(
      int runs,
      int succeeded,
      long calls,
      long least,
      long comparisons,
      long due,
      long answers429,
      boolean tokensWhole,
      Duration longest) {

    double over() {
      return 100.0 * (calls - least) / least;
    }
  }

  private final ManualClock clock = new ManualClock(BEGIN);
  private final InMemoryDatabase database = new InMemoryDatabase();
  private final DeletionLog log = new DeletionLog();
  private final InMemoryTarget target = new InMemoryTarget(database, log);
  private final InMemorySyncJournal journal = new InMemorySyncJournal(database, log, target);
  private final SimulatedVault vault = new SimulatedVault(true, new Counters());
  private final List<Endpoint> endpoints = Catalogue.get().endpoints();
  private final int divisions;
  private final DayExact exact;
  private int holders;
  private int runs;

  Day(int divisions, long dailyCalls) {
    this.divisions = divisions;
    exact = new DayExact(clock, endpoints, divisions, dailyCalls);
    journal.addConnection(
        new ConnectionRecord(
            NAME,
            NAME,
            "nl",
            TokenEndpoint.CLIENT_ID,
            "https://example.com",
            dailyCalls,
            "CONNECTED",
            Optional.empty(),
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    journal.addConfiguration(Records.configuration(NAME, NAME));
    try {
      custodian()
          .authorize(NAME, TokenEndpoint.CLIENT_SECRET, exact.tokens().signIn(), "https://x");
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /** The first load, however many days it takes. */
  void load() {
    InMemoryRun first = run();
    if (first.status() != RunStatus.SUCCEEDED) {
      throw new IllegalStateException("the first load did not succeed: " + first);
    }
  }

  /** A day with a run every so often, from two o'clock on. */
  Result day(Duration every) {
    Instant begin = clock.now().truncatedTo(ChronoUnit.DAYS);
    Instant next =
        begin.plus(Duration.ofDays(1)).plus(Duration.ofHours(every.toHours() < 24 ? 0 : 2));
    Instant end = begin.plus(Duration.ofDays(2));
    long before = exact.calls();
    long refused = exact.refused();
    int made = 0;
    int succeeded = 0;
    long compared = 0;
    Duration longest = Duration.ZERO;
    for (; next.isBefore(end); next = next.plus(every)) {
      clock.advanceTo(next);
      exact.change();
      InMemoryRun run = run();
      made++;
      succeeded += run.status() == RunStatus.SUCCEEDED ? 1 : 0;
      compared += compared(next);
      Duration took = Duration.between(next, clock.now());
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    long list = 1 + (divisions + 59) / 60;
    long due = comparing();
    long least = made * (list + (long) divisions * endpoints.size()) + Math.min(compared, due);
    return new Result(
        made,
        succeeded,
        exact.calls() - before,
        least,
        compared,
        due,
        exact.refused() - refused,
        vault
            .secret()
            .filter(each -> each.pair().refreshToken().equals(exact.tokens().refreshToken()))
            .isPresent(),
        longest);
  }

  /** How often a limit was met. */
  long answers429() {
    return exact.refused();
  }

  /** How many key comparisons a day owes: each endpoint whose deletions Exact does not report. */
  private long comparing() {
    return divisions
        * endpoints.stream()
            .filter(endpoint -> endpoint.deletions() == DeletionMethod.RECONCILE_KEYS)
            .count();
  }

  /** How long ago the keys were compared that waited longest. */
  Duration longestUncompared() {
    return journal.cursors(NAME).values().stream()
        .filter(cursor -> reconciles(cursor.key().endpoint()))
        .map(cursor -> Duration.between(cursor.reconciledAt().orElseThrow(), clock.now()))
        .max(Duration::compareTo)
        .orElseThrow();
  }

  private static boolean reconciles(String endpoint) {
    return Catalogue.get().require(endpoint).deletions() == DeletionMethod.RECONCILE_KEYS;
  }

  private long compared(Instant since) {
    return journal.cursors(NAME).values().stream()
        .filter(cursor -> cursor.reconciledAt().filter(at -> !at.isBefore(since)).isPresent())
        .filter(cursor -> reconciles(cursor.key().endpoint()))
        .count();
  }

  /** A run to its end, through waits. */
  private InMemoryRun run() {
    String runId =
        UUID.nameUUIDFromBytes(("day" + ++runs).getBytes(StandardCharsets.UTF_8)).toString();
    journal.enqueue(
        new RunRecord(
            runId,
            NAME,
            "schedule:nightly",
            SyncMode.INCREMENTAL,
            List.of(),
            List.of(),
            List.of(),
            false,
            RunStatus.QUEUED,
            clock.now(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false));
    while (!journal.run(runId).status().ended()) {
      journal.run(runId).record().waitingUntil().ifPresent(clock::advanceTo);
      try {
        List<RunOutcome> outcomes = engine().work(NAME);
        if (outcomes.isEmpty()) {
          throw new IllegalStateException("the run does not go on: " + journal.run(runId));
        }
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }
    return journal.run(runId);
  }

  private TokenCustodian custodian() {
    TokenVault view = vault.view();
    vault.crashBetween = () -> {};
    return new TokenCustodian(view, new ExactOAuth(exact, clock), clock, "holder-" + ++holders);
  }

  private SyncEngine engine() {
    TokenStore tokens = (name, rejected) -> custodian().accessToken(name, rejected);
    return new SyncEngine(
        new SyncPorts(
            journal,
            target,
            tokens,
            this::session,
            endpoints,
            run -> {},
            new SimulatedWorkers(clock, runs),
            clock,
            "holder-" + ++holders),
        SimulatedWorkers.onePageAUnit());
  }

  private ExactGateway.Session session(
      ConnectionRecord connection, List<UsageRecord> usage, TokenStore desk) {
    List<CallBudget.Usage> earlier = usage.stream().map(Simulation::usage).toList();
    LearnedCallBudget budget = new LearnedCallBudget(connection.dailyCalls(), earlier);
    return new ExactGateway.Session(
        new ExactClient(NAME, Site.NL, exact, desk, budget, clock), budget);
  }

  /** The line of the report. */
  static String text(String name, int divisions, long dailyCalls, Result result, double seconds) {
    return String.format(
        Locale.ROOT,
        "%s, %,d divisions x %d endpoints, %,d calls a day: %d of %d runs succeeded; %,d calls, the"
            + " least would be %,d (+%.2f %%); keys compared %,d times, %,d were due; %d answers"
            + " 429; %d refresh tokens lost; the longest run took %d minutes of virtual time; %.1f"
            + " s here",
        name,
        divisions,
        Catalogue.get().endpoints().size(),
        dailyCalls,
        result.succeeded(),
        result.runs(),
        result.calls(),
        result.least(),
        result.over(),
        result.comparisons(),
        result.due(),
        result.answers429(),
        result.tokensWhole() ? 0 : 1,
        result.longest().toMinutes(),
        seconds);
  }

  /**
   * Arguments: {@code --day nightly|hourly --divisions N --daily-calls N --days N --report PAGE}.
   */
  public static void main(String[] arguments) {
    String schedule = Simulate.text(arguments, "--day");
    boolean hourly = schedule.equals("hourly");
    int divisions = (int) Simulate.number(arguments, "--divisions", 300);
    long dailyCalls = Simulate.number(arguments, "--daily-calls", hourly ? 500_000 : 20_000);
    long days = Simulate.number(arguments, "--days", hourly ? 1 : 3);
    StringBuilder lines = new StringBuilder();
    long start = System.nanoTime();
    Day day = new Day(divisions, dailyCalls);
    day.load();
    String load =
        String.format(
            Locale.ROOT,
            "First load: %,d calls in %d hours of virtual time; %.1f s here.",
            day.exact.calls(),
            Duration.between(BEGIN, day.clock.now()).toHours(),
            seconds(start));
    System.out.println(load);
    lines.append("- ").append(load).append('\n');
    boolean good = true;
    for (int each = 0; each < days; each++) {
      long began = System.nanoTime();
      Result result = day.day(hourly ? Duration.ofHours(1) : Duration.ofHours(24));
      String line = text(schedule, divisions, dailyCalls, result, seconds(began));
      System.out.println(line);
      lines.append("- ").append(line).append('\n');
      good &= result.succeeded() == result.runs() && result.answers429() == 0;
      good &= result.tokensWhole();
    }
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    long used = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    System.out.printf("heap in use at the end, tables and all: %d MB%n", used);
    String report = Simulate.text(arguments, "--report");
    if (report != null) {
      Figures.write(Path.of(report), schedule + " " + divisions, lines.toString());
    }
    System.exit(good ? 0 : 1);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
