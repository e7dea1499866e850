package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.ScheduleRecord;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScheduleServiceTest {

  private final InMemoryApp app = new InMemoryApp().withConfiguration();
  private final ScheduleService schedules = app.scheduleService();

  private ScheduleRecord stored() {
    return app.schedules.find("nightly").orElseThrow();
  }

  private void create() {
    schedules.create(
        "nightly",
        "{\"configuration\":\"accounting\",\"cron\":\"0 6 * * *\","
            + "\"timezone\":\"Europe/Amsterdam\"}");
  }

  @Test
  void theNextRunIsTheNextTimeInItsZone() {
    create();
    assertThat(stored().nextRunAt()).contains(Instant.parse("2026-11-26T05:00:00Z"));
    assertThat(app.tasks.done).containsExactly("make schedule");
  }

  @Test
  void aPreviewTellsTheNextTimesAndMakesNothing() {
    Outcome outcome = schedules.preview("{\"cron\":\"0 */6 * * *\"}");
    assertThat(outcome.payload().path("times").path(0).asText()).isEqualTo("2026-11-25T12:00:00Z");
    assertThat(outcome.payload().path("times")).hasSize(3);
    assertThat(outcome.payload().path("runs_in_a_day").asInt()).isEqualTo(4);
    assertThat(app.schedules.rows).isEmpty();
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> schedules.preview("{}"));
    assertThat(refusal.faults().get(0).argument()).isEqualTo("cron");
  }

  @Test
  void aPausedOneHasNoNextRunAndItsQueuedRunIsCancelled() {
    create();
    assertThat(
            app.runService().queue(stored(), app.configurations.find("accounting").orElseThrow()))
        .isPresent();
    schedules.pause("nightly");
    assertThat(stored().nextRunAt()).isEmpty();
    assertThat(app.runs.open("accounting")).isEmpty();
    schedules.resume("nightly");
    assertThat(stored().nextRunAt()).isPresent();
    assertThat(app.tasks.done).endsWith("make schedule paused", "make schedule");
  }

  @Test
  void changingAPausedOneLeavesItPaused() {
    create();
    schedules.pause("nightly");
    schedules.update("nightly", "{\"cron\":\"0 7 * * *\"}");
    assertThat(stored().paused()).isTrue();
    assertThat(stored().cron()).isEqualTo("0 7 * * *");
  }

  @Test
  void atMostOneRunOfAScheduleWaitsInTheQueue() {
    create();
    RunService runs = app.runService();
    assertThat(runs.queue(stored(), app.configurations.find("accounting").orElseThrow()))
        .isPresent();
    assertThat(runs.queue(stored(), app.configurations.find("accounting").orElseThrow())).isEmpty();
  }

  @Test
  void everythingWrongIsNamedAtOnce() {
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () ->
                schedules.create(
                    "x",
                    "{\"configuration\":\"nope\",\"cron\":\"61 * * * *\",\"timezone\":\"Mars\","
                        + "\"mode\":\"fast\"}"));
    assertThat(refusal.faults().stream().map(Fault::argument))
        .containsExactlyInAnyOrder("configuration", "cron", "timezone", "mode");
    assertThat(app.schedules.rows).isEmpty();
    assertThat(app.tasks.done).isEmpty();
  }

  @Test
  void timesThatNeverComeAreRefused() {
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () ->
                schedules.create(
                    "x", "{\"configuration\":\"accounting\",\"cron\":\"0 0 31 2 *\"}"));
    assertThat(refusal.getMessage()).contains("never");
  }

  @Test
  void oneThatIsNotThereIsSaidToBeAbsent() {
    for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
        java.util.List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            () -> schedules.pause("nope"),
            () -> schedules.resume("nope"),
            () -> schedules.drop("nope"),
            () -> schedules.update("nope", null))) {
      assertThat(catchThrowableOfType(Refusal.class, call).error()).isEqualTo(ErrorCode.EO_1004);
    }
  }
}
