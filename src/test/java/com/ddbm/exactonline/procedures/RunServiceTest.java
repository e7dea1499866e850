package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.SyncMode;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunServiceTest {

  private final InMemoryApp app = new InMemoryApp().withConfiguration();
  private final RunService runs = app.runService();

  private String queue() {
    return runs.fetchNow("accounting", null).payload().path("run_id").asText();
  }

  @Test
  void fetchingNowQueuesARunAndStartsTheTask() {
    Outcome outcome = runs.fetchNow("accounting", "{\"mode\":\"full_refresh\",\"divisions\":[2]}");
    RunRecord run = app.runs.find(outcome.payload().path("run_id").asText()).orElseThrow();
    assertThat(run.mode()).isEqualTo(SyncMode.FULL_REFRESH);
    assertThat(run.divisions()).containsExactly(2);
    assertThat(run.triggeredBy()).isEqualTo("user");
    assertThat(outcome.payload().path("status").asText()).isEqualTo("QUEUED");
    assertThat(app.tasks.done).containsExactly("start");
  }

  @Test
  void everythingWrongIsNamedAtOnceAndNothingIsQueued() {
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () -> runs.fetchNow("accounting", "{\"mode\":\"x\",\"divisions\":[7],\"modus\":1}"));
    assertThat(refusal.faults().stream().map(Fault::argument))
        .containsExactlyInAnyOrder("mode", "divisions", "modus");
    assertThat(app.runs.rows).isEmpty();
  }

  @Test
  void anAbsentConfigurationHasANumberOfItsOwn() {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> runs.fetchNow("nope", null));
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_1003);
  }

  @Test
  void aQueuedRunIsCancelledAtOnceARunningOneIsAskedToStop() {
    String queued = queue();
    assertThat(runs.cancel(queued).payload().path("status").asText()).isEqualTo("CANCELLED");
    String running = queue();
    app.runs.become(running, RunStatus.RUNNING);
    assertThat(runs.cancel(running).payload().path("status").asText()).isEqualTo("RUNNING");
    assertThat(catchThrowableOfType(Refusal.class, () -> runs.cancel(queued)).error())
        .isEqualTo(ErrorCode.EO_1012);
  }

  @Test
  void aRetryIsOfExactlyWhatFailed() {
    String runId = queue();
    app.runs.become(runId, RunStatus.PARTIAL);
    app.runs.failed.put(runId, List.of(new StepKey(2, "crm_accounts")));
    String retry = runs.retry(runId).payload().path("run_id").asText();
    RunRecord run = app.runs.find(retry).orElseThrow();
    assertThat(run.onlySteps()).containsExactly(new StepKey(2, "crm_accounts"));
    assertThat(run.triggeredBy()).isEqualTo("retry:" + runId);
  }

  @Test
  void aRunThatFailedBeforeItHadStepsIsRepeatedWhole() {
    String runId = queue();
    app.runs.become(runId, RunStatus.FAILED);
    String retry = runs.retry(runId).payload().path("run_id").asText();
    assertThat(app.runs.find(retry).orElseThrow().onlySteps()).isEmpty();
  }

  @Test
  void whatSucceededOrGoesOnCannotBeRetried() {
    String runId = queue();
    assertThat(catchThrowableOfType(Refusal.class, () -> runs.retry(runId)).error())
        .isEqualTo(ErrorCode.EO_1001);
    app.runs.become(runId, RunStatus.SUCCEEDED);
    assertThat(catchThrowableOfType(Refusal.class, () -> runs.retry(runId)).error())
        .isEqualTo(ErrorCode.EO_1013);
  }

  @Test
  void aReloadFetchesOneEndpointWhole() {
    String runId =
        runs.reload("accounting", "crm_accounts", null).payload().path("run_id").asText();
    RunRecord run = app.runs.find(runId).orElseThrow();
    assertThat(run.reload()).isTrue();
    assertThat(run.endpoints()).containsExactly("crm_accounts");
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> runs.reload("accounting", "crm_acounts", null));
    assertThat(refusal.getMessage()).contains("did you mean crm_accounts?");
  }
}
