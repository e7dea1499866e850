package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.sync.Tables;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.InMemoryTable;
import com.ddbm.exactonline.twins.TestEndpoints;
import com.ddbm.exactonline.warehouse.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Plays the events of a schedule. */
final class Director {

  private static final List<FaultKind> TOKEN_FAULTS =
      List.of(
          FaultKind.RESET,
          FaultKind.LOST_ANSWER,
          FaultKind.NO_CONNECTION,
          FaultKind.NO_ANSWER,
          FaultKind.TRUNCATED,
          FaultKind.SERVER_ERROR,
          FaultKind.MAINTENANCE,
          FaultKind.EMPTY_BODY,
          FaultKind.TOO_EARLY,
          FaultKind.BROKEN_CHAIN,
          FaultKind.UNKNOWN_HOST);
  private static final Set<FaultKind> DATA_ONLY =
      Set.of(
          FaultKind.LINK_EXPIRED,
          FaultKind.DUPLICATE_ROW,
          FaultKind.OLDER_VERSION_AFTER,
          FaultKind.REORDERED,
          FaultKind.BARE_ARRAY,
          FaultKind.EXTRA_PROPERTY,
          FaultKind.EMPTY_PAGE,
          FaultKind.SHORT_PAGE,
          FaultKind.FOREIGN_LINK,
          FaultKind.MODULE,
          FaultKind.NOT_OFFERED,
          FaultKind.BAD_QUERY);

  private final Simulation simulation;
  private final SourceExact exact;
  private final SourceChanges changes;
  private final Leads leads;

  Director(Simulation simulation) {
    this.simulation = simulation;
    exact = simulation.exact;
    changes = new SourceChanges(exact);
    leads = new Leads(simulation, this, changes);
  }

  void play(Schedule.Event event) {
    Random random = new Random(event.seed());
    simulation.counters.hit("event " + event.kind());
    switch (event.kind()) {
      case CHANGES -> changes.some(random, 1 + random.nextInt(12));
      case LIVE_CHANGES -> liveChanges(random);
      case MOVE -> move(random);
      case RIGHT -> {
        String endpoint = endpoint(random, true);
        toggle(division(random).missingRights, endpoint, random);
      }
      case SCOPE -> toggle(exact.missingScopes, endpoint(random, true), random);
      case MODULE -> toggle(exact.missingModules, endpoint(random, true), random);
      case BLOCK -> {
        SourceDivision division = division(random);
        boolean archive = random.nextInt(4) == 0;
        division.archived = archive && !division.archived;
        division.blocked = !archive && !division.blocked;
        exact.changes++;
      }
      case LISTED -> {
        SourceDivision division = division(random);
        division.listed = !division.listed;
        exact.changes++;
      }
      case PROPERTY -> property(random);
      case ORDER -> {
        exact.ascending = !exact.ascending;
        simulation.unsorted = true;
      }
      case TELLS_RIGHTS -> {
        exact.tellsRights = !exact.tellsRights;
        exact.changes++;
      }
      case FAULT -> exact.faults.add(fault(random));
      case LIMITS -> {
        simulation.limited = true;
        boolean off = random.nextInt(3) == 0;
        boolean real = random.nextBoolean();
        simulation.alone &= real;
        exact.limits.set(
            off ? 0 : real ? 60 : 8 + random.nextInt(30), off ? 0 : 40 + random.nextInt(200));
      }
      case OTHERS_CALLS -> {
        simulation.alone = false;
        exact.limits.useByOthers(division(random).code, 1 + random.nextInt(30));
      }
      case TIME -> simulation.clock.advance(jump(random));
      case RUN -> run(random, simulation.guard());
      case CRASH -> crash(event, random);
      case STATEMENT -> statement(event, random);
      case RACE -> race(random);
      case TOKEN -> token(random);
      case CANCEL -> cancel(random);
      case UPGRADE -> upgrade(random);
      case DROP -> drop(random);
      case RETRY -> retry(random);
      case RESUME -> {
        simulation.clock.advance(Duration.ofSeconds(60 + random.nextInt(60)));
        simulation.work(configuration(random), simulation.guard());
      }
      case CONFIGURE -> {
        simulation.configure(configuration(random), random);
        exact.changes++;
      }
      case INTERLEAVE -> new Interleaving(simulation, this, changes, random).play();
      case SIGN_IN -> simulation.signIn();
      case REFUSED_BILL -> simulation.charges.refuse(1 + random.nextInt(2));
    }
    exact.beforeData = event.kind() == Schedule.Kind.LIVE_CHANGES ? exact.beforeData : () -> {};
  }

  private void liveChanges(Random random) {
    int[] left = {1 + random.nextInt(10)};
    int every = 1 + random.nextInt(4);
    int[] call = {0};
    exact.beforeData =
        () -> {
          if (left[0] > 0 && call[0]++ % every == 0) {
            left[0]--;
            changes.some(random, 1);
          }
        };
    run(random, simulation.guard());
    exact.beforeData = () -> {};
  }

  void move(Random random) {
    simulation.clock.advance(Duration.ofMillis(5));
    division(random)
        .move(List.copyOf(exact.endpoints.values()), exact.wallTime(), random.nextBoolean());
    exact.changes++;
  }

  private void toggle(Set<String> set, String value, Random random) {
    exact.changes++;
    if (set.isEmpty() || random.nextInt(3) == 0) {
      set.add(value);
    } else {
      set.remove(set.iterator().next());
    }
  }

  private void property(Random random) {
    exact.changes++;
    SourceDivision division = division(random);
    String endpoint = endpoint(random, false);
    String name = random.nextBoolean() ? "Description" : "Amount";
    division.everRefused.add(endpoint);
    if (division.refusedProperties.remove(endpoint) == null) {
      division.refusedProperties.put(endpoint, new TreeSet<>(Set.of(name)));
    }
  }

  private Fault fault(Random random) {
    int times = random.nextInt(4) == 0 ? 6 + random.nextInt(12) : 1 + random.nextInt(2);
    if (random.nextInt(4) == 0) {
      FaultKind kind = TOKEN_FAULTS.get(random.nextInt(TOKEN_FAULTS.size()));
      return new Fault(kind, Fault.Place.TOKEN, random.nextInt(2), Math.min(times, 4));
    }
    FaultKind kind;
    do {
      kind = FaultKind.values()[random.nextInt(FaultKind.values().length)];
    } while (kind == FaultKind.TOO_EARLY || kind == FaultKind.BROKEN_CHAIN);
    boolean system = !DATA_ONLY.contains(kind) && random.nextInt(4) == 0;
    return new Fault(
        kind,
        system ? Fault.Place.SYSTEM : Fault.Place.DATA,
        random.nextInt(system ? 6 : 25),
        times);
  }

  private static Duration jump(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Duration.ofSeconds(30 + random.nextInt(90));
      case 1, 2 -> Duration.ofMinutes(5 + random.nextInt(20));
      case 3, 4 -> Duration.ofHours(1 + random.nextInt(12));
      case 5 -> Duration.ofHours(20 + random.nextInt(60));
      case 6 -> Duration.ofDays(5 + random.nextInt(20));
      default -> Duration.ofDays(28 + random.nextInt(40));
    };
  }

  static int skewed(Random random, int most) {
    return random.nextInt(1 + random.nextInt(most));
  }

  static String configuration(Random random) {
    return random.nextInt(4) == 0 ? Simulation.OTHER : Simulation.BOOKS;
  }

  void run(Random random, Guard guard) {
    String configuration = configuration(random);
    SyncMode mode = random.nextInt(6) == 0 ? SyncMode.FULL_REFRESH : SyncMode.INCREMENTAL;
    boolean reload = random.nextInt(12) == 0;
    simulation.enqueue(configuration, mode, reload, List.of(), "user");
    simulation.work(configuration, guard);
  }

  private void crash(Schedule.Event event, Random random) {
    simulation.alone = false; // calls that were not written down yet are forgotten
    Guard guard = simulation.guard();
    if (random.nextInt(4) == 0) {
      guard.crashAt(skewed(random, 160), random.nextBoolean());
    } else {
      int turn = turn(event, 2 * Ports.POINTS.size());
      String port = Ports.POINTS.get(turn / 2);
      leads.to(port, random, guard);
      guard.crashAt(port, nth(random), turn % 2 == 0);
      simulation.runs(Simulation.BOOKS, guard);
      return;
    }
    run(random, guard);
  }

  /** Mostly the first call of its kind, since of many there is only one. */
  private static int nth(Random random) {
    return random.nextInt(4) == 0 ? random.nextInt(5) : 0;
  }

  /**
   * Whose turn it is: schedules that follow each other take what there is one after the other, so
   * that no call is left out by bad luck. A seed by itself always gets the same.
   */
  private int turn(Schedule.Event event, int size) {
    return (int) Math.floorMod(simulation.seed + 37L * event.number(), (long) size);
  }

  private void statement(Schedule.Event event, Random random) {
    simulation.alone = false; // calls that could not be written down are forgotten
    Guard guard = simulation.guard();
    boolean broken = random.nextInt(8) == 0; // the session is gone: nothing works any more
    if (broken || random.nextInt(6) == 0) {
      int times = broken ? Integer.MAX_VALUE : 1 + random.nextInt(2);
      guard.failAt(null, skewed(random, 120), random.nextInt(3) == 0, times);
    } else {
      int turn = turn(event, 2 * Ports.STATEMENTS.size());
      String port = Ports.STATEMENTS.get(turn / 2);
      leads.to(port, random, guard);
      guard.failAt(port, nth(random), turn % 2 == 0, 1 + random.nextInt(2));
      simulation.runs(Simulation.BOOKS, guard);
      return;
    }
    run(random, guard);
  }

  private void race(Random random) {
    simulation.alone = false; // two executions know of each other's calls only a little later
    Guard guard = simulation.guard();
    long inner = random.nextLong();
    guard.pauseAt(skewed(random, 120), () -> timed(() -> meanwhile(new Random(inner))));
    if (random.nextInt(5) == 0) {
      guard.crashAt(skewed(random, 200), random.nextBoolean());
    }
    run(random, guard);
  }

  /** Notes whether an execution is held up for longer than any lease lasts. */
  private void timed(Runnable others) {
    Instant before = simulation.clock.now();
    others.run();
    simulation.raced |=
        Duration.between(before, simulation.clock.now()).compareTo(Duration.ofSeconds(170)) > 0;
  }

  /** What others do while an execution is held up. */
  private void meanwhile(Random random) {
    int acts = 1 + random.nextInt(3);
    for (int act = 0; act < acts; act++) {
      switch (random.nextInt(7)) {
        case 0, 1 -> simulation.clock.advance(Duration.ofSeconds(20 + random.nextInt(300)));
        case 2 -> changes.some(random, 1 + random.nextInt(5));
        case 3 -> simulation.useToken(simulation.guard());
        case 4 -> {
          String configuration = configuration(random);
          simulation.enqueue(configuration, SyncMode.INCREMENTAL, false, List.of(), "user");
          simulation.work(configuration, simulation.guard());
        }
        case 5 -> simulation.work(configuration(random), simulation.guard());
        default -> {
          if (random.nextInt(3) == 0) {
            move(random);
          } else {
            changes.some(random, 2);
          }
        }
      }
    }
  }

  private void token(Random random) {
    Guard guard = simulation.guard();
    switch (random.nextInt(4)) {
      case 0 -> guard.crashAt(random.nextInt(6), random.nextBoolean());
      case 1 ->
          guard.pauseAt(
              random.nextInt(6),
              () ->
                  timed(
                      () -> {
                        simulation.clock.advance(Duration.ofSeconds(random.nextInt(400)));
                        simulation.useToken(simulation.guard());
                      }));
      default -> {
        if (random.nextBoolean()) {
          simulation.clock.advance(Duration.ofSeconds(560 + random.nextInt(60)));
        }
      }
    }
    simulation.useToken(guard);
  }

  private void cancel(Random random) {
    Guard guard = simulation.guard();
    guard.pauseAt(
        skewed(random, 150),
        () -> {
          List<InMemoryRun> open = simulation.open();
          if (!open.isEmpty()) {
            simulation.journal.requestCancel(
                open.get(random.nextInt(open.size())).record().runId());
          }
          simulation.clock.advance(Duration.ofSeconds(6));
        });
    run(random, guard);
  }

  private void upgrade(Random random) {
    List<Endpoint> wider = new ArrayList<>();
    String chosen = endpoint(random, false);
    for (Endpoint endpoint : simulation.catalogue) {
      boolean widens = endpoint.id().equals(chosen) && !endpoint.hasColumn("NOVELTY");
      wider.add(widens ? TestEndpoints.widened(endpoint, "Novelty") : endpoint);
    }
    simulation.catalogue = wider;
    wider.forEach(endpoint -> exact.endpoints.put(endpoint.id(), endpoint));
    for (SourceDivision division : exact.divisions.values()) {
      division
          .rows(chosen)
          .values()
          .forEach(row -> row.putIfAbsent("NOVELTY", "more " + row.get("DESCRIPTION")));
    }
    exact.changes++;
  }

  private void drop(Random random) {
    drop(random, configuration(random), random.nextBoolean());
  }

  /** A user drops a table, or its last column. */
  void drop(Random random, String configuration, boolean whole) {
    simulation.dropped = true;
    Endpoint endpoint = exact.endpoints.get(endpoint(random, false));
    TableName table =
        Tables.definition(simulation.journal.configuration(configuration), endpoint, false).name();
    InMemoryTable there = simulation.target.table(table);
    if (there == null) {
      return;
    }
    exact.changes++;
    if (whole) {
      simulation.target.dropTable(table);
    } else {
      List<Column> columns = endpoint.columns();
      Column column = columns.get(columns.size() - 1);
      if (!column.key() && there.columns().contains(column.name())) {
        simulation.target.dropColumn(table, column.name());
      }
    }
  }

  private void retry(Random random) {
    List<InMemoryRun> ended =
        simulation.journal.runs().stream()
            .filter(run -> run.status() == RunStatus.PARTIAL || run.status() == RunStatus.FAILED)
            .toList();
    if (ended.isEmpty()) {
      return;
    }
    InMemoryRun run = ended.get(random.nextInt(ended.size()));
    List<StepKey> failed =
        simulation.journal.steps(run.record().runId()).stream()
            .filter(step -> step.status() == RunStatus.FAILED)
            .map(step -> step.key())
            .toList();
    if (!failed.isEmpty()) {
      String configuration = run.record().configuration();
      simulation.enqueue(
          configuration, SyncMode.INCREMENTAL, false, failed, "retry:" + run.record().runId());
      simulation.work(configuration, simulation.guard());
    }
  }

  private SourceDivision division(Random random) {
    List<SourceDivision> all = List.copyOf(exact.divisions.values());
    return all.get(random.nextInt(all.size()));
  }

  private String endpoint(Random random, boolean deletedToo) {
    List<String> ids = new ArrayList<>(exact.endpoints.keySet());
    if (!deletedToo) {
      ids.remove(Endpoint.DELETED);
    }
    return ids.get(random.nextInt(ids.size()));
  }

  /** Everything that was taken is given back, so that the tables can become right. */
  void heal() {
    exact.faults.clear();
    exact.beforeData = () -> {};
    exact.missingScopes.clear();
    exact.missingModules.clear();
    exact.tellsRights = true;
    exact.limits.set(0, 0);
    for (SourceDivision division : exact.divisions.values()) {
      division.missingRights.clear();
      division.refusedProperties.clear();
      division.blocked = false;
      division.archived = false;
      division.listed = true;
    }
    exact.changes++;
  }
}
