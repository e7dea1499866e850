package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.state.Claim;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.state.SyncJournal;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** Ends a run truthfully (design, section 5.8): status, error, then the charge. */
final class Settling {

  private final SyncJournal journal;
  private final Settlement settlement;
  private final Clock clock;
  private final Claim claim;
  private final String connection;
  private final Events events;

  Settling(
      SyncJournal journal,
      Settlement settlement,
      Clock clock,
      Claim claim,
      String connection,
      Events events) {
    this.journal = journal;
    this.settlement = settlement;
    this.clock = clock;
    this.claim = claim;
    this.connection = connection;
    this.events = events;
  }

  /** It goes on in a new execution. */
  RunOutcome again() {
    events.flush();
    settle(RunStatus.QUEUED, Optional.empty(), null, Optional.empty(), Optional.empty());
    return outcome(RunStatus.QUEUED, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** It goes on when a limit resets. */
  RunOutcome waiting(Instant until, Optional<String> message) {
    events.info("WAITING", "The run goes on at " + until + ": " + message.orElse("a limit") + ".");
    events.flush();
    settle(RunStatus.WAITING, Optional.of(until), null, Optional.empty(), Optional.empty());
    return outcome(RunStatus.WAITING, Optional.of(until), Optional.empty(), message);
  }

  /** It has ended. */
  RunOutcome ended(RunStatus status, Collection<StepRecord> steps, ConnectorException runError) {
    Optional<StepRecord> first =
        steps.stream().filter(step -> step.status() == RunStatus.FAILED).findFirst();
    boolean blamesStep = runError == null && first.isPresent() && status != RunStatus.SUCCEEDED;
    Optional<ErrorCode> error =
        runError != null
            ? Optional.of(runError.error())
            : blamesStep ? first.get().errorCode().map(Settling::named) : Optional.empty();
    Optional<String> message =
        runError != null
            ? Optional.of(runError.getMessage())
            : blamesStep ? first.get().errorMessage() : Optional.empty();
    Optional<String> remedy = error.map(ErrorCode::remedy);
    if (status == RunStatus.FAILED || status == RunStatus.PARTIAL) {
      String level = error.map(ErrorCode::code).orElse(status.name());
      String sentence = "The run ended " + status + ": " + message.orElse("no step succeeded");
      if (status == RunStatus.FAILED) {
        events.error(level, sentence);
      } else {
        events.warning(level, sentence);
      }
    }
    events.flush();
    settle(status, Optional.empty(), error.map(ErrorCode::code).orElse(null), message, remedy);
    charge(status, steps);
    return outcome(status, Optional.empty(), error, message);
  }

  private static ErrorCode named(String code) {
    return ErrorCode.valueOf(code.replace('-', '_'));
  }

  private void settle(
      RunStatus status,
      Optional<Instant> until,
      String code,
      Optional<String> message,
      Optional<String> remedy) {
    try {
      journal.settle(claim, clock.now(), status, until, Optional.ofNullable(code), message, remedy);
    } catch (ConnectorException failure) {
      Publisher.throwIfLost(failure);
      throw failure;
    }
  }

  private void charge(RunStatus status, Collection<StepRecord> steps) {
    long succeeded = steps.stream().filter(step -> step.status() == RunStatus.SUCCEEDED).count();
    long rows =
        steps.stream()
            .mapToLong(step -> step.rowsInserted() + step.rowsUpdated() - step.rowsNotCharged())
            .sum();
    try {
      settlement.settled(
          new Settlement.Settled(
              claim.run().runId(),
              claim.run().configuration(),
              connection,
              claim.run().triggeredBy(),
              status,
              succeeded,
              rows,
              clock.now()));
    } catch (RuntimeException refused) {
      events.warning(ErrorCode.EO_3007.code(), ErrorCode.EO_3007.message(refused.getMessage()));
      events.flush();
    }
  }

  private RunOutcome outcome(
      RunStatus status,
      Optional<Instant> until,
      Optional<ErrorCode> error,
      Optional<String> message) {
    return new RunOutcome(claim.run().runId(), status, until, error, message);
  }

  /** The status of a run whose steps have all ended. */
  static RunStatus status(Collection<StepRecord> steps) {
    boolean succeeded = steps.stream().anyMatch(step -> step.status() == RunStatus.SUCCEEDED);
    boolean complete =
        steps.stream()
            .allMatch(
                step -> step.status() == RunStatus.SUCCEEDED || step.status() == RunStatus.SKIPPED);
    if (!succeeded) {
      return RunStatus.FAILED;
    }
    return complete ? RunStatus.SUCCEEDED : RunStatus.PARTIAL;
  }
}
