package com.ddbm.exactonline.sync;

import static com.ddbm.exactonline.twins.InMemoryExactWorld.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.EngineBed;
import com.ddbm.exactonline.twins.InMemoryExactWorld.Call;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.TestEndpoints;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The failures that integrators report, by their number in the facts, as far as the engine goes.
 */
class FailuresTest {

  private final EngineBed bed = new EngineBed();

  @BeforeEach
  void fill() {
    bed.fill(7, 1);
  }

  @Test
  @DisplayName("17: a missing right looks like an empty list and deletes nothing")
  void missingRight() {
    bed.increment();
    for (String endpoint : List.of("accounts", "prices", "assets", "mappings", "balance")) {
      bed.world.takeRight(1, endpoint);
    }
    bed.clock.advance(Duration.ofDays(2));
    InMemoryRun run = bed.run(SyncMode.FULL_REFRESH);
    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    for (String endpoint : List.of("accounts", "prices", "assets", "mappings", "balance")) {
      assertThat(bed.step(run, 1, endpoint).status()).as(endpoint).isEqualTo(RunStatus.FAILED);
      assertThat(bed.step(run, 1, endpoint).errorCode()).contains("EO-2017");
    }
    bed.assertTruth(1);
    bed.world.giveRight(1, "accounts");
    InMemoryRun next = bed.run(SyncMode.FULL_REFRESH);
    assertThat(bed.step(next, 1, "accounts").status()).isEqualTo(RunStatus.SUCCEEDED);
  }

  @Test
  @DisplayName("17: nor does an empty answer of a server that tells no rights")
  void unknownRight() {
    bed.increment();
    bed.world.tellsRights(false);
    bed.world.takeRight(1, "mappings");
    bed.world.takeRight(1, "balance");
    InMemoryRun run = bed.run(SyncMode.INCREMENTAL);
    assertThat(bed.step(run, 1, "balance").status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(bed.step(run, 1, "balance").reason()).isPresent();
    bed.assertTruth(1);
  }

  @Test
  @DisplayName("17: what is truly empty is emptied, and its right asked for once a day")
  void trulyEmpty() {
    bed.increment();
    bed.world.truth(1, "balance").clear();
    bed.world.truth(1, "mappings").clear();
    bed.increment();
    bed.assertTruth(1);
    int before = bed.world.calls().size();
    bed.increment();
    assertThat(bed.world.calls().subList(before, bed.world.calls().size()))
        .extracting(Call::endpoint)
        .doesNotContain("UserHasRights");
  }

  @Test
  @DisplayName("17: nor when the right was found a moment before, on a table that was empty then")
  void rightTakenAfterItWasFound() {
    bed.increment();
    bed.world.truth(1, "mappings").clear();
    bed.increment();
    bed.world.put(1, "mappings", "new", "row");
    bed.increment();
    bed.world.takeRight(1, "mappings");
    InMemoryRun run = bed.run(SyncMode.INCREMENTAL);
    assertThat(bed.step(run, 1, "mappings").errorCode()).contains("EO-2017");
    bed.assertTruth(1);
  }

  @Test
  @DisplayName("17: a move seen by an empty answer of unknown worth is still a move later")
  void movedWhileTheRightIsUnknown() {
    bed.increment();
    bed.world.move(1);
    bed.world.tellsRights(false);
    bed.world.takeRight(1, "prices");
    bed.run(SyncMode.INCREMENTAL);
    bed.world.tellsRights(true);
    bed.world.giveRight(1, "prices");
    bed.increment();
    bed.assertTruth(1);
  }

  @Test
  @DisplayName("25: a field refused in a chain that is gone on with is known to be missing")
  void refusedFieldOfAResumedChain() {
    bed.settings = smallBatches();
    bed.increment();
    for (int row = 0; row < 9; row++) {
      bed.world.put(1, "accounts", "more" + row, "text");
    }
    bed.world.refuseColumns(1, "accounts", Set.of("DESCRIPTION"));
    bed.world.failOnce("accounts", 3, failure(Kind.TRANSIENT, ErrorCode.EO_2002, 503));
    bed.run(SyncMode.INCREMENTAL);
    assertThat(bed.cursor(1, "accounts").checkpoint()).isPresent();
    bed.increment();
    assertThat(bed.cursor(1, "accounts").refusedColumns()).containsExactly("DESCRIPTION");
    bed.world.refuseColumns(1, "accounts", Set.of());
    bed.clock.advance(Duration.ofHours(21));
    bed.increment();
    bed.assertTruth(1);
  }

  @Test
  @DisplayName("a complete fetch that an earlier run left unfinished is begun anew")
  void unfinishedFetchOfAnEarlierRun() {
    bed.settings = smallBatches();
    bed.world.failOnce("mappings", 3, failure(Kind.TRANSIENT, ErrorCode.EO_2002, 503));
    for (int row = 0; row < 9; row++) {
      bed.world.put(1, "mappings", "more" + row, "text");
    }
    bed.run(SyncMode.INCREMENTAL);
    bed.world.put(1, "mappings", "more0", "changed before the next run");
    bed.increment();
    bed.assertTruth(1);
  }

  @Test
  @DisplayName("19: the same ID twice in one run: the newest wins")
  void duplicateId() {
    int[] calls = {0};
    bed.world.beforeCall(
        () -> {
          if (++calls[0] == 5) {
            bed.world.put(1, "accounts", "row0", "changed while paging");
          }
        });
    InMemoryRun run = bed.increment();
    assertThat(bed.step(run, 1, "accounts").rowsFetched()).isEqualTo(8);
    bed.assertTruth(1);
  }

  @Test
  @DisplayName("20: a key that was deleted and created again stays")
  void recreatedKey() {
    bed.increment();
    bed.world.delete(1, "accounts", "row3");
    bed.world.put(1, "accounts", "row3", "again");
    bed.increment();
    bed.assertTruth(1);
  }

  @Test
  @DisplayName("21: a division that was moved is loaded anew, with its smaller row versions")
  void movedDivision() {
    bed.increment();
    bed.world.delete(1, "accounts", "row0");
    bed.increment();
    bed.clock.advance(Duration.ofDays(1));
    bed.world.truth(1, "accounts").remove(List.of("row1"));
    bed.world.move(1);
    bed.world.put(1, "accounts", "row0", "in the new database");
    InMemoryRun run = bed.increment();
    bed.assertTruth(1, TestEndpoints.ACCOUNTS);
    assertThat(bed.step(run, 1, "accounts").reason())
        .hasValueSatisfying(reason -> assertThat(reason).contains("moved"));
    bed.world.delete(1, "accounts", "row2");
    bed.world.put(1, "accounts", "row3", "later");
    InMemoryRun next = bed.increment();
    assertThat(bed.step(next, 1, "accounts").rowsFetched()).isEqualTo(1);
    bed.assertTruth(1, TestEndpoints.ACCOUNTS);
  }

  @Test
  @DisplayName("22: deletions that Exact has forgotten: full reload")
  void staleDeletions() {
    bed.increment();
    bed.world.delete(1, "accounts", "row1");
    bed.clock.advance(Duration.ofDays(70));
    InMemoryRun run = bed.increment();
    assertThat(bed.rows(1, TestEndpoints.ACCOUNTS)).hasSize(6);
    assertThat(bed.step(run, 1, "accounts").cursorFrom()).isEmpty();
  }

  @Test
  @DisplayName("25: a field that is refused is left out and named; accepted again, all is fetched")
  void refusedField() {
    bed.increment();
    bed.world.refuseColumns(1, "accounts", Set.of("DESCRIPTION"));
    bed.clock.advance(Duration.ofHours(1));
    bed.world.put(1, "accounts", "row1", "unseen");
    InMemoryRun run = bed.increment();
    assertThat(bed.step(run, 1, "accounts").reason())
        .hasValueSatisfying(reason -> assertThat(reason).contains("DESCRIPTION"));
    assertThat(bed.rows(1, TestEndpoints.ACCOUNTS).get(List.of("row1")))
        .containsEntry("DESCRIPTION", "text 1")
        .containsEntry("AMOUNT", "6");
    bed.increment();
    bed.world.refuseColumns(1, "accounts", Set.of());
    bed.clock.advance(Duration.ofDays(1));
    InMemoryRun whole = bed.increment();
    bed.assertTruth(1);
    assertThat(whole.totals().notCharged()).isGreaterThan(0);
  }

  @Test
  @DisplayName(
      "a next link that may not be followed fails its step once and not in every later run")
  void foreignLink() {
    bed.world.failOnce("accounts", 2, failure(Kind.PROTOCOL, ErrorCode.EO_2015, "evil.example"));
    InMemoryRun run = bed.run(SyncMode.INCREMENTAL);
    assertThat(bed.step(run, 1, "accounts").status()).isEqualTo(RunStatus.FAILED);
    assertThat(bed.cursor(1, "accounts").checkpoint()).isEmpty();
    bed.increment();
    bed.assertTruth(1);
  }

  @Test
  @DisplayName("a next link that expired restarts its chain alone")
  void expiredLink() {
    bed.increment();
    bed.world.truth(1, "accounts").remove(List.of("row6"));
    bed.world.failOnce("accounts", 2, failure(Kind.LINK_EXPIRED, ErrorCode.EO_2013, "link"));
    InMemoryRun run = bed.run(SyncMode.FULL_REFRESH);
    assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
    bed.assertTruth(1);
    assertThat(bed.step(run, 1, "accounts").reason())
        .hasValueSatisfying(reason -> assertThat(reason).contains("link expired"));
    assertThat(bed.target.rememberedKeys()).isZero();
  }

  @Test
  @DisplayName("a next link that always expires fails its step")
  void linkThatAlwaysExpires() {
    bed.world.addFault(
        call -> {
          if (call.endpoint().equals("accounts") && call.what().startsWith("https")) {
            throw failure(Kind.LINK_EXPIRED, ErrorCode.EO_2013, "link");
          }
        });
    InMemoryRun run = bed.run(SyncMode.INCREMENTAL);
    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(bed.step(run, 1, "accounts").errorCode()).contains("EO-2013");
  }

  @Test
  @DisplayName("a server that tells no rights: Deleted is read all the same, keys are compared too")
  void deletedOfAServerWithoutRights() {
    bed.world.tellsRights(false);
    bed.increment();
    bed.increment();
    bed.world.delete(1, "accounts", "row1");
    bed.increment();
    bed.assertTruth(1);
  }

  @Test
  @DisplayName("a right to Deleted that could not be asked for is asked for again")
  void rightToDeletedUnknown() {
    bed.world.failOnce("UserHasRights", 1, failure(Kind.PROTOCOL, ErrorCode.EO_2012, "odd"));
    bed.increment();
    bed.world.delete(1, "accounts", "row1");
    bed.increment();
    bed.assertTruth(1);
    assertThat(bed.journal.divisions("exact").get(0).deletedRight()).contains(true);
  }

  @Test
  @DisplayName("without the right to Deleted, keys are compared and the step says so")
  void noRightToDeleted() {
    bed.world.takeRight(1, "deleted");
    bed.configure(Reconcile.EVERY_RUN, false, Optional.empty());
    InMemoryRun first = bed.run(SyncMode.INCREMENTAL);
    assertThat(first.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(bed.step(first, 1, "deleted").errorCode()).contains("EO-2017");
    bed.world.delete(1, "accounts", "row1");
    bed.world.put(1, "accounts", "row2", "changed");
    InMemoryRun run = bed.run(SyncMode.INCREMENTAL);
    assertThat(bed.step(run, 1, "accounts").status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(bed.step(run, 1, "accounts").reason())
        .hasValueSatisfying(reason -> assertThat(reason).contains("keys are compared"));
    bed.assertTruth(1, TestEndpoints.ACCOUNTS);
  }

  @Test
  @DisplayName("a scope that Deleted lacks is noticed at its call, and keys are compared then")
  void noScopeForDeleted() {
    bed.configure(Reconcile.EVERY_RUN, false, Optional.empty());
    bed.increment();
    bed.world.failAlways(
        1, "deleted", failure(Kind.SCOPE, ErrorCode.EO_2006, "Organization", "Deleted"));
    bed.world.delete(1, "accounts", "row1");
    bed.world.delete(1, "lines", "row1");
    InMemoryRun run = bed.run(SyncMode.INCREMENTAL);
    assertThat(bed.step(run, 1, "accounts").status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(bed.step(run, 1, "deleted").status()).isEqualTo(RunStatus.FAILED);
    bed.assertTruth(1, TestEndpoints.ACCOUNTS);
    bed.assertTruth(1, TestEndpoints.LINES);
  }

  @Test
  @DisplayName("a Deleted that breaks leaves no step green that depends on it")
  void brokenDeleted() {
    bed.increment();
    bed.world.failAlways(1, "deleted", failure(Kind.PROTOCOL, ErrorCode.EO_2012, "odd"));
    bed.world.delete(1, "accounts", "row1");
    InMemoryRun run = bed.run(SyncMode.INCREMENTAL);
    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(bed.step(run, 1, "accounts").status()).isEqualTo(RunStatus.FAILED);
    assertThat(bed.step(run, 1, "prices").status()).isEqualTo(RunStatus.SUCCEEDED);
    bed.world.clearFaults();
    bed.increment();
    bed.assertTruth(1);
  }

  private static SyncSettings smallBatches() {
    return new SyncSettings(
        2,
        3,
        Duration.ofMinutes(5),
        1 << 20,
        8 << 20,
        1,
        Duration.ofMinutes(50),
        Duration.ofMinutes(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(5));
  }
}
