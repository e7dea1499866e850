package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactApi.Division;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.state.Claim;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.DivisionRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One execution of one claimed run, from the refresh of divisions to the settlement. */
final class RunExecution {

  private final SyncPorts ports;
  private final SyncSettings settings;
  private final Claim claim;
  private final TokenDesk desk;
  private final RunControl control = new RunControl();
  private final Batches batches;
  private final Pulse pulse;
  private final Map<StepKey, StepRecord> before = new LinkedHashMap<>();
  private Map<StepKey, StepState> states = new LinkedHashMap<>();
  private Events events;
  private Settling settling;
  private Publisher publisher;
  private UsageMeter meter;

  RunExecution(SyncPorts ports, SyncSettings settings, Claim claim) {
    this.ports = ports;
    this.settings = settings;
    this.claim = claim;
    desk = new TokenDesk(ports.tokens(), ports.workers());
    batches = new Batches(settings, ports.clock());
    pulse =
        new Pulse(
            ports.journal(),
            claim,
            ports.clock(),
            settings,
            desk,
            ports.clock().now().plus(settings.timeLimit()));
  }

  /** The most compressed bytes that waited in memory. */
  long peakBytes() {
    return batches.peakBytes();
  }

  /** Does what can be done now. */
  RunOutcome execute() throws InterruptedException {
    try {
      return ended(attempt());
    } catch (Pulse.LeaseLost lost) {
      return new RunOutcome(
          claim.run().runId(),
          RunStatus.RUNNING,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    } finally {
      control.stop();
      desk.close();
      ports.workers().interrupt();
    }
  }

  private interface Ending {
    RunOutcome end() throws InterruptedException;
  }

  private RunOutcome ended(Ending ending) throws InterruptedException {
    control.stop();
    RunOutcome outcome = ending.end();
    if (meter != null) {
      meter.flush();
    }
    return outcome;
  }

  /** Works, and says how to end. */
  private Ending attempt() throws InterruptedException {
    try {
      return work();
    } catch (Pulse.Cancelled cancelled) {
      return this::cancelled;
    } catch (ExactException refusal) {
      return () -> refused(refusal);
    } catch (ConnectorException failure) {
      Publisher.throwIfLost(failure);
      return () -> failed(failure);
    } catch (Pulse.LeaseLost lost) {
      throw lost;
    } catch (RuntimeException unexpected) {
      return () ->
          failed(new ConnectorException(ErrorCode.EO_9001, unexpected, unexpected.toString()));
    }
  }

  private Ending work() throws InterruptedException {
    ConfigurationRecord configuration = ports.journal().configuration(claim.run().configuration());
    events =
        new Events(ports.journal(), ports.clock(), configuration.connection(), claim.run().runId());
    settling =
        new Settling(
            ports.journal(),
            ports.settlement(),
            ports.clock(),
            claim,
            configuration.connection(),
            events);
    if (claim.resumed()) {
      ports.journal().steps(claim.run().runId()).forEach(step -> before.put(step.key(), step));
      ports.target().dropAbandonedStaging(owner());
    }
    if (claim.run().cancelRequested()) {
      throw new Pulse.Cancelled(); // it waited, or its holder died: no call is worth making
    }
    ConnectionRecord connection = ports.journal().connection(configuration.connection());
    if (connection.status().equals("CREATED")) {
      throw new ConnectorException(ErrorCode.EO_1009, null, connection.name());
    }
    Instant now = ports.clock().now();
    ExactGateway.Session exact =
        ports
            .exact()
            .open(
                connection,
                ports
                    .journal()
                    .usage(
                        connection.name(), now.atZone(ZoneOffset.UTC).toLocalDate().minusDays(1)),
                desk);
    meter = new UsageMeter(exact.budget(), ports.journal(), connection.name());
    List<DivisionRecord> divisions = refresh(connection, exact);
    RunContext context =
        new RunContext(
            claim,
            claim.run().startedAt().orElse(now),
            now,
            configuration,
            divisions,
            List.of(),
            ports.journal().cursors(configuration.name()),
            before,
            exact.budget());
    context = context.with(RunPreparation.sources(context, ports.catalogue()));
    RunPreparation preparation =
        new RunPreparation(ports.journal(), ports.target(), ports.clock(), events, context);
    RunPlan plan = preparation.plan();
    states = plan.states();
    begin(plan, preparation);
    return fetch(context, plan, exact);
  }

  private String owner() {
    return claim.run().runId().replace("-", "");
  }

  private List<DivisionRecord> refresh(ConnectionRecord connection, ExactGateway.Session exact)
      throws InterruptedException {
    Backstage backstage = new Backstage(ports.workers(), ports.clock(), pulse, settings);
    List<Division> listed = backstage.make(exact.api()::divisions);
    DivisionRefresh refresh =
        DivisionRefresh.of(ports.journal().divisions(connection.name()), listed);
    if (!refresh.changed().isEmpty()) {
      try {
        ports
            .journal()
            .publish(
                claim,
                ports.clock().now(),
                () -> {
                  if (!refresh.moved().isEmpty()) {
                    ports.journal().resetDeletionLog(connection.name(), refresh.moved());
                  }
                  ports.journal().saveDivisions(connection.name(), refresh.changed());
                  return null;
                });
      } catch (ConnectorException failure) {
        Publisher.throwIfLost(failure);
        throw failure;
      }
      refresh.news().forEach(news -> events.info("DIVISIONS", news));
    }
    return refresh.afterReset();
  }

  /** Writes the plan down before the first page is asked for. */
  private void begin(RunPlan plan, RunPreparation preparation) {
    long calls = plan.budgeting().calls() + plan.divisions().size() + 1;
    ports.journal().started(claim, ports.clock().now(), calls);
    if (plan.budgeting().waiting() > 0) {
      events.info(
          "PLANNED_LATER",
          plan.budgeting().waiting()
              + " steps do not fit into the calls that are left today; they go on after "
              + plan.budgeting().reset()
              + ".");
    }
    List<StepRecord> records =
        states.values().stream()
            .map(StepState::record)
            .filter(record -> !record.equals(before.get(record.key())))
            .toList();
    try {
      ports
          .journal()
          .publish(
              claim,
              ports.clock().now(),
              () -> {
                if (!plan.cursors().isEmpty()) {
                  ports.journal().saveCursors(claim.run().configuration(), plan.cursors());
                }
                preparation.forget(plan.forgotten());
                ports.journal().saveSteps(claim.run().runId(), records);
                return null;
              });
    } catch (ConnectorException failure) {
      Publisher.throwIfLost(failure);
      throw failure;
    }
    events.flush();
  }

  private Ending fetch(RunContext context, RunPlan plan, ExactGateway.Session exact)
      throws InterruptedException {
    String connection = context.configuration().connection();
    Deletions deletions = new Deletions(ports.journal(), connection);
    Loader loader = new Loader(ports.target(), batches, pulse, owner() + "_" + claim.generation());
    publisher =
        new Publisher(
            ports.journal(),
            ports.target(),
            ports.clock(),
            claim,
            connection,
            loader,
            pulse,
            deletions,
            events,
            states);
    WorkerFactory factory =
        new WorkerFactory(ports, settings, control, batches, exact.api(), context, deletions);
    List<DivisionWorker> workers = new ArrayList<>();
    for (DivisionRecord division : plan.divisions()) {
      workers.add(factory.worker(division, states));
    }
    FetchLoop loop =
        new FetchLoop(
            ports.workers(),
            settings,
            ports.clock(),
            batches,
            loader,
            publisher,
            pulse,
            control,
            meter);
    loop.run(workers);
    if (loop.failure() != null) {
      return () -> aborted(loop.failure());
    }
    return loop.late() ? this::late : this::finished;
  }

  private RunOutcome aborted(Throwable failure) throws InterruptedException {
    if (failure instanceof ExactException refusal) {
      return refused(refusal);
    }
    return failed(
        failure instanceof ConnectorException known
            ? known
            : new ConnectorException(ErrorCode.EO_9001, failure, failure.toString()));
  }

  // ---- endings

  /** Everything was fetched that could be. */
  private RunOutcome finished() {
    Optional<StepState> firstWaiting =
        states.values().stream()
            .filter(state -> state.status == RunStatus.WAITING)
            .min(java.util.Comparator.comparing(state -> state.waitUntil));
    if (firstWaiting.isPresent()) {
      return settling.waiting(firstWaiting.get().waitUntil, firstWaiting.get().record().reason());
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
  private RunOutcome late() {
    boolean unfinished =
        states.values().stream()
            .anyMatch(
                state -> state.status == RunStatus.QUEUED || state.status == RunStatus.RUNNING);
    return unfinished ? settling.again() : finished();
  }

  private RunOutcome refused(ExactException refusal) throws InterruptedException {
    switch (refusal.kind()) {
      case STALE_SECRET -> {
        return settling.again();
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
          DIVISION,
          NOT_OFFERED,
          LINK_EXPIRED,
          PROTOCOL -> {
        return failed(refusal);
      }
    }
    throw new IllegalStateException("no ending for " + refusal.kind());
  }

  /** Something ended the whole run: what succeeded before stays, the rest has failed with it. */
  private RunOutcome failed(ConnectorException failure) {
    startedAtLeast();
    endOpenSteps(failure);
    if (settling == null) {
      settling = nameless();
    }
    return settling.ended(Settling.status(records()), records(), failure);
  }

  /** The configuration itself could not be read. */
  private Settling nameless() {
    events = new Events(ports.journal(), ports.clock(), "", claim.run().runId());
    return new Settling(ports.journal(), ports.settlement(), ports.clock(), claim, "", events);
  }

  /** A run that fails before its plan has begun all the same. */
  private void startedAtLeast() {
    if (states.isEmpty()) {
      ports.journal().started(claim, ports.clock().now(), 0);
    }
  }

  private RunOutcome cancelled() {
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
