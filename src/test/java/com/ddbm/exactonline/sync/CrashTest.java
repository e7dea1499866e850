package com.ddbm.exactonline.sync;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The process dies at each call of a port in turn; whoever comes next resumes the run. */
class CrashTest {

  private EngineBed bed;
  private CrashingPorts ports;

  private void fill(int rows) {
    bed = new EngineBed();
    bed.settings =
        new SyncSettings(
            2,
            6,
            Duration.ofMinutes(5),
            1 << 20,
            8 << 20,
            1,
            Duration.ofMinutes(50),
            Duration.ofMinutes(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5));
    bed.configure(Reconcile.EVERY_RUN, false, Optional.empty());
    ports = new CrashingPorts();
    bed.aroundJournal = journal -> ports.around(SyncJournal.class, journal);
    bed.aroundTarget = target -> ports.around(Target.class, target);
    bed.fill(rows, 1, 2);
  }

  private void change() {
    TestEndpoints.all().stream()
        .filter(endpoint -> endpoint != TestEndpoints.DELETED)
        .forEach(
            endpoint -> {
              bed.world.put(1, endpoint.id(), "row0", "changed");
              bed.world.put(1, endpoint.id(), "new", "inserted");
              bed.world.delete(1, endpoint.id(), "row1");
              bed.world.delete(1, endpoint.id(), "row2");
              bed.world.put(1, endpoint.id(), "row2", "created again");
            });
  }

  /** Runs with one crash; the number of port calls that an uninterrupted run makes. */
  private int crashAndResume(String runId, int call, boolean after) {
    ports.crashAt(call, after);
    boolean crashed = false;
    try {
      bed.work();
    } catch (CrashingPorts.Crash crash) {
      crashed = true;
      bed.database.rollback();
    }
    int calls = ports.calls();
    ports.restart();
    if (crashed) {
      bed.clock.advance(Duration.ofSeconds(91));
      if (!bed.journal.run(runId).status().ended()) {
        bed.finish(runId);
      }
    }
    InMemoryRun run = bed.journal.run(runId);
    assertThat(run.status())
        .as("crash %s call %d: %s", after ? "after" : "before", call, bed.describe(run))
        .isEqualTo(RunStatus.SUCCEEDED);
    bed.assertTruth(1, 2);
    assertThat(bed.target.rememberedKeys()).as("keys left after call " + call).isZero();
    return crashed ? Integer.MAX_VALUE : calls;
  }

  @Test
  void aFirstLoadSurvivesACrashAnywhere() {
    int last = Integer.MAX_VALUE;
    for (int call = 1; call < last; call += 3) {
      fill(4);
      last = Math.min(last, crashAndResume(bed.enqueue(SyncMode.INCREMENTAL), call, call % 2 == 0));
    }
    assertThat(last).isLessThan(1000);
  }

  @Test
  void anIncrementSurvivesACrashAnywhereAndCountsNothingTwice() {
    int last = Integer.MAX_VALUE;
    for (int call = 1; call < last; call += 2) {
      fill(4);
      bed.increment();
      change();
      String runId = bed.enqueue(SyncMode.INCREMENTAL);
      last = Math.min(last, crashAndResume(runId, call, call % 4 == 1));
      assertThat(bed.journal.run(runId).totals().inserted() - 4)
          .as("rows inserted beside those of the log, crash at call %d", call)
          .isEqualTo(6);
      assertThat(bed.journal.run(runId).totals().deleted()).isEqualTo(6);
    }
    assertThat(last).isLessThan(1000);
  }

  @Test
  void aFullRefreshSurvivesACrashAnywhere() {
    int last = Integer.MAX_VALUE;
    for (int call = 2; call < last; call += 5) {
      fill(5);
      bed.increment();
      change();
      last =
          Math.min(last, crashAndResume(bed.enqueue(SyncMode.FULL_REFRESH), call, call % 2 == 0));
    }
    assertThat(last).isLessThan(1000);
  }

  @Test
  void aLongChainGoesOnFromItsCheckpoint() {
    fill(0);
    for (int row = 0; row < 60; row++) {
      bed.world.put(1, "accounts", "row" + row, "text");
    }
    String runId = bed.enqueue(SyncMode.INCREMENTAL);
    ports.crashAt(60, false);
    try {
      bed.work();
    } catch (CrashingPorts.Crash crash) {
      bed.database.rollback();
    }
    ports.restart();
    assertThat(bed.cursor(1, "accounts").checkpoint()).isPresent();
    long before = fetchedPages();
    bed.clock.advance(Duration.ofSeconds(91));
    bed.finish(runId);
    bed.assertTruth(1, 2);
    // 20 pages in all: at most one batch of two pages and the page under way come twice.
    assertThat(fetchedPages()).isLessThanOrEqualTo(20 + 4);
    assertThat(before).isGreaterThan(3);
  }

  private long fetchedPages() {
    return bed.world.calls().stream()
        .filter(call -> call.endpoint().equals("accounts") && call.division() == 1)
        .count();
  }
}
