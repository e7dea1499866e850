package com.ddbm.exactonline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.state.Event;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.EngineBed;
import com.ddbm.exactonline.twins.InMemoryExactWorld.Call;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.TestEndpoints;
import com.ddbm.exactonline.warehouse.TableDefinition;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run does when nothing goes wrong: each strategy, first loads, increments, deletions. */
class SyncEngineTest {

  private final EngineBed bed = new EngineBed();

  @BeforeEach
  void fill() {
    bed.fill(7, 1, 2);
  }

  private List<Call> callsDuring(Runnable work) {
    int before = bed.world.calls().size();
    work.run();
    return List.copyOf(bed.world.calls().subList(before, bed.world.calls().size()));
  }

  private void everyEndpoint(Consumer<Endpoint> change) {
    TestEndpoints.all().stream()
        .filter(endpoint -> endpoint != TestEndpoints.DELETED)
        .forEach(change);
  }

  @Test
  void aFirstRunLoadsEverything() {
    InMemoryRun run = bed.increment();
    bed.assertTruth(1, 2);
    assertThat(run.totals().inserted()).isEqualTo(2 * 6 * 7);
    assertThat(run.totals().succeeded()).isEqualTo(2 * 7);
    assertThat(bed.step(run, 1, "deleted").startedAt()).isPresent();
    assertThat(bed.step(run, 1, "deleted").apiCalls()).isEqualTo(2);
    assertThat(bed.target.stagings()).isZero();
    assertThat(bed.target.rememberedKeys()).isZero();
    assertThat(bed.settled).hasSize(1);
    assertThat(bed.settled.get(0).rowsCharged()).isEqualTo(2 * 6 * 7);
    assertThat(bed.settled.get(0).stepsSucceeded()).isEqualTo(14);
  }

  @Test
  void aRunWithoutChangesCostsOneCallAStepAndAHandfulOfStatements() {
    bed.increment();
    int statements = bed.journal.statements();
    List<Call> calls = callsDuring(bed::increment);
    // accounts, lines, prices and Deleted: one each; the others are fetched again in three pages
    // (the rows of assets all lie within the overlap).
    assertThat(calls).hasSize(1 + 2 * (3 + 3 * 3 + 1));
    assertThat(bed.journal.statements() - statements).isLessThan(45);
    assertThat(bed.settled.get(1).rowsCharged()).isZero();
    assertThat(bed.settled.get(1).status()).isEqualTo(RunStatus.SUCCEEDED);
  }

  @Test
  void manyDivisionsWithoutChangesNeedNoMoreStatements() {
    EngineBed many = new EngineBed(List.of(TestEndpoints.ACCOUNTS, TestEndpoints.LINES));
    for (int division = 1; division <= 100; division++) {
      many.world.addDivision(division);
      many.world.put(division, "accounts", "a", "text");
    }
    many.increment();
    many.assertTruth(1, 50, 100);
    int statements = many.journal.statements();
    many.increment();
    assertThat(many.journal.statements() - statements).isLessThan(60);
  }

  @Test
  void changesAndDeletionsOfEveryKindReachTheTables() {
    bed.increment();
    bed.clock.advance(Duration.ofDays(1));
    everyEndpoint(
        endpoint -> {
          bed.world.put(1, endpoint.id(), "row0", "changed");
          bed.world.put(1, endpoint.id(), "new", "inserted");
          bed.world.delete(1, endpoint.id(), "row1");
          bed.world.delete(1, endpoint.id(), "row2");
          bed.world.put(1, endpoint.id(), "row2", "created again");
        });
    InMemoryRun run = bed.increment();
    bed.assertTruth(1, 2);
    assertThat(run.totals().deleted()).isEqualTo(6);
    assertThat(bed.step(run, 1, "accounts").rowsFetched()).isEqualTo(3);
    assertThat(bed.step(run, 1, "accounts").rowsUpdated()).isEqualTo(2);
    assertThat(bed.step(run, 1, "accounts").rowsInserted()).isEqualTo(1);
    assertThat(bed.step(run, 1, "accounts").rowsDeleted()).isEqualTo(1);
    assertThat(bed.step(run, 1, "accounts").cursorFrom()).isPresent();
    assertThat(bed.step(run, 2, "accounts").rowsFetched()).isZero();
    assertThat(bed.step(run, 1, "deleted").rowsInserted()).isEqualTo(4);
  }

  @Test
  void aDeletionThatNamesTheDocumentTakesAllItsRows() {
    bed.world.put(1, "lines", "header", "doc1", "h");
    bed.world.put(1, "lines", "line", "doc1", "l");
    bed.increment();
    bed.world.deleteDocument(1, "lines", "doc1");
    bed.increment();
    bed.assertTruth(1);
  }

  @Test
  void deletedRowsAreMarkedWhereTheConfigurationSaysSo() {
    bed.configure(Reconcile.EVERY_RUN, true, Optional.empty());
    bed.increment();
    everyEndpoint(endpoint -> bed.world.delete(1, endpoint.id(), "row1"));
    bed.increment();
    bed.assertTruth(1, 2);
    assertThat(bed.target.table(bed.table(TestEndpoints.ACCOUNTS)).at(1, List.of("row1")))
        .singleElement()
        .satisfies(row -> assertThat(row.deletedAt()).isNotNull());
    everyEndpoint(endpoint -> bed.world.put(1, endpoint.id(), "row1", "back"));
    bed.increment();
    bed.assertTruth(1, 2);
  }

  @Test
  void keysAreComparedAsOftenAsTheSettingSays() {
    bed.increment();
    bed.world.delete(1, "prices", "row1");
    bed.world.delete(1, "assets", "row1");
    bed.clock.advance(Duration.ofHours(1));
    bed.increment();
    assertThat(bed.rows(1, TestEndpoints.PRICES)).hasSize(7);
    bed.clock.advance(Duration.ofHours(20));
    bed.increment();
    bed.assertTruth(1, 2);
    bed.configure(Reconcile.NEVER, false, Optional.empty());
    bed.world.delete(1, "prices", "row2");
    bed.clock.advance(Duration.ofDays(2));
    bed.increment();
    assertThat(bed.rows(1, TestEndpoints.PRICES)).hasSize(6);
    bed.configure(Reconcile.EVERY_RUN, false, Optional.empty());
    bed.increment();
    bed.assertTruth(1, 2);
  }

  @Test
  void aRowThatNoIncrementBringsIsFetchedInTheRunThatMissesIt() {
    bed.configure(Reconcile.EVERY_RUN, false, Optional.empty());
    bed.increment();
    bed.clock.advance(Duration.ofDays(1));
    bed.world.put(1, "assets", "late", "entered with an old date");
    bed.world.set(1, "assets", "late", "MODIFIED", "2020-01-01T00:00:00.000");
    InMemoryRun run = bed.increment();
    bed.assertTruth(1, 2);
    assertThat(bed.step(run, 1, "assets").reason().orElseThrow()).contains("no increment brings");
    InMemoryRun next = bed.increment();
    assertThat(bed.step(next, 1, "assets").reason()).isEmpty();
  }

  @Test
  void rowsWithoutAModifiedDateAreFetchedWholeWhenKeysAreDue() {
    bed.world.set(1, "assets", "row3", "MODIFIED", null);
    bed.increment();
    bed.world.set(1, "assets", "row3", "DESCRIPTION", "changed unseen");
    bed.clock.advance(Duration.ofDays(1));
    bed.increment();
    bed.assertTruth(1, 2);
  }

  @Test
  void anIncrementByModifiedOverlapsTwoHours() {
    bed.increment();
    List<Call> calls = callsDuring(bed::increment);
    assertThat(calls)
        .filteredOn(call -> call.endpoint().equals("assets") && call.what().startsWith("Mod"))
        .extracting(Call::what)
        .containsOnly("Modified ge 2026-03-02T07:00");
  }

  @Test
  void aFullRefreshFindsWhatNobodyReported() {
    bed.increment();
    // A deletion and a change that Exact never told about.
    bed.world.truth(1, "accounts").remove(List.of("row4"));
    bed.world.set(1, "accounts", "row5", "DESCRIPTION", "silently changed");
    bed.increment();
    assertThat(bed.rows(1, TestEndpoints.ACCOUNTS)).hasSize(7);
    InMemoryRun run = bed.run(SyncMode.FULL_REFRESH);
    assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
    bed.assertTruth(1, 2);
    assertThat(run.totals().unchanged()).isGreaterThan(60);
    assertThat(bed.target.rememberedKeys()).isZero();
  }

  @Test
  void aReloadDropsTheCursorsOfItsStepsAlone() {
    bed.increment();
    String runId =
        bed.enqueue(SyncMode.INCREMENTAL, List.of("accounts"), List.of(1), List.of(), true);
    List<Call> calls = callsDuring(() -> bed.finish(runId));
    assertThat(calls).extracting(Call::what).contains("Timestamp gt 1");
    assertThat(calls).extracting(Call::endpoint).doesNotContain("lines");
    assertThat(calls).extracting(Call::division).doesNotContain(2);
    assertThat(bed.journal.run(runId).totals().unchanged()).isEqualTo(7);
    assertThat(bed.journal.run(runId).totals().inserted()).isZero();
    bed.assertTruth(1, 2);
  }

  @Test
  void aRetryRunsExactlyTheStepsItNames() {
    String runId =
        bed.enqueue(
            SyncMode.INCREMENTAL,
            List.of(),
            List.of(),
            List.of(new StepKey(1, "prices"), new StepKey(2, "assets")),
            false);
    bed.finish(runId);
    assertThat(bed.journal.steps(runId))
        .extracting(StepRecord::key)
        .containsExactlyInAnyOrder(new StepKey(1, "prices"), new StepKey(2, "assets"));
  }

  @Test
  void aStartDateShortensTheFirstLoadAndIsRemembered() {
    bed.configure(Reconcile.DAILY, false, Optional.of(LocalDate.parse("2026-01-01")));
    List<Call> calls = callsDuring(bed::increment);
    assertThat(calls).extracting(Call::endpoint).contains("SyncTimestamp");
    assertThat(calls).extracting(Call::what).contains("Modified ge 2026-01-01T00:00");
    assertThat(bed.cursor(1, "accounts").completeSince()).contains("2026-01-01");
    assertThat(bed.cursor(1, "balance").completeSince()).isEmpty();
    bed.configure(Reconcile.DAILY, false, Optional.empty());
    bed.increment();
    bed.assertTruth(1, 2);
    assertThat(bed.cursor(1, "accounts").completeSince()).isEmpty();
  }

  @Test
  void aNewColumnFetchesItsEndpointWholeWithoutACharge() {
    bed.increment();
    bed.catalogue =
        TestEndpoints.all().stream()
            .map(
                endpoint ->
                    endpoint == TestEndpoints.ACCOUNTS
                        ? TestEndpoints.widened(endpoint, "Phone")
                        : endpoint)
            .toList();
    for (int division : new int[] {1, 2}) {
      for (int row = 0; row < 7; row++) {
        bed.world.set(division, "accounts", "row" + row, "PHONE", "0" + row);
      }
    }
    InMemoryRun run = bed.increment();
    bed.assertTruth(1, 2);
    assertThat(run.totals().updated()).isEqualTo(14);
    assertThat(run.totals().notCharged()).isEqualTo(14);
    assertThat(bed.settled.get(1).rowsCharged()).isZero();
    assertThat(bed.journal.events()).extracting(Event::code).contains("COLUMNS_ADDED");
    assertThat(bed.increment().totals().updated()).isZero();
  }

  @Test
  void aTableOrColumnThatSomebodyDroppedComesBackWhole() {
    bed.increment();
    bed.target.dropTable(bed.table(TestEndpoints.ACCOUNTS));
    bed.target.dropColumn(bed.table(TestEndpoints.PRICES), "DESCRIPTION");
    bed.increment();
    bed.assertTruth(1, 2);
  }

  @Test
  void aSnapshotMayHaveKeysThatAreNull() {
    bed.world.put(1, "balance", "row1", null, "without");
    bed.increment();
    bed.world.put(1, "balance", "row1", null, "changed");
    InMemoryRun run = bed.increment();
    assertThat(bed.step(run, 1, "balance").rowsUpdated()).isEqualTo(1);
    bed.assertTruth(1, 2);
  }

  @Test
  void aSnapshotWithAKeyTwiceLosesNothingAndSaysSo() {
    bed.world.set(1, "balance", "row2", "ENTRYID", "doc-row1");
    bed.world.set(1, "balance", "row2", "ID", "row1");
    InMemoryRun run = bed.run(SyncMode.INCREMENTAL);
    assertThat(bed.target.rowCounts(definition(TestEndpoints.BALANCE), Set.of(1)))
        .containsEntry(1, 7L);
    assertThat(bed.step(run, 1, "balance").reason()).contains("A key came twice in one answer.");
    assertThat(bed.journal.events()).extracting(Event::code).contains("DUPLICATE_KEY");
    assertThat(bed.step(bed.increment(), 1, "balance").rowsUnchanged()).isEqualTo(7);
  }

  private TableDefinition definition(Endpoint endpoint) {
    return Tables.definition(bed.journal.configuration("books"), endpoint, false);
  }

  @Test
  void newDivisionsComeByThemselvesAndGoneOnesStay() {
    bed.increment();
    bed.world.addDivision(3);
    bed.world.put(3, "accounts", "a", "text");
    bed.world.unlist(2);
    bed.increment();
    bed.assertTruth(1, 3);
    assertThat(bed.rows(2, TestEndpoints.ACCOUNTS)).hasSize(7);
    assertThat(bed.journal.events())
        .extracting(Event::message)
        .anyMatch(text -> text.contains("Division 3 (Company 3) is new"))
        .anyMatch(text -> text.contains("Division 2 (Company 2) is no longer listed"));
  }

  @Test
  void rowsInAnyOrderAreCompleteInTheEnd() {
    bed.world.ascending(false);
    int[] change = {0};
    bed.world.beforeCall(
        () -> {
          if (change[0]++ % 3 == 0 && change[0] < 120) {
            bed.world.put(1, "accounts", "row" + change[0] % 5, "while paging " + change[0]);
          }
        });
    bed.increment();
    bed.world.beforeCall(() -> {});
    bed.increment();
    bed.assertTruth(1, 2);
  }
}
