package com.ddbm.exactonline.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.sync.Tables;
import com.ddbm.exactonline.twins.CsvText;
import com.ddbm.exactonline.twins.Records;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.Target;
import com.ddbm.exactonline.warehouse.Target.Staging;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link SyncJournal} does; runs on the twin in memory and on Snowflake's SQL. */
public abstract class SyncJournalContract {

  protected static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  /** A deletion to be staged: all columns of sync/Deleted that matter here. */
  public record Deletion(int division, String id, long timestamp, int type, String entityKey) {}

  /** What a run row says. */
  public record RunRow(
      RunStatus status,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      Optional<Instant> waitingUntil,
      Optional<String> errorCode,
      long rowsInserted,
      long stepsSucceeded) {}

  /** The journal under test, with connection {@code exact} and configurations a, b; no runs. */
  protected abstract SyncJournal journal();

  protected abstract void enqueue(RunRecord run);

  protected abstract void requestCancel(String runId);

  protected abstract RunRow run(String runId);

  /** Where the journal's own rows of the log are staged. */
  protected abstract Target target();

  // ---- what the tests use

  private static RunRecord queued(String configuration, int minute) {
    return new RunRecord(
        UUID.randomUUID().toString(),
        configuration,
        "user",
        SyncMode.INCREMENTAL,
        List.of("crm_accounts"),
        List.of(),
        List.of(),
        false,
        RunStatus.QUEUED,
        START.plus(Duration.ofMinutes(minute)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private RunRecord enqueued(String configuration, int minute) {
    RunRecord run = queued(configuration, minute);
    enqueue(run);
    return run;
  }

  private Claim claimed(String configuration, String holder, Instant now) {
    return journal().claim(configuration, holder, now).orElseThrow();
  }

  private static StepRecord step(int division, RunStatus status, long inserted) {
    return new StepRecord(
        new StepKey(division, "crm_accounts"),
        status,
        Optional.of("a reason"),
        "row version",
        Optional.empty(),
        Optional.of("17"),
        Optional.of(START),
        Optional.empty(),
        5,
        inserted,
        0,
        0,
        1,
        0,
        2,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static CursorRecord cursor(int division, String value) {
    return new CursorRecord(
        new StepKey(division, "crm_accounts"),
        Optional.ofNullable(value),
        Optional.of("{\"link\":\"x\"}"),
        7,
        Optional.of(START),
        Optional.of("2020-01-01"),
        Optional.of("2025-05-05T00:00"),
        List.of("FAX"),
        List.of("TIMESTAMP", "ID", "FAX"),
        Optional.of(START),
        12,
        Optional.of(START),
        Optional.of("GRANTED"));
  }

  private void settle(Claim claim, Instant now, RunStatus status, Instant until) {
    journal()
        .settle(
            claim,
            now,
            status,
            Optional.ofNullable(until),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  // ---- claims and leases

  @Test
  void claimsTheOldestQueuedRunOfTheConfigurationAndOnlyForOneHolder() {
    RunRecord later = enqueued("a", 5);
    RunRecord first = enqueued("a", 1);
    RunRecord other = enqueued("b", 0);
    Claim claim = claimed("a", "h1", START);
    assertThat(claim.run().runId()).isEqualTo(first.runId());
    assertThat(claim.run().endpoints()).containsExactly("crm_accounts");
    assertThat(claim.resumed()).isFalse();
    assertThat(journal().claim("a", "h2", START)).isEmpty();
    assertThat(claimed("b", "h2", START).run().runId()).isEqualTo(other.runId());
    journal().started(claim, START, 3);
    settle(claim, START, RunStatus.SUCCEEDED, null);
    assertThat(claimed("a", "h2", START).run().runId()).isEqualTo(later.runId());
  }

  @Test
  void resumesAnAbandonedRunUnderItsIdBeforeQueuedOnes() {
    enqueued("a", 1);
    Claim first = claimed("a", "h1", START);
    journal().started(first, START, 3);
    RunRecord queuedEarlier = enqueued("a", 0);
    assertThat(queuedEarlier.runId()).isNotEqualTo(first.run().runId());
    assertThat(journal().claim("a", "h2", START.plusSeconds(89))).isEmpty();
    Claim second = claimed("a", "h2", START.plusSeconds(91));
    assertThat(second.run().runId()).isEqualTo(first.run().runId());
    assertThat(second.resumed()).isTrue();
    assertThat(second.generation()).isGreaterThan(first.generation());
  }

  @Test
  void aHeartbeatExtendsTheLeaseUntilSomebodyTookOver() {
    enqueued("a", 1);
    Claim first = claimed("a", "h1", START);
    journal().started(first, START, 3);
    assertThat(journal().heartbeat(first, START.plusSeconds(60))).isTrue();
    assertThat(journal().claim("a", "h2", START.plusSeconds(120))).isEmpty();
    claimed("a", "h2", START.plusSeconds(151));
    assertThat(journal().heartbeat(first, START.plusSeconds(152))).isFalse();
  }

  @Test
  void aHolderThatSleptThroughATakeoverPublishesNothing() {
    enqueued("a", 1);
    Claim first = claimed("a", "h1", START);
    journal().started(first, START, 3);
    claimed("a", "h2", START.plusSeconds(100));
    assertThatThrownBy(
            () ->
                journal()
                    .publish(
                        first,
                        START.plusSeconds(101),
                        () -> {
                          journal().saveCursors("a", List.of(cursor(1, "5")));
                          return null;
                        }))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            failure -> assertThat(failure.error()).isEqualTo(ErrorCode.EO_3005));
    assertThat(journal().cursors("a")).isEmpty();
    assertThatThrownBy(() -> settle(first, START.plusSeconds(101), RunStatus.SUCCEEDED, null))
        .isInstanceOf(ConnectorException.class);
  }

  @Test
  void aReleasedLeaseCanBeTakenAtOnce() {
    enqueued("a", 1);
    Claim first = claimed("a", "h1", START);
    journal().started(first, START, 3);
    journal().release(first);
    assertThat(claimed("a", "h2", START.plusSeconds(1)).run().runId())
        .isEqualTo(first.run().runId());
  }

  @Test
  void aWaitingRunIsClaimedWhenItIsDue() {
    enqueued("a", 1);
    Claim claim = claimed("a", "h1", START);
    journal().started(claim, START, 3);
    settle(claim, START, RunStatus.WAITING, START.plusSeconds(3600));
    assertThat(run(claim.run().runId()).waitingUntil()).contains(START.plusSeconds(3600));
    assertThat(journal().claim("a", "h2", START.plusSeconds(60))).isEmpty();
    Claim again = claimed("a", "h2", START.plusSeconds(3600));
    assertThat(again.run().runId()).isEqualTo(claim.run().runId());
    assertThat(again.resumed()).isTrue();
    journal().started(again, START.plusSeconds(3600), 3);
    assertThat(run(claim.run().runId()).status()).isEqualTo(RunStatus.RUNNING);
    assertThat(run(claim.run().runId()).waitingUntil()).isEmpty();
    assertThat(run(claim.run().runId()).startedAt()).contains(START);
  }

  @Test
  void aRunThatQueuedItselfAgainGoesOnBeforeYoungerOnes() {
    enqueued("a", 5);
    Claim claim = claimed("a", "h1", START);
    journal().started(claim, START, 3);
    settle(claim, START, RunStatus.QUEUED, null);
    enqueued("a", 1);
    Claim again = claimed("a", "h2", START.plusSeconds(1));
    assertThat(again.run().runId()).isEqualTo(claim.run().runId());
    assertThat(again.resumed()).isTrue();
  }

  // ---- what a run leaves behind

  @Test
  void sumsTheStepsWhenARunEnds() {
    enqueued("a", 1);
    Claim claim = claimed("a", "h1", START);
    journal().started(claim, START, 3);
    journal()
        .publish(
            claim,
            START,
            () -> {
              journal()
                  .saveSteps(
                      claim.run().runId(),
                      List.of(step(1, RunStatus.SUCCEEDED, 4), step(2, RunStatus.FAILED, 3)));
              return null;
            });
    journal()
        .settle(
            claim,
            START.plusSeconds(9),
            RunStatus.PARTIAL,
            Optional.empty(),
            Optional.of("EO-2008"),
            Optional.of("Division 2 is refused"),
            Optional.of("Look"));
    RunRow row = run(claim.run().runId());
    assertThat(row.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(row.rowsInserted()).isEqualTo(7);
    assertThat(row.stepsSucceeded()).isEqualTo(1);
    assertThat(row.endedAt()).contains(START.plusSeconds(9));
    assertThat(row.errorCode()).contains("EO-2008");
    assertThat(journal().claim("a", "h2", START.plusSeconds(10))).isEmpty();
  }

  @Test
  void replacesStepsAndCursorsByTheirKeys() {
    enqueued("a", 1);
    Claim claim = claimed("a", "h1", START);
    journal().started(claim, START, 3);
    for (long rows : List.of(1L, 9L)) {
      journal()
          .publish(
              claim,
              START,
              () -> {
                journal().saveSteps(claim.run().runId(), List.of(step(1, RunStatus.RUNNING, rows)));
                journal()
                    .saveCursors("a", List.of(cursor(1, Long.toString(rows)), cursor(2, null)));
                return null;
              });
    }
    assertThat(journal().steps(claim.run().runId())).containsExactly(step(1, RunStatus.RUNNING, 9));
    assertThat(journal().cursors("a"))
        .isEqualTo(
            Map.of(
                new StepKey(1, "crm_accounts"), cursor(1, "9"),
                new StepKey(2, "crm_accounts"), cursor(2, null)));
    assertThat(journal().cursors("b")).isEmpty();
  }

  @Test
  void aFailedPublishLeavesNothing() {
    enqueued("a", 1);
    Claim claim = claimed("a", "h1", START);
    journal().started(claim, START, 3);
    assertThatThrownBy(
            () ->
                journal()
                    .publish(
                        claim,
                        START,
                        () -> {
                          journal().saveCursors("a", List.of(cursor(1, "5")));
                          journal()
                              .saveSteps(
                                  claim.run().runId(), List.of(step(1, RunStatus.RUNNING, 1)));
                          throw new IllegalStateException("crash");
                        }))
        .hasMessageContaining("crash");
    assertThat(journal().cursors("a")).isEmpty();
    assertThat(journal().steps(claim.run().runId())).isEmpty();
    assertThat(journal().<Integer>publish(claim, START, () -> 7)).isEqualTo(7);
  }

  @Test
  void seesTheUsersCancelMark() {
    enqueued("a", 1);
    Claim claim = claimed("a", "h1", START);
    assertThat(journal().cancelRequested(claim.run().runId())).isFalse();
    requestCancel(claim.run().runId());
    assertThat(journal().cancelRequested(claim.run().runId())).isTrue();
  }

  // ---- divisions and the deletion log

  private static DivisionRecord division(int code, String name, long position, Instant fetched) {
    return new DivisionRecord(
        code,
        name,
        "ACTIVE",
        Optional.of(LocalDateTime.parse("2025-05-05T00:00:00")),
        position,
        Optional.ofNullable(fetched),
        Optional.ofNullable(fetched),
        Optional.ofNullable(fetched).map(moment -> true));
  }

  private Claim running() {
    enqueued("a", 1);
    Claim claim = claimed("a", "h1", START);
    journal().started(claim, START, 3);
    return claim;
  }

  @Test
  void keepsTheDeletionLogsPlaceWhenDivisionsAreRefreshed() {
    Claim claim = running();
    journal().saveDivisions("exact", List.of(division(1, "One", 0, null)));
    inPublish(
        claim,
        () -> journal().saveDeletionLogPositions("exact", List.of(division(1, "One", 40, START))));
    journal().saveDivisions("exact", List.of(division(1, "Uno", 0, null)));
    assertThat(journal().divisions("exact")).containsExactly(division(1, "Uno", 40, START));
    inPublish(
        claim,
        () -> journal().saveDeletionLogPositions("exact", List.of(division(1, "Uno", 30, START))));
    assertThat(journal().divisions("exact").get(0).deletedPosition()).isEqualTo(40);
  }

  @Test
  void appendsDeletionsOncePerDivisionAndIdAndTellsTheNewestPerType() {
    Claim claim = running();
    journal().saveDivisions("exact", List.of(division(1, "One", 0, null)));
    List<DivisionRecord> fetched =
        List.of(division(1, "One", 0, null), division(2, "Two", 0, null));
    Staging first =
        stagedDeletions(
            List.of(
                new Deletion(1, "d1", 10, 2, "k1"),
                new Deletion(1, "d2", 20, 9, "k2"),
                new Deletion(2, "d1", 15, 2, "k1")));
    inPublish(
        claim, () -> assertThat(journal().appendDeletions("exact", first, fetched)).isEqualTo(3));
    Staging second =
        stagedDeletions(
            List.of(new Deletion(1, "d2", 20, 9, "k2"), new Deletion(1, "d3", 30, 2, "k3")));
    inPublish(
        claim, () -> assertThat(journal().appendDeletions("exact", second, fetched)).isEqualTo(1));
    assertThat(journal().newestDeletionPerType("exact", Map.of(1, 0L, 2, 15L)))
        .isEqualTo(Map.of(1, Map.of(2, 30L, 9, 20L)));
    assertThat(journal().newestDeletionPerType("exact", Map.of(1, 20L)))
        .isEqualTo(Map.of(1, Map.of(2, 30L)));
  }

  @Test
  void emptiesTheLogOfADivisionThatMoved() {
    Claim claim = running();
    journal()
        .saveDivisions("exact", List.of(division(1, "One", 0, null), division(2, "Two", 0, null)));
    Staging staged =
        stagedDeletions(
            List.of(new Deletion(1, "d1", 10, 2, "k1"), new Deletion(2, "d2", 20, 2, "k2")));
    inPublish(
        claim,
        () -> {
          journal()
              .appendDeletions(
                  "exact",
                  staged,
                  List.of(division(1, "One", 0, null), division(2, "Two", 0, null)));
          journal()
              .saveDeletionLogPositions(
                  "exact", List.of(division(1, "One", 10, START), division(2, "Two", 20, START)));
        });
    inPublish(claim, () -> journal().resetDeletionLog("exact", Set.of(1)));
    assertThat(journal().newestDeletionPerType("exact", Map.of(1, 0L, 2, 0L)))
        .isEqualTo(Map.of(2, Map.of(2, 20L)));
    DivisionRecord moved = journal().divisions("exact").get(0);
    assertThat(moved.deletedPosition()).isZero();
    assertThat(moved.deletedFetchedAt()).isEmpty();
    assertThat(moved.deletedRight()).contains(true);
  }

  @Test
  void leavesOutDeletionsOfADivisionThatAnotherRunSawMoved() {
    Claim claim = running();
    journal().saveDivisions("exact", List.of(division(1, "One", 0, null)));
    Staging staged = stagedDeletions(List.of(new Deletion(1, "d1", 500, 2, "k1")));
    DivisionRecord moved =
        new DivisionRecord(
            1,
            "One",
            "ACTIVE",
            Optional.of(LocalDateTime.parse("2026-03-02T10:00:00.005")),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    journal().saveDivisions("exact", List.of(moved));
    inPublish(
        claim,
        () -> {
          List<DivisionRecord> before = List.of(division(1, "One", 500, START));
          journal().saveDeletionLogPositions("exact", before);
          assertThat(journal().appendDeletions("exact", staged, before)).isZero();
        });
    assertThat(journal().newestDeletionPerType("exact", Map.of(1, 0L))).isEmpty();
    assertThat(journal().divisions("exact").get(0).deletedPosition()).isZero();
    assertThat(journal().divisions("exact").get(0).deletedFetchedAt()).isEmpty();
  }

  @Test
  void doesNotStartARunWhoseLeaseIsLost() {
    Claim claim = running();
    assertThat(journal().claim(claim.run().configuration(), "other", START.plusSeconds(100)))
        .isPresent();
    assertThatThrownBy(() -> journal().started(claim, START.plusSeconds(101), 3))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("taken over");
  }

  private void inPublish(Claim claim, Runnable work) {
    journal()
        .publish(
            claim,
            START,
            () -> {
              work.run();
              return null;
            });
  }

  // ---- calls and events

  @Test
  void addsUpCallsOfADay() {
    LocalDate day = LocalDate.parse("2026-03-01");
    UsageRecord some =
        new UsageRecord(
            1, day, 5, Optional.of(5000L), Optional.of(4000L), 1, 2, Optional.of(START));
    UsageRecord more =
        new UsageRecord(1, day, 3, Optional.empty(), Optional.of(3990L), 0, 1, Optional.empty());
    UsageRecord old =
        new UsageRecord(
            0, day.minusDays(1), 9, Optional.empty(), Optional.empty(), 0, 0, Optional.empty());
    journal().addUsage("exact", List.of(some, old));
    journal().addUsage("exact", List.of(more));
    assertThat(journal().usage("exact", day))
        .containsExactly(
            new UsageRecord(
                1, day, 8, Optional.of(5000L), Optional.of(3990L), 1, 3, Optional.of(START)));
    assertThat(journal().usage("exact", day.minusDays(1))).hasSize(2);
  }

  @Test
  void takesEvents() {
    journal()
        .record(
            List.of(
                new Event(
                    START, "INFO", "MOVED", "It's moved", Optional.of("exact"), Optional.empty())));
  }

  private Staging stagedDeletions(List<Deletion> deletions) {
    TableDefinition table =
        Tables.definition(
            Records.configuration("a", "exact"), Catalogue.get().require("deleted"), false);
    Staging staging = target().openStaging(table, "run_1");
    List<String[]> records = new ArrayList<>();
    for (Deletion each : deletions) {
      String[] record = new String[table.columns().size() + 4];
      record[0] = Integer.toString(each.division());
      record[1] = "1";
      for (int index = 0; index < table.columns().size(); index++) {
        record[index + 2] =
            switch (table.columns().get(index).name()) {
              case "ID" -> each.id();
              case "TIMESTAMP" -> Long.toString(each.timestamp());
              case "ENTITYTYPE" -> Integer.toString(each.type());
              case "ENTITYKEY" -> each.entityKey();
              default -> null;
            };
      }
      record[table.columns().size() + 2] = "hash";
      records.add(record);
    }
    target().stage(staging, "1.csv.gz", CsvText.write(records));
    target().copy(staging);
    return staging;
  }
}
