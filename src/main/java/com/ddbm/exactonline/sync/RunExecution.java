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
import java.util.stream.Collectors;

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
      return takenOver();
    } catch (ConnectorException failure) {
      if (failure.error() == ErrorCode.EO_3005) {
        return takenOver(); // noticed by the last statements of an execution
      }
      throw failure;
    } finally {
      control.stop();
      desk.close();
      ports.workers().interrupt();
    }
  }

  private RunOutcome takenOver() {
    return new RunOutcome(
        claim.run().runId(),
        RunStatus.RUNNING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
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
      return () -> endings().cancelled();
    } catch (ExactException refusal) {
      return () -> endings().refused(refusal);
    } catch (ConnectorException failure) {
      Publisher.throwIfLost(failure);
      return () -> endings().failed(failure);
    } catch (Pulse.LeaseLost lost) {
      throw lost;
    } catch (RuntimeException unexpected) {
      return () ->
          endings()
              .failed(new ConnectorException(ErrorCode.EO_9001, unexpected, unexpected.toString()));
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
      // A sign-in that was refused says why; otherwise nobody has tried yet.
      boolean refused = connection.errorCode().filter(ErrorCode.EO_2003.code()::equals).isPresent();
      throw new ConnectorException(
          refused ? ErrorCode.EO_2003 : ErrorCode.EO_1009, null, connection.name());
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
    List<DivisionRecord> known = ports.journal().divisions(connection.name());
    List<Integer> open =
        known.stream()
            .filter(division -> division.status().equals(DivisionRefresh.ACTIVE))
            .map(DivisionRecord::division)
            .toList();
    List<Division> listed = backstage.make(() -> exact.api().divisions(open));
    DivisionRefresh refresh = DivisionRefresh.of(known, listed);
    if (!refresh.changed().isEmpty()) {
      try {
        refresh =
            ports.journal().publish(claim, ports.clock().now(), () -> save(connection, listed));
      } catch (ConnectorException failure) {
        Publisher.throwIfLost(failure);
        throw failure;
      }
      refresh.news().forEach(news -> events.info("DIVISIONS", news));
    }
    return refresh.afterReset();
  }

  /**
   * Compares once more with what is stored by now: another run may have met a division and filled
   * its log while this one asked for the list, and a move must empty it.
   */
  private DivisionRefresh save(ConnectionRecord connection, List<Division> listed) {
    DivisionRefresh refresh =
        DivisionRefresh.of(ports.journal().divisions(connection.name()), listed);
    if (!refresh.moved().isEmpty()) {
      ports.journal().resetDeletionLog(connection.name(), refresh.moved());
    }
    if (!refresh.changed().isEmpty()) {
      ports.journal().saveDivisions(connection.name(), refresh.changed());
    }
    return refresh;
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
    if (plan.budgeting().postponed() > 0) {
      events.info(
          "KEYS_LATER",
          plan.budgeting().postponed()
              + " comparisons of keys are left for another day, those first that were made longest"
              + " ago: calls are short.");
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
    Map<Integer, List<StepState>> byDivision =
        states.values().stream().collect(Collectors.groupingBy(state -> state.key().division()));
    List<DivisionWorker> workers = new ArrayList<>();
    for (DivisionRecord division : plan.divisions()) {
      workers.add(factory.worker(division, byDivision.get(division.division())));
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
      return () -> endings().aborted(loop.failure());
    }
    return loop.late() ? () -> endings().late() : () -> endings().finished();
  }

  private RunEndings endings() {
    return new RunEndings(ports, claim, states, before, settling, desk.served());
  }
}
