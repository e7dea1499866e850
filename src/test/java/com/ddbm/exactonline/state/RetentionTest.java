package com.ddbm.exactonline.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.local.LocalSnowflake;
import com.ddbm.exactonline.local.OnLocalSnowflake;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept for how long, on real SQL. */
@OnLocalSnowflake
class RetentionTest {

  private static final Instant NOW = Instant.parse("2026-11-25T07:10:00Z");
  private static final Instant OLD = NOW.minus(Retention.IDLE_STEPS).minusSeconds(1);
  private static final Instant YOUNG = NOW.minus(Retention.IDLE_STEPS).plusSeconds(1);

  private final SqlSession sql = LocalSnowflake.running().emptied().sql();
  private final Retention subject = new Retention(sql);

  @Test
  void stepsInWhichNothingHappenedGoNinetyDaysAfterTheirRun() {
    run("old", "a", "SUCCEEDED", OLD);
    run("young", "a", "SUCCEEDED", YOUNG);
    for (String run : List.of("old", "young")) {
      step(run, 1, "SUCCEEDED", 0, 0, 0, null);
      step(run, 2, "SKIPPED", 0, 0, 0, null);
    }
    assertThat(subject.apply(NOW).steps()).isEqualTo(2);
    assertThat(steps()).containsExactly("young 1", "young 2");
    assertThat(subject.apply(NOW).steps()).isZero();
  }

  @Test
  void whatAChargeADeletionOrATroubleCameFromStays() {
    run("old", "a", "PARTIAL", OLD);
    run("new", "a", "PARTIAL", NOW);
    step("old", 1, "SUCCEEDED", 1, 0, 0, null);
    step("old", 2, "SUCCEEDED", 0, 1, 0, null);
    step("old", 3, "SUCCEEDED", 0, 0, 1, null);
    step("old", 4, "SKIPPED", 0, 0, 0, "EO-2011");
    step("old", 5, "FAILED", 0, 0, 0, "EO-2008");
    step("old", 6, "CANCELLED", 0, 0, 0, null);
    step("old", 7, "SUCCEEDED", 0, 0, 0, null);
    sql.execute(
        "INSERT INTO state.charges (run_id, connection, configuration, base_usd, rows_charged,"
            + " rows_usd, status, created_at) SELECT 'old', 'exact', 'a', 0.10, 2, 0.00, 'SENT', "
            + SqlText.toMoment("?"),
        SqlText.moment(OLD));
    String charged = "SELECT SUM(rows_charged) FROM core.charge_rows WHERE run_id = 'old'";
    assertThat(sql.query(charged).get(0).number(0)).isEqualTo(2);
    assertThat(subject.apply(NOW).steps()).isEqualTo(1);
    assertThat(steps()).containsExactly("old 1", "old 2", "old 3", "old 4", "old 5", "old 6");
    assertThat(sql.query(charged).get(0).number(0)).isEqualTo(2);
  }

  @Test
  void theNewestCompleteRunOfAConfigurationAndModeKeepsItsSteps() {
    run("older", "a", "SUCCEEDED", OLD.minusSeconds(2));
    run("newest", "a", "PARTIAL", OLD.minusSeconds(1));
    run("failed", "a", "FAILED", OLD);
    run("another", "b", "SUCCEEDED", OLD.minus(Duration.ofDays(500)));
    for (String run : List.of("older", "newest", "failed", "another")) {
      step(run, 1, "SUCCEEDED", 0, 0, 0, null);
    }
    subject.apply(NOW);
    assertThat(steps()).containsExactly("another 1", "newest 1");
  }

  @Test
  void aRunThatHasNotEndedKeepsItsStepsHoweverLongItWaits() {
    run("ended", "a", "SUCCEEDED", NOW);
    run("waits", "a", "WAITING", null);
    step("waits", 1, "SUCCEEDED", 0, 0, 0, null);
    assertThat(subject.apply(NOW.plus(Retention.HISTORY)).steps()).isZero();
  }

  @Test
  void eventsAndCallsAreKeptForThirteenMonths() {
    Instant limit = NOW.minus(Retention.HISTORY);
    for (Instant at : List.of(limit.minusMillis(1), limit)) {
      sql.execute(
          "INSERT INTO state.events (event_id, happened_at, level, code, message) SELECT ?, "
              + SqlText.toMoment("?")
              + ", 'INFO', 'CODE', 'A sentence.'",
          at.toString(),
          SqlText.moment(at));
    }
    for (String day : List.of("2025-10-20", "2025-10-21")) {
      sql.execute(
          "INSERT INTO state.api_calls (connection, division, day, calls, answers_429, errors)"
              + " SELECT 'exact', 1, TO_DATE(?), 7, 0, 0",
          day);
    }
    Retention.Removed removed = subject.apply(NOW);
    assertThat(removed.events()).isEqualTo(1);
    assertThat(removed.days()).isEqualTo(1);
    assertThat(sql.query("SELECT event_id FROM core.events").get(0).text(0))
        .isEqualTo(limit.toString());
    assertThat(sql.query("SELECT TO_VARCHAR(day) FROM core.api_calls").get(0).text(0))
        .isEqualTo("2025-10-21");
  }

  @Test
  void keysGoWhenNoUnfinishedChainNamesTheirRun() {
    run("left", "dropped", "CANCELLED", OLD);
    run("unfinished", "a", "CANCELLED", OLD);
    run("recent", "dropped", "CANCELLED", YOUNG);
    for (String owner : List.of("left", "unfinished", "recent")) {
      sql.execute(
          "INSERT INTO state.seen_keys (owner, table_name, division, key_text)"
              + " SELECT ?, 'TABLE', 1, '1:k'",
          owner);
    }
    cursor("a", "{\"next\":\"https://x\",\"keys_owner\":\"unfinished\"}");
    cursor("b", "{\"next\":\"https://x\"}");
    cursor("c", null);
    assertThat(subject.apply(NOW).keys()).isEqualTo(1);
    assertThat(
            sql.query("SELECT owner FROM state.seen_keys ORDER BY owner").stream()
                .map(row -> row.text(0)))
        .containsExactly("recent", "unfinished");
  }

  private void run(String id, String configuration, String status, Instant endedAt) {
    sql.execute(
        "INSERT INTO state.runs (run_id, configuration, connection, triggered_by, mode, reload,"
            + " status, queued_at, ended_at, cancel_requested)"
            + " SELECT ?, ?, 'exact', 'user', 'incremental', FALSE, ?, "
            + SqlText.toMoment("?")
            + ", "
            + SqlText.toMoment("?")
            + ", FALSE",
        id,
        configuration,
        status,
        SqlText.moment(OLD),
        endedAt == null ? null : SqlText.moment(endedAt));
  }

  private void cursor(String configuration, String checkpoint) {
    sql.execute(
        "INSERT INTO state.cursors (configuration, division, endpoint, checkpoint,"
            + " deletion_position, row_count, updated_at) SELECT ?, 1, 'crm_accounts', ?, 0, 0, "
            + SqlText.toMoment("?"),
        configuration,
        checkpoint,
        SqlText.moment(OLD));
  }

  private void step(
      String run,
      int division,
      String status,
      long inserted,
      long updated,
      long deleted,
      String error) {
    sql.execute(
        "INSERT INTO state.run_steps (run_id, division, endpoint, status, rows_fetched,"
            + " rows_inserted, rows_updated, rows_deleted, rows_unchanged, rows_not_charged,"
            + " api_calls, error_code) SELECT ?, ?, 'crm_accounts', ?, 9, ?, ?, ?, 0, 0, 1, ?",
        run,
        (long) division,
        status,
        inserted,
        updated,
        deleted,
        error);
  }

  private List<String> steps() {
    return sql
        .query("SELECT run_id || ' ' || division FROM state.run_steps ORDER BY run_id, division")
        .stream()
        .map(row -> row.text(0))
        .toList();
  }
}
