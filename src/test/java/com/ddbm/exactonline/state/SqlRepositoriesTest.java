package com.ddbm.exactonline.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.local.LocalSnowflake;
import com.ddbm.exactonline.local.OnLocalSnowflake;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is stored comes back as it was, whatever users called it. */
@OnLocalSnowflake
class SqlRepositoriesTest {

  private static final Instant NOW = Instant.parse("2026-11-25T07:10:00.123Z");
  private static final String ODD = "it's \"a.b\" ü😀 \\n ?; DROP TABLE state.runs; --";

  private final SqlSession sql = LocalSnowflake.running().emptied().sql();
  private final ConnectionRepository connections = new SqlConnectionRepository(sql);
  private final ConfigurationRepository configurations = new SqlConfigurationRepository(sql);
  private final ScheduleRepository schedules = new SqlScheduleRepository(sql);
  private final RunQueue runs = new SqlRunQueue(sql);

  private static ConfigurationRecord configuration(String name) {
    return new ConfigurationRecord(
        Keys.of(name),
        name,
        ODD,
        "DB \"x\"",
        "S'",
        false,
        List.of("crm_accounts"),
        List.of(3, 7),
        true,
        Reconcile.EVERY_RUN,
        Optional.of(LocalDate.of(2026, 1, 31)),
        Map.of("crm_accounts", "{\"reconcile\":\"never\"}"));
  }

  private static RunRecord run(String id, Instant queuedAt) {
    return new RunRecord(
        id,
        ODD,
        "schedule:" + ODD,
        SyncMode.FULL_REFRESH,
        List.of("crm_accounts"),
        List.of(3),
        List.of(new RunRecord.StepKey(3, "crm_accounts")),
        true,
        RunStatus.QUEUED,
        queuedAt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  @Test
  void aConnectionComesBackAsItWasAndGoes() {
    ConnectionRecord connection =
        new ConnectionRecord(
            Keys.of(ODD),
            ODD,
            "be",
            "client",
            "https://example.com/a?b=c",
            5,
            "CREATED",
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    connections.insert(connection, NOW);
    assertThat(connections.find(ODD)).contains(connection);
    assertThat(connections.find(ODD.toUpperCase(java.util.Locale.ROOT))).isEmpty();
    connections.saveUser(ODD, "jan");
    connections.saveTrouble(
        ODD, Optional.of(new ConnectionRepository.Trouble("SIGN_IN_NEEDED", "EO-2004", "m", "r")));
    ConnectionRecord later = connections.find(ODD).orElseThrow();
    assertThat(later.userName()).contains("jan");
    assertThat(later.status()).isEqualTo("SIGN_IN_NEEDED");
    connections.delete(ODD);
    assertThat(connections.all()).isEmpty();
    assertThat(sql.query("SELECT 1 FROM state.token_leases")).isEmpty();
  }

  @Test
  void aConfigurationComesBackAsItWasAndChanges() {
    ConfigurationRecord configuration = configuration(ODD);
    configurations.insert(configuration, NOW);
    assertThat(configurations.find(ODD)).contains(configuration);
    assertThat(configurations.findByKey(Keys.of(ODD))).contains(configuration);
    ConfigurationRecord plain =
        new ConfigurationRecord(
            configuration.key(),
            ODD,
            "c",
            "D",
            "S",
            true,
            List.of(),
            List.of(),
            false,
            Reconcile.DAILY,
            Optional.empty(),
            Map.of());
    configurations.update(plain, NOW);
    assertThat(configurations.all()).containsExactly(plain);
    configurations.delete(ODD);
    assertThat(configurations.all()).isEmpty();
    assertThat(sql.query("SELECT 1 FROM state.leases")).isEmpty();
  }

  @Test
  void aScheduleComesBackAsItWasAndIsPaused() {
    ScheduleRecord schedule =
        new ScheduleRecord(
            Keys.of(ODD),
            ODD,
            "accounting",
            SyncMode.INCREMENTAL,
            "0 3 * * *",
            "Europe/Amsterdam",
            List.of("crm_accounts"),
            Optional.of("my \"wh\""),
            false,
            Optional.of(NOW));
    schedules.insert(schedule, NOW);
    assertThat(schedules.findByKey(Keys.of(ODD))).contains(schedule);
    ScheduleRecord paused = schedule.with(true, Optional.empty());
    schedules.update(paused, NOW);
    assertThat(schedules.ofConfiguration("accounting")).containsExactly(paused);
    schedules.delete(ODD);
    assertThat(schedules.find(ODD)).isEmpty();
  }

  @Test
  void aRunComesBackAsItWasOldestFirst() {
    RunRecord second = run("b", NOW.plusSeconds(1));
    RunRecord first = run("c", NOW);
    runs.enqueue(second, ODD);
    runs.enqueue(first, ODD);
    assertThat(runs.open(ODD)).containsExactly(first, second);
    assertThat(runs.summary("b").orElseThrow().status()).isEqualTo(RunStatus.QUEUED);
    assertThat(runs.stepCount("b")).isZero();
  }

  @Test
  void aQueuedRunIsCancelledAtOnceOneBegunIsOnlyAsked() {
    runs.enqueue(run("a", NOW), ODD);
    runs.enqueue(run("b", NOW), ODD);
    sql.execute("UPDATE state.runs SET status = 'WAITING' WHERE run_id = 'b'");
    assertThat(runs.cancel("a", NOW)).isTrue();
    assertThat(runs.find("a").orElseThrow().endedAt()).contains(NOW);
    assertThat(runs.cancel("b", NOW)).isFalse();
    RunRecord waiting = runs.find("b").orElseThrow();
    assertThat(waiting.cancelRequested()).isTrue();
    assertThat(waiting.waitingUntil()).contains(NOW);
  }
}
