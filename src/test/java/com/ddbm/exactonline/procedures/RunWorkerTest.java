package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.sync.RunOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunWorkerTest {

  private final InMemoryApp app = new InMemoryApp().withConfiguration();
  private final ConfigurationRecord accounting =
      app.configurations.find("accounting").orElseThrow();
  private final String runId = queue();

  private String queue() {
    String id = app.runService().fetchNow("accounting", null).payload().path("run_id").asText();
    app.tasks.done.clear();
    return id;
  }

  private RunOutcome ends(RunStatus status) {
    app.runs.become(runId, status);
    return new RunOutcome(runId, status, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private RunWorker worker(List<RunOutcome> outcomes) {
    return new RunWorker(configuration -> outcomes, app.runs, app.tasks);
  }

  @Test
  void theTaskWatchesWhileARunGoesOnAndRestsAfterwards() throws InterruptedException {
    worker(List.of(ends(RunStatus.SUCCEEDED))).work(accounting);
    assertThat(app.tasks.done).containsExactly("watch", "rest");
  }

  @Test
  void aRunThatGoesOnElsewhereIsStartedThereAndWatched() throws InterruptedException {
    worker(List.of(ends(RunStatus.QUEUED))).work(accounting);
    assertThat(app.tasks.done).containsExactly("watch", "start");
  }

  @Test
  void aWaitingRunIsWokenWhenItIsDue() throws InterruptedException {
    Instant due = Instant.parse("2026-11-26T00:00:02Z");
    RunRecord run = app.runs.find(runId).orElseThrow();
    RunOutcome waiting =
        new RunOutcome(
            runId, RunStatus.WAITING, Optional.of(due), Optional.empty(), Optional.empty());
    app.runs.rows.put(
        runId,
        new RunRecord(
            run.runId(),
            run.configuration(),
            run.triggeredBy(),
            run.mode(),
            run.endpoints(),
            run.divisions(),
            run.onlySteps(),
            run.reload(),
            RunStatus.WAITING,
            run.queuedAt(),
            Optional.of(run.queuedAt()),
            Optional.empty(),
            Optional.of(due),
            false));
    worker(List.of(waiting)).work(accounting);
    assertThat(app.tasks.done).containsExactly("watch", "wake at " + due);
  }

  @Test
  void whileAnotherHolderWorksTheTaskGoesOnWatching() throws InterruptedException {
    app.runs.become(runId, RunStatus.RUNNING);
    RunWorker worker = worker(List.of());
    worker.work(accounting);
    worker.workAgain(accounting);
    assertThat(app.tasks.done).containsExactly("watch");
  }

  @Test
  void lookingForNothingLeavesTheTaskAtRest() throws InterruptedException {
    app.runs.become(runId, RunStatus.SUCCEEDED);
    worker(List.of()).work(accounting);
    assertThat(app.tasks.done).containsExactly("watch", "rest");
  }
}
