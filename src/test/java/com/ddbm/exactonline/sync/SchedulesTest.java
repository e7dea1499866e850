package com.ddbm.exactonline.sync;

import static com.ddbm.exactonline.twins.InMemoryExactWorld.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.CrashingPorts;
import com.ddbm.exactonline.twins.EngineBed;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.TestEndpoints;
import com.ddbm.exactonline.warehouse.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeded schedules: the source changes between calls, calls fail, the process dies, divisions move,
 * runs are of either kind. After each schedule everything is let run to its end, and every table
 * must equal the truth.
 *
 * <p>One seed alone: {@code mvn test -Dtest=SchedulesTest -Dseed=42}.
 */
class SchedulesTest {

  /** In each of five blocks; {@code -Dschedules=1000} plays more. */
  private static final int SCHEDULES = Integer.getInteger("schedules", 60);

  private static final List<Endpoint> DATA =
      TestEndpoints.all().stream().filter(endpoint -> endpoint != TestEndpoints.DELETED).toList();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void everyTableEqualsTheTruthInTheEnd(long block) {
    Long only = Long.getLong("seed");
    for (long seed = block * SCHEDULES; seed < (block + 1) * SCHEDULES; seed++) {
      if (only == null || only == seed) {
        try {
          Schedule schedule = new Schedule(seed);
          try {
            schedule.play();
          } finally {
            if (only != null) {
              schedule.tell();
            }
          }
        } catch (AssertionError | RuntimeException failure) {
          throw new AssertionError("mvn test -Dtest=SchedulesTest -Dseed=" + seed, failure);
        }
      }
    }
  }

  private static final class Schedule {
    private final Random random;
    private final EngineBed bed = new EngineBed();
    private final CrashingPorts ports = new CrashingPorts();
    private final int divisions;
    private int names;

    Schedule(long seed) {
      random = new Random(seed * 7919 + 17);
      bed.seed = seed;
      divisions = 1 + random.nextInt(3);
      bed.settings =
          new SyncSettings(
              1 + random.nextInt(3),
              3 + random.nextInt(30),
              Duration.ofMinutes(5),
              1 << 20,
              random.nextInt(4) == 0 ? 300 : 8 << 20,
              1 + random.nextInt(3),
              random.nextInt(4) == 0 ? Duration.ofSeconds(3) : Duration.ofMinutes(50),
              Duration.ofMinutes(5),
              Duration.ofSeconds(15),
              Duration.ofSeconds(5));
      configure(Reconcile.values()[random.nextInt(3)], random.nextBoolean());
      bed.aroundJournal = journal -> ports.around(SyncJournal.class, journal);
      bed.aroundTarget = target -> ports.around(Target.class, target);
      bed.world.ascending(random.nextInt(3) > 0);
      for (int division = 1; division <= divisions; division++) {
        bed.world.addDivision(division);
      }
    }

    private boolean marks;

    private void configure(Reconcile reconcile, boolean mark) {
      marks = mark;
      bed.configure(reconcile, mark, Optional.empty());
    }

    void play() {
      for (int change = 0; change < 40; change++) {
        change();
      }
      int runs = 2 + random.nextInt(4);
      for (int run = 0; run < runs; run++) {
        disturb();
        attempt();
        calm();
        for (int change = random.nextInt(20); change > 0; change--) {
          change();
        }
        bed.clock.advance(Duration.ofMinutes(random.nextInt(3000)));
      }
      drain();
    }

    private void change() {
      int division = 1 + random.nextInt(divisions);
      Endpoint endpoint = DATA.get(random.nextInt(DATA.size()));
      String id = "row" + random.nextInt(12);
      int what = random.nextInt(20);
      if (what < 11) {
        bed.world.put(division, endpoint.id(), id, "text " + ++names);
      } else if (what < 17) {
        bed.world.delete(division, endpoint.id(), id);
      } else if (what == 17) {
        bed.world.delete(division, endpoint.id(), id);
        bed.world.put(division, endpoint.id(), id, "again " + ++names);
      } else if (what == 18 && endpoint == TestEndpoints.ASSETS) {
        String undated = "undated" + ++names;
        bed.world.put(division, endpoint.id(), undated, undated);
        bed.world.set(division, endpoint.id(), undated, "MODIFIED", null);
      }
    }

    /** What goes wrong in the next run. */
    private void disturb() {
      bed.world.beforeCall(
          () -> {
            if (random.nextInt(4) == 0) {
              change();
            }
          });
      if (random.nextInt(12) == 0) {
        bed.world.move(1 + random.nextInt(divisions));
      }
      int faults = random.nextInt(3);
      for (int fault = 0; fault < faults; fault++) {
        String endpoint =
            random.nextInt(6) == 0
                ? List.of("deleted", "Divisions", "UserHasRights").get(random.nextInt(3))
                : DATA.get(random.nextInt(DATA.size())).id();
        bed.world.failOnce(endpoint, 1 + random.nextInt(4), refusal());
      }
      if (random.nextInt(3) == 0) {
        ports.crashAt(1 + random.nextInt(120), random.nextBoolean());
      }
    }

    private ExactException refusal() {
      return switch (random.nextInt(9)) {
        case 0 -> failure(Kind.TRANSIENT, ErrorCode.EO_2002, 503);
        case 1 -> failure(Kind.PROTOCOL, ErrorCode.EO_2012, "odd");
        case 2 -> failure(Kind.MODULE, ErrorCode.EO_2018, "x", 1);
        case 3 -> failure(Kind.SCOPE, ErrorCode.EO_2006, "x", "y");
        case 4 -> failure(Kind.DIVISION, ErrorCode.EO_2008, 1, "blocked");
        case 5 -> failure(Kind.SIGN_IN, ErrorCode.EO_2004, "exact", "ended");
        case 6 -> failure(Kind.STALE_SECRET, ErrorCode.EO_3008);
        case 7 -> failure(Kind.LINK_EXPIRED, ErrorCode.EO_2013, "link");
        default ->
            new ExactException(
                Kind.LIMIT,
                ErrorCode.EO_2010,
                bed.clock.now().plusSeconds(random.nextBoolean() ? 60 : 40000),
                null,
                1,
                "later");
      };
    }

    private void attempt() {
      String runId =
          bed.enqueue(random.nextInt(5) == 0 ? SyncMode.FULL_REFRESH : SyncMode.INCREMENTAL);
      try {
        bed.work();
      } catch (CrashingPorts.Crash crash) {
        bed.database.rollback();
      }
      if (random.nextInt(10) == 0) {
        bed.journal.requestCancel(runId);
      }
    }

    private void calm() {
      ports.restart();
      bed.world.clearFaults();
      bed.world.beforeCall(() -> {});
    }

    /** What happened, for whoever looks into one seed. */
    private void tell() {
      bed.world.calls().forEach(call -> System.out.println(call));
      bed.journal.runs().forEach(run -> System.out.println(bed.describe(run)));
    }

    /** Everything that was begun comes to its end, then two quiet runs that compare all keys. */
    private void drain() {
      calm();
      for (InMemoryRun run : List.copyOf(bed.journal.runs())) {
        if (!run.status().ended()) {
          bed.clock.advance(Duration.ofSeconds(91));
          bed.finish(run.record().runId());
        }
      }
      configure(Reconcile.EVERY_RUN, marks);
      bed.clock.advance(Duration.ofDays(1));
      for (int run = 0; run < 2; run++) {
        InMemoryRun last = bed.run(SyncMode.INCREMENTAL);
        assertThat(last.status()).as(() -> bed.describe(last)).isEqualTo(RunStatus.SUCCEEDED);
      }
      for (int division = 1; division <= divisions; division++) {
        for (Endpoint endpoint : DATA) {
          if (endpoint.deletions() != DeletionMethod.NONE) {
            bed.assertTruth(division, endpoint);
          }
        }
      }
      assertThat(bed.target.rememberedKeys()).as("keys left behind").isZero();
      assertThat(bed.target.stagings()).as("staging left behind").isZero();
    }
  }
}
