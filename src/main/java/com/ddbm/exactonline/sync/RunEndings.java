package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.state.Claim;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ways an execution of a run can come to its end; each leaves no step that says too much. */
final class RunEndings {

  /** A secret that was stored is seen by the next execution; some more are for races. */
  private static final Duration STALE_AT_ONCE = Duration.ofMinutes(10);

  private static final Duration STALE_PAUSE = Duration.ofMinutes(6);
  private static final Duration STALE_AT_MOST = Duration.ofHours(24);

  private final SyncPorts ports;
  private final Claim claim;
  private final Map<StepKey, StepState> states;
  private final Map<StepKey, StepRecord> before;
  private final Settling settling;
  private final boolean hadToken;

  /**
   * @param states every step of the plan; empty when there is none yet
   * @param before steps of earlier executions
   * @param settling null when the configuration itself could not be read
   * @param hadToken whether this execution was given a token
   */
  RunEndings(
      SyncPorts ports,
      Claim claim,
      Map<StepKey, StepState> states,
      Map<StepKey, StepRecord> before,
      Settling settling,
      boolean hadToken) {
    this.ports = ports;
    this.hadToken = hadToken;
    this.claim = claim;
    this.states = states;
    this.before = before;
    this.settling = settling == null ? nameless(ports, claim) : settling;
  }

  private static Settling nameless(SyncPorts ports, Claim claim) {
    Events events = new Events(ports.journal(), ports.clock(), "", claim.run().runId());
    return new Settling(ports.journal(), ports.settlement(), ports.clock(), claim, "", events);
  }

  /** Something that concerns the whole run came up at a worker. */
  RunOutcome aborted(Throwable failure) {
    if (failure instanceof ExactException refusal) {
      return refused(refusal);
    }
    return failed(
        failure instanceof ConnectorException known
            ? known
            : new ConnectorException(ErrorCode.EO_9001, failure, failure.toString()));
  }

  /** Everything was fetched that could be. */
  RunOutcome finished() {
    Optional<StepState> firstWaiting =
        states.values().stream()
            .filter(state -> state.status == RunStatus.WAITING)
            .min(Comparator.comparing(state -> state.waitUntil));
    if (firstWaiting.isPresent()) {
      return settling.waiting(firstWaiting.get().waitUntil, firstWaiting.get().record().reason());
    }
    if (states.values().stream().anyMatch(state -> state.goesOn)) {
      return settling.again();
    }
    endForgottenSteps();
    return settling.ended(Settling.status(records()), records(), null);
  }

  /** None is left by design; should one be, it must not look done. */
  private void endForgottenSteps() {
    List<String> forgotten =
        states.values().stream()
            .filter(state -> !state.status.ended())
            .map(state -> state.key().endpoint() + " in division " + state.key().division())
            .toList();
    endOpenSteps(
        new ConnectorException(
            ErrorCode.EO_9001, null, "these steps did not come to their end: " + forgotten));
  }

  /** The time limit is near: what is fetched is published, the rest goes on elsewhere. */
  RunOutcome late() {
    boolean unfinished =
        states.values().stream()
            .anyMatch(
                state -> state.status == RunStatus.QUEUED || state.status == RunStatus.RUNNING);
    return unfinished ? settling.again() : finished();
  }

  RunOutcome refused(ExactException refusal) {
    switch (refusal.kind()) {
      case STALE_SECRET -> {
        return stale(refusal);
      }
      case LIMIT -> {
        startedAtLeast();
        return settling.waiting(refusal.retryAt(), Optional.of(refusal.getMessage()));
      }
      case TRANSIENT,
          SIGN_IN,
          CREDENTIALS,
          NETWORK_ACCESS,
          SCOPE,
          MODULE,
          RIGHT,
          DIVISION,
          NOT_OFFERED,
          LINK_EXPIRED,
          PROTOCOL -> {
        return failed(refusal);
      }
    }
    throw new IllegalStateException("no ending for " + refusal.kind());
  }

  /**
   * A new execution sees what this one could not: it goes on there at once. Where an execution got
   * no token at all, that did not help; when the newer secret was stored a while ago the run pauses
   * in between, and when that was a day ago a person must look.
   */
  private RunOutcome stale(ExactException refusal) {
    Instant now = ports.clock().now();
    String connection = ports.journal().configuration(claim.run().configuration()).connection();
    Instant stored =
        ports.journal().connection(connection).tokenReceivedAt().orElse(claim.run().queuedAt());
    Duration age = Duration.between(stored, now);
    if (hadToken || age.compareTo(STALE_AT_ONCE) < 0) {
      return settling.again();
    }
    if (age.compareTo(STALE_AT_MOST) < 0) {
      startedAtLeast();
      return settling.waiting(now.plus(STALE_PAUSE), Optional.of(refusal.getMessage()));
    }
    return failed(refusal);
  }

  /** Something ended the whole run: what succeeded before stays, the rest has failed with it. */
  RunOutcome failed(ConnectorException failure) {
    startedAtLeast();
    endOpenSteps(failure);
    return settling.ended(Settling.status(records()), records(), failure);
  }

  /**
   * A run that ends before its plan has begun all the same; steps of earlier executions end with
   * it, also when this one did not come to read them.
   */
  private void startedAtLeast() {
    if (states.isEmpty()) {
      if (claim.resumed() && before.isEmpty()) {
        ports.journal().steps(claim.run().runId()).forEach(step -> before.put(step.key(), step));
      }
      ports.journal().started(claim, ports.clock().now(), 0);
    }
  }

  RunOutcome cancelled() {
    startedAtLeast();
    Instant now = ports.clock().now();
    List<StepRecord> saved = new ArrayList<>();
    for (StepState state : states.values()) {
      if (!state.status.ended()) {
        state.cancel(now);
        saved.add(state.record());
      }
    }
    before.forEach(
        (key, record) -> {
          if (!record.status().ended() && !states.containsKey(key)) {
            saved.add(EndedStep.of(record, RunStatus.CANCELLED, null, now));
          }
        });
    saveAtEnd(saved);
    return settling.ended(
        RunStatus.CANCELLED, records(), new ConnectorException(ErrorCode.EO_9002, null));
  }

  private void endOpenSteps(ConnectorException failure) {
    Instant now = ports.clock().now();
    List<StepRecord> saved = new ArrayList<>();
    for (StepState state : states.values()) {
      if (!state.status.ended()) {
        state.fail(failure, now);
        saved.add(state.record());
      }
    }
    before.values().removeIf(record -> states.containsKey(record.key()));
    before.replaceAll(
        (key, record) -> {
          if (record.status().ended()) {
            return record;
          }
          StepRecord ended = EndedStep.of(record, RunStatus.FAILED, failure, now);
          saved.add(ended);
          return ended;
        });
    saveAtEnd(saved);
  }

  private void saveAtEnd(List<StepRecord> saved) {
    if (saved.isEmpty()) {
      return;
    }
    try {
      ports
          .journal()
          .publish(
              claim,
              ports.clock().now(),
              () -> {
                ports.journal().saveSteps(claim.run().runId(), saved);
                return null;
              });
    } catch (ConnectorException failure) {
      Publisher.throwIfLost(failure);
      throw failure;
    }
  }

  private List<StepRecord> records() {
    List<StepRecord> records = new ArrayList<>();
    states.values().forEach(state -> records.add(state.record()));
    before.forEach(
        (key, record) -> {
          if (!states.containsKey(key)) {
            records.add(record);
          }
        });
    return records;
  }
}
