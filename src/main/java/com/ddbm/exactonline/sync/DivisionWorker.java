package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.state.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fetching of one division: its steps in order, call by call, then its deletions. It runs in
 * units on some thread, one at a time; between units it is only looked at by nobody. It runs no SQL
 * and waits for nothing but answers: a limit, too much memory or a needed publish end the unit.
 */
final class DivisionWorker {

  private static final int TRANSIENT_IN_A_ROW = 3;

  private final int division;
  private final ExactApi api;
  private final Clock clock;
  private final SyncSettings settings;
  private final RunControl control;
  private final Batches batches;
  private final Deque<StepWork> steps;
  private final LogWork log;
  private final List<StepWork> fetched = new ArrayList<>();
  private final Map<StepWork, ExactException> undecided = new LinkedHashMap<>();
  private int succeeded;
  private int transientInARow;
  private StepWork current;
  private ExactException divisionFailure;
  private ExactException limit;
  private boolean logOver;

  /**
   * @param log the division's deletions, or null when no step needs them
   * @param succeededBefore steps of the division that succeeded in earlier executions of the run
   */
  DivisionWorker(
      int division,
      List<StepWork> steps,
      LogWork log,
      int succeededBefore,
      ExactApi api,
      Clock clock,
      SyncSettings settings,
      RunControl control,
      Batches batches) {
    this.division = division;
    this.steps = new ArrayDeque<>(steps);
    this.log = log;
    this.succeeded = succeededBefore;
    this.api = api;
    this.clock = clock;
    this.settings = settings;
    this.control = control;
    this.batches = batches;
    logOver = log == null;
  }

  int division() {
    return division;
  }

  /** Works until something ends the unit; never throws. */
  UnitEnd run() {
    try {
      return work();
    } catch (InterruptedException stopped) {
      return UnitEnd.of(UnitEnd.Kind.STOPPED);
    } catch (RuntimeException | Error failure) {
      return UnitEnd.aborted(failure);
    }
  }

  private UnitEnd work() throws InterruptedException {
    for (int calls = 0; ; calls++) {
      if (control.stopped()) {
        return UnitEnd.of(UnitEnd.Kind.STOPPED);
      }
      if (batches.full()) {
        return UnitEnd.of(UnitEnd.Kind.PAUSED);
      }
      if (calls >= settings.pagesPerUnit()) {
        return UnitEnd.of(UnitEnd.Kind.YIELDED);
      }
      UnitEnd end = call();
      if (end != null) {
        return end;
      }
    }
  }

  /** Makes the next call; null when there is more to do. */
  private UnitEnd call() throws InterruptedException {
    if (log != null && log.rightDue() && divisionFailure == null && limit == null) {
      return logRight();
    }
    if (nextStep()) {
      return step();
    }
    if (!logOver) {
      return deletions();
    }
    decide();
    return UnitEnd.of(UnitEnd.Kind.FINISHED);
  }

  private UnitEnd logRight() throws InterruptedException {
    try {
      log.checkRight(api);
      return null;
    } catch (ExactException refusal) {
      return switch (refusal.kind()) {
        case LIMIT, SIGN_IN, STALE_SECRET, CREDENTIALS, NETWORK_ACCESS, DIVISION -> common(refusal);
        case TRANSIENT, SCOPE, MODULE, RIGHT, NOT_OFFERED, LINK_EXPIRED, PROTOCOL -> {
          log.rightUnknown();
          yield null;
        }
      };
    }
  }

  /** Takes up the next step that needs a call, ending those that need none. */
  private boolean nextStep() {
    while (current == null || current.abandoned()) {
      current = steps.poll();
      if (current == null) {
        return false;
      }
      if (!current.abandoned() && !begun(current)) {
        current = null;
      }
    }
    return true;
  }

  private boolean begun(StepWork step) {
    ExactException scope = control.scopeMissing(step.endpoint().id()).orElse(null);
    if (divisionFailure != null) {
      end(step, RunStatus.FAILED, divisionFailure, null);
    } else if (step.plan.waitUntil().isPresent()) {
      end(step, RunStatus.WAITING, null, step.plan.waitUntil().get());
    } else if (limit != null) {
      end(step, RunStatus.WAITING, limit, limit.retryAt());
    } else if (scope != null) {
      end(step, RunStatus.FAILED, scope, null);
    } else if (step.plan.source().isDeletionLog()) {
      // Its rows come by way of the log, whose fetch is the step.
      fetched(step);
    } else {
      return wantsCalls(step);
    }
    return false;
  }

  private boolean wantsCalls(StepWork step) {
    if (step.plan.keysDue() && !deletionsReported(step)) {
      step.wantKeys();
    } else if (step.plan.rowsDone() && step.plan.resumeAt().isEmpty()) {
      fetched(step);
      return false;
    }
    return true;
  }

  private boolean deletionsReported(StepWork step) {
    return step.endpoint().deletions() == DeletionMethod.DELETED_LOG && log != null && log.proven();
  }

  private void fetched(StepWork step) {
    step.begin();
    end(step, RunStatus.SUCCEEDED, null, null);
    fetched.add(step);
    succeeded += step.plan.source().isDeletionLog() ? 0 : 1;
  }

  private UnitEnd step() throws InterruptedException {
    try {
      switch (current.advance(api)) {
        case MORE -> transientInARow = 0;
        case FLUSH -> {
          return UnitEnd.of(UnitEnd.Kind.FLUSH);
        }
        case DONE -> {
          transientInARow = 0;
          succeeded++;
          fetched.add(current);
          current = null;
        }
      }
      return null;
    } catch (ExactException refusal) {
      return refused(refusal);
    } catch (ConnectorException common) {
      throw common;
    } catch (RuntimeException unexpected) {
      // One table's oddity stops no other.
      end(
          current,
          RunStatus.FAILED,
          new ConnectorException(ErrorCode.EO_9001, unexpected, unexpected.toString()),
          null);
      current.release();
      current = null;
      return null;
    }
  }

  private UnitEnd refused(ExactException refusal) {
    StepWork step = current;
    switch (refusal.kind()) {
      case LIMIT, SIGN_IN, STALE_SECRET, CREDENTIALS, NETWORK_ACCESS -> {
        UnitEnd end = common(refusal);
        if (end == null) {
          end(step, RunStatus.WAITING, refusal, refusal.retryAt());
          step.release();
          current = null;
        }
        return end;
      }
      case DIVISION -> {
        divisionFailure = refusal;
        end(step, RunStatus.FAILED, refusal, null);
      }
      case SCOPE -> {
        control.scopeMissing(step.endpoint().id(), refusal);
        end(step, RunStatus.FAILED, refusal, null);
      }
      case MODULE, NOT_OFFERED -> undecided.put(step, refusal);
      case TRANSIENT -> {
        if (++transientInARow >= TRANSIENT_IN_A_ROW) {
          divisionFailure = refusal;
        }
        end(step, RunStatus.FAILED, refusal, null);
      }
      case RIGHT, LINK_EXPIRED, PROTOCOL -> {
        step.leaveChain();
        end(step, RunStatus.FAILED, refusal, null);
      }
    }
    step.release();
    current = null;
    return null;
  }

  /** What concerns more than one step; null when the division goes on (to end what is left). */
  private UnitEnd common(ExactException refusal) {
    switch (refusal.kind()) {
      case LIMIT -> {
        Instant now = clock.now();
        if (Duration.between(now, refusal.retryAt()).compareTo(settings.longestWait()) <= 0) {
          return UnitEnd.parked(refusal.retryAt());
        }
        limit = refusal;
        return null;
      }
      case DIVISION -> {
        divisionFailure = refusal;
        return null;
      }
      case SIGN_IN, STALE_SECRET, CREDENTIALS, NETWORK_ACCESS -> {
        return UnitEnd.aborted(refusal);
      }
      case TRANSIENT, SCOPE, MODULE, RIGHT, NOT_OFFERED, LINK_EXPIRED, PROTOCOL ->
          throw new IllegalArgumentException(refusal.kind() + " concerns one step");
    }
    return null;
  }

  private UnitEnd deletions() throws InterruptedException {
    if (divisionFailure != null || limit != null) {
      logEnds(divisionFailure, limit == null ? null : limit.retryAt());
      return null;
    }
    if (!log.usable()) {
      logOver = true;
      return null;
    }
    if (log.done() || fetched.stream().noneMatch(DivisionWorker::needsLog)) {
      logOver = true;
      return null;
    }
    try {
      if (!log.cut()) {
        log.advance(api);
      } else if (!log.confirm(api)) {
        throw new ExactException(
            ExactException.Kind.SCOPE,
            ErrorCode.EO_2017,
            null,
            null,
            log.endpoint().title(),
            division);
      }
      return null;
    } catch (ExactException refusal) {
      return switch (refusal.kind()) {
        case LIMIT, SIGN_IN, STALE_SECRET, CREDENTIALS, NETWORK_ACCESS, DIVISION -> common(refusal);
        case SCOPE, MODULE, RIGHT, NOT_OFFERED ->
            fallBack(refusal) ? UnitEnd.of(UnitEnd.Kind.FLUSH) : null;
        case TRANSIENT, LINK_EXPIRED, PROTOCOL -> {
          logEnds(refusal, null);
          yield null;
        }
      };
    }
  }

  static boolean needsLog(StepWork step) {
    return step.endpoint().deletions() == DeletionMethod.DELETED_LOG
        || step.plan.source().isDeletionLog();
  }

  private void logEnds(ExactException failure, Instant waitUntil) {
    LogDelta delta = new LogDelta(division);
    delta.failure = failure;
    delta.waitUntil = waitUntil;
    batches.addLog(delta, null, null);
    logOver = true;
  }

  /**
   * Deletions cannot be read after all: keys are fetched for the steps that were done already.
   *
   * @return whether the batch must be published before, since a complete chain's keys are in it
   */
  private boolean fallBack(ExactException refusal) {
    boolean flush = false;
    for (StepWork step : fetched) {
      if (step.plan.keysDue() && step.endpoint().deletions() == DeletionMethod.DELETED_LOG) {
        Delta delta = step.delta();
        delta.reopened = true;
        flush |= delta.whole;
        batches.add(delta);
        step.wantKeys();
        step.beginKeys();
        steps.add(step);
        succeeded--;
      }
    }
    fetched.removeAll(steps);
    log.giveUp(refusal, refusal.kind() != ExactException.Kind.SCOPE && succeeded > 0);
    logOver = true;
    return flush;
  }

  /**
   * A module or path is refused: that is only believed once the division itself has answered.
   * Otherwise nothing tells a missing module from a division that is closed to this user.
   */
  private void decide() {
    undecided.forEach(
        (step, refusal) -> {
          if (succeeded > 0) {
            end(step, RunStatus.SKIPPED, refusal, null);
          } else {
            end(step, RunStatus.FAILED, closed(refusal), null);
          }
        });
    undecided.clear();
  }

  private ExactException closed(ExactException refusal) {
    return refusal.kind() != ExactException.Kind.MODULE
        ? refusal
        : new ExactException(
            ExactException.Kind.DIVISION,
            ErrorCode.EO_2008,
            null,
            refusal,
            division,
            "all that was asked for was forbidden (403), and no reason was given");
  }

  private void end(StepWork step, RunStatus status, ConnectorException error, Instant waitUntil) {
    Delta delta = step.delta();
    delta.end = new Delta.End(status, error, waitUntil);
    if (error instanceof ExactException && status != RunStatus.SUCCEEDED) {
      delta.calls = step.started() && status != RunStatus.WAITING ? 1 : 0;
    }
    if (waitUntil != null && error == null) {
      delta.notes.add(ErrorCode.EO_2010.message(division, waitUntil));
    }
    batches.add(delta);
  }
}
