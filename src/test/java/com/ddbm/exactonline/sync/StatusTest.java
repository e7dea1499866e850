package com.ddbm.exactonline.sync;

import static com.ddbm.exactonline.twins.InMemoryExactWorld.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.EngineBed;
import com.ddbm.exactonline.twins.InMemoryExactWorld.Call;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.TestEndpoints;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run says about itself when something goes wrong (design, section 5.8). */
class StatusTest {

  private final EngineBed bed = new EngineBed();

  @BeforeEach
  void fill() {
    bed.fill(4, 1, 2);
  }

  private InMemoryRun run() {
    return bed.run(SyncMode.INCREMENTAL);
  }

  private RunStatus status(InMemoryRun run, int division, String endpoint) {
    return bed.step(run, division, endpoint).status();
  }

  @Test
  void aRefusedDivisionFailsItsStepsAndNoOthers() {
    bed.world.failAlways(
        1, "accounts", failure(Kind.DIVISION, ErrorCode.EO_2008, 1, "NoDivisionAccess"));
    InMemoryRun run = run();
    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(run.errorCode()).contains("EO-2008");
    assertThat(bed.journal.steps(run.record().runId()))
        .filteredOn(step -> step.key().division() == 1)
        .hasSize(7)
        .allSatisfy(
            step -> {
              assertThat(step.status()).isEqualTo(RunStatus.FAILED);
              assertThat(step.reason())
                  .hasValueSatisfying(r -> assertThat(r).contains("NoDivision"));
            });
    bed.assertTruth(2);
    assertThat(bed.world.calls()).filteredOn(call -> call.division() == 1).hasSizeLessThan(3);
  }

  @Test
  void aBlockedDivisionIsNotEvenAsked() {
    bed.world.block(1, true);
    InMemoryRun run = run();
    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(status(run, 1, "accounts")).isEqualTo(RunStatus.FAILED);
    assertThat(bed.world.calls()).extracting(Call::division).doesNotContain(1);
    bed.world.block(1, false);
    bed.increment();
    bed.assertTruth(1, 2);
  }

  @Test
  void aDivisionThatIsConfiguredButNotSeenFails() {
    bed.configure(Reconcile.DAILY, false, Optional.empty(), List.of(2, 77));
    InMemoryRun run = run();
    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(bed.step(run, 77, "accounts").errorCode()).contains("EO-1017");
  }

  @Test
  void aMissingScopeFailsTheEndpointWithOneCallForAllDivisions() {
    bed.world.failAlways(
        0, "prices", failure(Kind.SCOPE, ErrorCode.EO_2006, "Logistics prices", "prices"));
    InMemoryRun run = run();
    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(status(run, 1, "prices")).isEqualTo(RunStatus.FAILED);
    assertThat(status(run, 2, "prices")).isEqualTo(RunStatus.FAILED);
    assertThat(bed.world.calls())
        .filteredOn(call -> call.endpoint().equals("prices"))
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void aMissingModuleIsSkippedOnceTheDivisionHasAnswered() {
    bed.world.failAlways(1, "accounts", failure(Kind.MODULE, ErrorCode.EO_2018, "accounts", 1));
    bed.world.failAlways(1, "balance", failure(Kind.NOT_OFFERED, ErrorCode.EO_2009, "balance", 1));
    InMemoryRun run = run();
    assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(status(run, 1, "accounts")).isEqualTo(RunStatus.SKIPPED);
    assertThat(bed.step(run, 1, "accounts").reason()).isPresent();
    assertThat(status(run, 1, "balance")).isEqualTo(RunStatus.SKIPPED);
    assertThat(bed.settled.get(0).stepsSucceeded()).isEqualTo(12);
  }

  @Test
  void aDivisionInWhichEverythingIsRefusedHasFailed() {
    for (String endpoint :
        List.of("accounts", "lines", "prices", "assets", "mappings", "balance")) {
      bed.world.failAlways(1, endpoint, failure(Kind.MODULE, ErrorCode.EO_2018, endpoint, 1));
    }
    InMemoryRun run = run();
    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(status(run, 1, "accounts")).isEqualTo(RunStatus.FAILED);
  }

  @Test
  void brokenStepsFailAloneAndTheirCursorsStay() {
    bed.increment();
    String before = bed.cursor(1, "accounts").value().orElseThrow();
    bed.world.put(1, "accounts", "new", "new");
    bed.world.failAlways(1, "accounts", failure(Kind.PROTOCOL, ErrorCode.EO_2012, "no JSON"));
    InMemoryRun run = run();
    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(bed.step(run, 1, "accounts").errorCode()).contains("EO-2012");
    assertThat(bed.cursor(1, "accounts").value()).contains(before);
    bed.world.clearFaults();
    bed.increment();
    bed.assertTruth(1, 2);
  }

  @Test
  void aServerThatIsDownFailsTheRunAfterFewCalls() {
    for (String endpoint :
        List.of("accounts", "lines", "prices", "assets", "mappings", "balance")) {
      bed.world.failAlways(0, endpoint, failure(Kind.TRANSIENT, ErrorCode.EO_2002, 503));
    }
    InMemoryRun run = run();
    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(run.errorCode()).contains("EO-2002");
    assertThat(run.totals().succeeded()).isZero();
    assertThat(bed.world.calls()).hasSizeLessThan(10);
    assertThat(bed.settled.get(0).stepsSucceeded()).isZero();
  }

  @Test
  void aConnectionThatNeedsAPersonFailsTheRunAndSaysWhy() {
    bed.world.failAlways(0, "Divisions", failure(Kind.CREDENTIALS, ErrorCode.EO_2003, "exact"));
    InMemoryRun run = run();
    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(run.errorCode()).contains("EO-2003");
    assertThat(run.record().endedAt()).isPresent();
    assertThat(bed.settled.get(0).stepsSucceeded()).isZero();
  }

  @Test
  void aSignInThatEndsMidwayKeepsWhatWasPublishedAndFailsTheRest() {
    bed.world.failOnce("assets", 1, failure(Kind.SIGN_IN, ErrorCode.EO_2004, "exact", "ended"));
    InMemoryRun run = run();
    assertThat(run.status()).isIn(RunStatus.FAILED, RunStatus.PARTIAL);
    assertThat(run.errorCode()).contains("EO-2004");
    assertThat(bed.journal.steps(run.record().runId()))
        .extracting(StepRecord::status)
        .allMatch(RunStatus::ended);
    assertThat(status(run, 1, "balance")).isEqualTo(RunStatus.FAILED);
    bed.increment();
    bed.assertTruth(1, 2);
  }

  @Test
  void noAccessToTheNetworkFailsTheRun() {
    bed.world.failAlways(0, "Divisions", failure(Kind.NETWORK_ACCESS, ErrorCode.EO_3001));
    assertThat(run().errorCode()).contains("EO-3001");
  }

  @Test
  void aTableOfAnotherShapeFailsItsEndpointAlone() {
    bed.target.refuse(
        bed.table(TestEndpoints.PRICES),
        new ConnectorException(ErrorCode.EO_1016, null, "PRICES", "no column ID"));
    InMemoryRun run = run();
    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(bed.step(run, 1, "prices").errorCode()).contains("EO-1016");
    assertThat(bed.world.calls()).extracting(Call::endpoint).doesNotContain("prices");
  }

  @Test
  void aStaleSecretGoesOnInANewExecutionUnderTheSameRun() {
    bed.world.failOnce("lines", 2, failure(Kind.STALE_SECRET, ErrorCode.EO_3008));
    String runId = bed.enqueue(SyncMode.INCREMENTAL);
    List<RunOutcome> outcomes = bed.work();
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.get(0).goesOnElsewhere()).isTrue();
    assertThat(bed.finish(runId).status()).isEqualTo(RunStatus.SUCCEEDED);
    bed.assertTruth(1, 2);
    assertThat(bed.settled).hasSize(1);
  }

  @Test
  void aShortLimitIsWaitedOutAndALongOneMakesTheRunWait() {
    ExactException shortly =
        new ExactException(
            Kind.LIMIT, ErrorCode.EO_2010, bed.clock.now().plusSeconds(90), null, 1, "soon");
    bed.world.failOnce("accounts", 1, shortly);
    assertThat(bed.increment().record().endedAt())
        .hasValueSatisfying(end -> assertThat(end).isAfter(EngineBed.START.plusSeconds(90)));

    ExactException tomorrow =
        new ExactException(
            Kind.LIMIT,
            ErrorCode.EO_2010,
            bed.clock.now().plus(Duration.ofHours(10)),
            null,
            1,
            "tomorrow");
    bed.world.put(1, "lines", "new", "new");
    bed.world.addFault(
        call -> {
          if (call.division() == 1
              && !call.endpoint().equals("accounts")
              && bed.clock.now().isBefore(tomorrow.retryAt())) {
            throw tomorrow;
          }
        });
    String runId = bed.enqueue(SyncMode.INCREMENTAL);
    RunOutcome outcome = bed.work().get(0);
    assertThat(outcome.status()).isEqualTo(RunStatus.WAITING);
    assertThat(outcome.waitingUntil()).contains(tomorrow.retryAt());
    assertThat(bed.journal.steps(runId))
        .filteredOn(step -> step.key().division() == 2)
        .extracting(StepRecord::status)
        .containsOnly(RunStatus.SUCCEEDED);
    assertThat(bed.journal.steps(runId))
        .filteredOn(step -> step.key().division() == 1)
        .extracting(StepRecord::status)
        .containsOnly(RunStatus.WAITING);
    assertThat(bed.settled).hasSize(1);
    assertThat(bed.finish(runId).status()).isEqualTo(RunStatus.SUCCEEDED);
    bed.assertTruth(1, 2);
    assertThat(bed.settled).hasSize(2);
  }

  @Test
  void whatDoesNotFitIntoTodaysCallsIsPlannedForAfterTheReset() {
    bed.increment();
    bed.budget.left(4, 1000);
    String runId = bed.enqueue(SyncMode.FULL_REFRESH);
    RunOutcome outcome = bed.work().get(0);
    assertThat(outcome.status()).isEqualTo(RunStatus.WAITING);
    assertThat(bed.journal.events())
        .anySatisfy(event -> assertThat(event.code()).isEqualTo("PLANNED_LATER"));
    bed.budget.left(1000, 1000);
    assertThat(bed.finish(runId).status()).isEqualTo(RunStatus.SUCCEEDED);
  }

  @Test
  void aWaitingRunThatIsCancelledEndsWithoutAnotherCall() {
    bed.increment();
    bed.budget.left(4, 1000);
    String runId = bed.enqueue(SyncMode.FULL_REFRESH);
    assertThat(bed.work().get(0).status()).isEqualTo(RunStatus.WAITING);
    int calls = bed.world.calls().size();
    bed.journal.requestCancel(runId);
    assertThat(bed.finish(runId).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(bed.world.calls()).hasSize(calls);
    assertThat(bed.journal.steps(runId)).extracting(StepRecord::status).allMatch(RunStatus::ended);
  }

  @Test
  void theTimeLimitQueuesTheRunAgainFromItsCheckpoints() {
    bed.settings = bed.settings.withTimeLimit(Duration.ofMillis(900));
    String runId = bed.enqueue(SyncMode.INCREMENTAL);
    assertThat(bed.work().get(0).goesOnElsewhere()).isTrue();
    assertThat(bed.journal.run(runId).status()).isEqualTo(RunStatus.QUEUED);
    int calls = bed.world.calls().size();
    assertThat(calls).isGreaterThan(1);
    assertThat(bed.finish(runId).status()).isEqualTo(RunStatus.SUCCEEDED);
    bed.assertTruth(1, 2);
    assertThat(bed.settled).hasSize(1);
  }

  @Test
  void cancellingKeepsWhatWasPublished() {
    String runId = bed.enqueue(SyncMode.INCREMENTAL);
    bed.settings = HouseStatusLines.lookingAtOnce();
    bed.world.addFault(
        call -> {
          if (call.endpoint().equals("assets")) {
            bed.journal.requestCancel(runId);
          }
        });
    InMemoryRun run = bed.finish(runId);
    assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(run.totals().inserted()).isGreaterThan(0);
    assertThat(bed.journal.steps(runId)).extracting(StepRecord::status).allMatch(RunStatus::ended);
    assertThat(status(run, 1, "balance")).isEqualTo(RunStatus.CANCELLED);
    bed.world.clearFaults();
    bed.increment();
    bed.assertTruth(1, 2);
  }

  @Test
  void aHolderThatLostItsLeaseStopsWithoutAWord() {
    String runId = bed.enqueue(SyncMode.INCREMENTAL);
    boolean[] taken = {false};
    bed.world.addFault(
        call -> {
          if (call.endpoint().equals("prices") && !taken[0]) {
            taken[0] = true;
            bed.clock.advance(Duration.ofSeconds(120));
            assertThat(bed.journal.claim("books", "thief", bed.clock.now())).isPresent();
          }
        });
    List<RunOutcome> outcomes = bed.work();
    assertThat(outcomes).singleElement().matches(RunOutcome::takenOver);
    assertThat(bed.settled).isEmpty();
    assertThat(bed.journal.run(runId).status()).isEqualTo(RunStatus.RUNNING);
    bed.clock.advance(Duration.ofSeconds(91));
    assertThat(bed.finish(runId).status()).isEqualTo(RunStatus.SUCCEEDED);
    bed.assertTruth(1, 2);
  }

  @Test
  void anUnexpectedFailureOfOneTableStopsNoOther() {
    bed.world.addFault(
        call -> {
          if (call.endpoint().equals("mappings") && call.division() == 1) {
            throw new IllegalStateException("odd");
          }
        });
    InMemoryRun run = run();
    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(bed.step(run, 1, "mappings").errorCode()).contains("EO-9001");
  }

  @Test
  void aTableOfAnotherShapeIsNotSaidToHaveMoved() {
    bed.target.refuse(
        bed.table(TestEndpoints.PRICES),
        new ConnectorException(ErrorCode.EO_1016, null, "PRICES", "no column ID"));
    assertThat(bed.step(run(), 1, "prices").reason())
        .hasValueSatisfying(reason -> assertThat(reason).contains("another shape"))
        .hasValueSatisfying(reason -> assertThat(reason).doesNotContain("moved"));
  }

  @Test
  void aStepThatWaitsAgainNamesTheLastLimitOnly() {
    bed.increment();
    bed.budget.left(4, 1000);
    String runId = bed.enqueue(SyncMode.FULL_REFRESH);
    for (int day = 0; day < 3; day++) {
      RunOutcome outcome = bed.work().get(0);
      assertThat(outcome.status()).isEqualTo(RunStatus.WAITING);
      assertThat(reasonsOfWaitingSteps(runId))
          .isNotEmpty()
          .allSatisfy(reason -> assertThat(reason).containsOnlyOnce("used up until"));
      bed.clock.advanceTo(outcome.waitingUntil().orElseThrow());
      bed.budget.left(1, 1000);
    }
  }

  @Test
  void aStepThatSucceededSaysNothingOfALimitItWaitedFor() {
    bed.increment();
    bed.budget.left(4, 1000);
    String runId = bed.enqueue(SyncMode.FULL_REFRESH);
    assertThat(bed.work().get(0).status()).isEqualTo(RunStatus.WAITING);
    assertThat(reasonsOfWaitingSteps(runId))
        .isNotEmpty()
        .allSatisfy(reason -> assertThat(reason).contains("used up until"));
    bed.budget.left(1000, 1000);
    assertThat(bed.finish(runId).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(bed.journal.steps(runId))
        .allSatisfy(step -> assertThat(step.reason().orElse("")).doesNotContain("used up"));
  }

  private List<String> reasonsOfWaitingSteps(String runId) {
    return bed.journal.steps(runId).stream()
        .filter(step -> step.status() == RunStatus.WAITING)
        .map(step -> step.reason().orElse(""))
        .toList();
  }

  @Test
  void aSecretThatNoExecutionSeesPausesTheRunAndInTheEndNeedsAPerson() {
    bed.world.failAlways(0, "Divisions", failure(Kind.STALE_SECRET, ErrorCode.EO_3008));
    String runId = bed.enqueue(SyncMode.INCREMENTAL);
    assertThat(bed.work().get(0).goesOnElsewhere()).isTrue();
    bed.clock.advance(Duration.ofMinutes(11));
    RunOutcome paused = bed.work().get(0);
    assertThat(paused.status()).isEqualTo(RunStatus.WAITING);
    assertThat(paused.waitingUntil()).contains(bed.clock.now().plus(Duration.ofMinutes(6)));
    bed.clock.advance(Duration.ofHours(25));
    InMemoryRun run = bed.finish(runId);
    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(run.errorCode()).contains("EO-3008");
  }
}
