package com.ddbm.exactonline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.state.CommitUnknown;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.EngineBed;
import com.ddbm.exactonline.twins.InMemoryExactWorld;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.TestEndpoints;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.Target;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that only thousands of schedules brought to light, each in its shortest form. */
class FoundBySimulationTest {

  private final EngineBed bed = new EngineBed();

  @BeforeEach
  void fill() {
    bed.fill(10, 1);
  }

  @Test
  void aStagingTableThatCannotBeMadeLosesNoDeletion() {
    bed.increment();
    bed.world.delete(1, "accounts", "row3");
    boolean[] failed = {false};
    bed.aroundTarget =
        target ->
            proxy(
                Target.class,
                target,
                (method, arguments) -> {
                  boolean log =
                      method.equals("openStaging")
                          && ((TableDefinition) arguments[0]).name().quoted().contains("DELETED");
                  if (log && !failed[0]) {
                    failed[0] = true;
                    throw new ConnectorException(ErrorCode.EO_3004, null, "no");
                  }
                });
    InMemoryRun run = bed.run(SyncMode.INCREMENTAL);
    assertThat(bed.step(run, 1, "accounts").status()).isEqualTo(RunStatus.FAILED);
    assertThat(bed.step(run, 1, "deleted").status()).isEqualTo(RunStatus.FAILED);
    bed.increment();
    bed.assertTruth(1);
  }

  @Test
  void theLogOfADivisionThatMovedIsReadAnewOnce() {
    bed.increment();
    bed.world.move(1);
    bed.clock.advance(Duration.ofHours(1));
    assertThat(bed.step(bed.increment(), 1, "deleted").reason()).isPresent();
    bed.clock.advance(Duration.ofHours(1));
    assertThat(bed.step(bed.increment(), 1, "deleted").reason()).isEmpty();
  }

  @Test
  void theTableOfDeletionsHasTheVersionsOfTheDatabaseItsDivisionWasMovedTo() {
    bed.increment();
    bed.world.delete(1, "accounts", "row3");
    bed.world.delete(1, "lines", "row4");
    bed.increment();
    bed.world.moveWithDeletions(1);
    bed.world.failAlways(
        1, "deleted", InMemoryExactWorld.failure(Kind.PROTOCOL, ErrorCode.EO_2012, "odd"));
    assertThat(bed.run(SyncMode.INCREMENTAL).status()).isEqualTo(RunStatus.PARTIAL);
    bed.world.clearFaults();
    bed.increment();
    bed.assertTruth(1);
    assertThat(bed.rows(1, TestEndpoints.DELETED)).hasSize(2);
  }

  @Test
  void whoeverDoesNotKnowWhetherItWasCommittedLooksAtWhatIsThere() {
    for (int nth = 0; nth < 14; nth++) {
      EngineBed each = new EngineBed();
      each.world.addDivision(1);
      for (int row = 0; row < 10; row++) {
        each.world.put(1, "accounts", "row" + row, "text");
        each.world.put(1, "prices", "row" + row, "text");
      }
      each.settings = smallBatches(each.settings);
      int unknown = nth;
      int[] publishes = {0};
      each.aroundJournal =
          journal ->
              after(
                  journal,
                  () -> {
                    if (publishes[0]++ == unknown) {
                      throw new CommitUnknown(null);
                    }
                  });
      String run = each.enqueue(SyncMode.INCREMENTAL);
      try {
        each.work();
      } catch (CommitUnknown broken) {
        each.clock.advance(Duration.ofSeconds(91));
      }
      InMemoryRun ended = each.finish(run);
      assertThat(ended.status()).as("at publish %d", nth).isEqualTo(RunStatus.SUCCEEDED);
      assertThat(ended.totals().inserted()).as("at publish %d", nth).isEqualTo(20);
      each.assertTruth(1);
    }
  }

  @Test
  void aResumedRunThatCannotEvenReadItsStepsLeavesNoneOpen() {
    String run = bed.enqueue(SyncMode.INCREMENTAL);
    int[] publishes = {0};
    bed.aroundJournal =
        journal ->
            after(
                journal,
                () -> {
                  if (publishes[0]++ == 1) {
                    throw new CommitUnknown(null); // the plan stands, and nothing is done
                  }
                });
    assertThatThrownBy(bed::work).isInstanceOf(CommitUnknown.class);
    bed.clock.advance(Duration.ofSeconds(91));
    boolean[] failed = {false};
    bed.aroundJournal =
        journal ->
            proxy(
                SyncJournal.class,
                journal,
                (method, arguments) -> {
                  if (method.equals("steps") && !failed[0]) {
                    failed[0] = true;
                    throw new ConnectorException(ErrorCode.EO_3004, null, "no");
                  }
                });
    assertThat(bed.finish(run).status()).isEqualTo(RunStatus.FAILED);
    assertThat(bed.journal.steps(run))
        .isNotEmpty()
        .allMatch(step -> step.status() == RunStatus.FAILED);
  }

  @Test
  void aChainWithoutARefusedFieldIsNotGoneOnWithOnceTheFieldIsBack() {
    bed.settings = smallBatches(bed.settings);
    bed.world.refuseColumns(1, "prices", Set.of("DESCRIPTION"));
    bed.world.failOnce(
        "prices",
        3,
        InMemoryExactWorld.failure(ExactException.Kind.TRANSIENT, ErrorCode.EO_2013, "later"));
    InMemoryRun cut = bed.run(SyncMode.INCREMENTAL);
    assertThat(bed.step(cut, 1, "prices").status()).isEqualTo(RunStatus.FAILED);
    bed.world.refuseColumns(1, "prices", Set.of());
    bed.increment();
    bed.assertTruth(1);
  }

  @ParameterizedTest
  @CsvSource({"EVERY_RUN,1,true", "DAILY,26,true", "DAILY,1,false"})
  void aChainOfAnEarlierRunIsNoComparisonOfKeysOfToday(
      Reconcile reconcile, int hours, boolean compares) {
    bed.settings = smallBatches(bed.settings);
    bed.configure(reconcile, false, Optional.empty());
    bed.world.failOnce(
        "prices",
        3,
        InMemoryExactWorld.failure(ExactException.Kind.TRANSIENT, ErrorCode.EO_2013, "later"));
    InMemoryRun cut = bed.run(SyncMode.INCREMENTAL);
    assertThat(bed.step(cut, 1, "prices").rowsInserted()).isEqualTo(6);
    bed.world.delete(1, "prices", "row1");
    bed.clock.advance(Duration.ofHours(hours));
    long before = keyCalls("prices");
    bed.increment();
    assertThat(keyCalls("prices") - before).isEqualTo(compares ? 3 : 0);
    assertThat(bed.rows(1, TestEndpoints.PRICES)).hasSize(compares ? 9 : 10);
  }

  private long keyCalls(String endpoint) {
    return bed.world.calls().stream()
        .filter(call -> call.endpoint().equals(endpoint) && call.what().endsWith("few columns"))
        .count();
  }

  @Test
  void aDivisionThatAnotherRunMetMeanwhileHasMovedAllTheSame() {
    bed.world.delete(1, "accounts", "row1");
    bed.increment();
    bed.world.move(1);
    boolean[] asked = {false};
    bed.aroundJournal =
        journal ->
            answering(
                journal,
                (method, answer) -> {
                  boolean first = method.equals("divisions") && !asked[0];
                  asked[0] |= first;
                  return first ? List.of() : answer; // read before the other run saved it
                });
    bed.increment();
    bed.world.delete(1, "accounts", "row2");
    bed.increment();
    bed.assertTruth(1, TestEndpoints.ACCOUNTS);
  }

  private interface Answering {
    Object answer(String method, Object answer);
  }

  private static SyncJournal answering(SyncJournal journal, Answering answering) {
    return (SyncJournal)
        Proxy.newProxyInstance(
            SyncJournal.class.getClassLoader(),
            new Class<?>[] {SyncJournal.class},
            (self, method, arguments) ->
                answering.answer(method.getName(), go(method, journal, arguments)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"accounts", "prices", "assets", "mappings", "balance"})
  void aRightThatIsTakenInTheMiddleOfAChainDeletesNothing(String endpoint) {
    bed.increment();
    takeRightAfterTwoPages(endpoint);
    InMemoryRun cut = bed.run(SyncMode.FULL_REFRESH);
    assertThat(bed.step(cut, 1, endpoint).errorCode()).contains(ErrorCode.EO_2017.code());
    assertThat(bed.step(cut, 1, endpoint).rowsDeleted()).isZero();
    bed.world.beforeCall(() -> {});
    bed.world.giveRight(1, endpoint);
    bed.world.delete(1, endpoint, "row3");
    bed.run(SyncMode.FULL_REFRESH);
    bed.assertTruth(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"accounts", "deleted"})
  void aRightThatIsTakenInTheMiddleOfAnUnsortedChainSkipsNothing(String endpoint) {
    bed.increment();
    bed.world.ascending(false);
    for (int row = 9; row > 0; row--) {
      if (endpoint.equals("deleted")) {
        bed.world.delete(1, "accounts", "row" + row);
      } else {
        bed.world.put(1, endpoint, "row" + row, "changed");
      }
    }
    takeRightAfterTwoPages(endpoint);
    InMemoryRun cut = bed.run(SyncMode.INCREMENTAL);
    assertThat(bed.step(cut, 1, endpoint).errorCode()).contains(ErrorCode.EO_2017.code());
    bed.world.beforeCall(() -> {});
    bed.world.giveRight(1, endpoint);
    bed.increment();
    bed.assertTruth(1);
  }

  private void takeRightAfterTwoPages(String endpoint) {
    long before = pages(endpoint);
    bed.world.beforeCall(
        () -> {
          if (pages(endpoint) - before > 2) {
            bed.world.takeRight(1, endpoint);
          }
        });
  }

  private long pages(String endpoint) {
    return bed.world.calls().stream().filter(call -> call.endpoint().equals(endpoint)).count();
  }

  @Test
  void anIncrementLooksNoFurtherBackThanTheStartDate() {
    for (int row = 0; row < 10; row++) {
      bed.world.set(1, "assets", "row" + row, "MODIFIED", "2026-01-31T23:00:00.000");
    }
    bed.configure(Reconcile.DAILY, false, Optional.of(LocalDate.parse("2026-02-01")));
    bed.increment();
    assertThat(bed.step(bed.increment(), 1, "assets").rowsFetched()).isZero();
    assertThat(bed.rows(1, TestEndpoints.ASSETS)).isEmpty();
  }

  @Test
  void aFieldThatIsBackBringsNoMoreHistoryThanWasAskedFor() {
    for (int row = 0; row < 3; row++) {
      bed.world.set(1, "assets", "row" + row, "MODIFIED", "2025-12-31T23:00:00.000");
    }
    bed.configure(Reconcile.DAILY, false, Optional.of(LocalDate.parse("2026-02-01")));
    bed.world.refuseColumns(1, "assets", Set.of("DESCRIPTION"));
    bed.increment();
    assertThat(bed.rows(1, TestEndpoints.ASSETS)).hasSize(7);
    bed.world.refuseColumns(1, "assets", Set.of());
    bed.clock.advance(Duration.ofHours(21));
    assertThat(bed.step(bed.increment(), 1, "assets").rowsFetched()).isEqualTo(7);
    assertThat(bed.rows(1, TestEndpoints.ASSETS)).hasSize(7);
    assertThat(bed.cursor(1, "assets").completeSince()).contains("2026-02-01");
  }

  @Test
  void aFullRefreshComparesKeysThoughItGoesOnWithAFirstLoad() {
    bed.settings = smallBatches(bed.settings);
    bed.configure(Reconcile.NEVER, false, Optional.empty());
    bed.world.failOnce(
        "prices",
        3,
        InMemoryExactWorld.failure(ExactException.Kind.TRANSIENT, ErrorCode.EO_2013, "later"));
    bed.run(SyncMode.INCREMENTAL);
    bed.world.delete(1, "prices", "row1");
    bed.clock.advance(Duration.ofHours(1));
    bed.run(SyncMode.FULL_REFRESH);
    bed.assertTruth(1, TestEndpoints.PRICES);
  }

  @Test
  void rowsThatComeByKeyAreInTheOrderOfTheirVersionsByChance() {
    PageTally page = new PageTally(true);
    page.add("5");
    page.add("7");
    ChainPosition first = ChainPosition.startingAt("1").after(page);
    assertThat(first.goingOnAt("https://x/?$skiptoken=7L").ascending()).isTrue();
    assertThat(first.goingOnAt(null).ascending()).isTrue();
    assertThat(first.goingOnAt("https://x/?$skiptoken=guid'a'").ascending()).isFalse();
  }

  private static SyncSettings smallBatches(SyncSettings settings) {
    return new SyncSettings(
        settings.divisionsAtOnce(),
        3,
        settings.batchTime(),
        settings.chunkBytes(),
        settings.bytesInFlight(),
        settings.pagesPerUnit(),
        settings.timeLimit(),
        settings.longestWait(),
        settings.heartbeat(),
        settings.cancelPoll());
  }

  private interface Before {
    void call(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, T port, Before before) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              before.call(method.getName(), arguments);
              return go(method, port, arguments);
            }));
  }

  private static SyncJournal after(SyncJournal journal, Runnable committed) {
    return (SyncJournal)
        Proxy.newProxyInstance(
            SyncJournal.class.getClassLoader(),
            new Class<?>[] {SyncJournal.class},
            (self, method, arguments) -> {
              Object result = go(method, journal, arguments);
              if (method.getName().equals("publish")) {
                committed.run();
              }
              return result;
            });
  }

  private static Object go(java.lang.reflect.Method method, Object port, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(port, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
