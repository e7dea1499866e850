package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConfigurationRepository;
import com.ddbm.exactonline.state.RunQueue;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.ScheduleRecord;
import com.ddbm.exactonline.state.SyncMode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Asking for runs: now, again, of one endpoint; and asking them to stop. */
final class RunService {

  private final ConfigurationRepository configurations;
  private final RunQueue runs;
  private final ConfigurationService.Divisions divisions;
  private final Tasks tasks;
  private final Clock clock;

  RunService(
      ConfigurationRepository configurations,
      RunQueue runs,
      ConfigurationService.Divisions divisions,
      Tasks tasks,
      Clock clock) {
    this.configurations = configurations;
    this.runs = runs;
    this.divisions = divisions;
    this.tasks = tasks;
    this.clock = clock;
  }

  /** A run that was put into the queue. */
  record Queued(ConfigurationRecord configuration, RunRecord run) {}

  Outcome fetchNow(String configuration, String settingsJson) {
    Queued queued = queue(configuration, settingsJson);
    tasks.start(queued.configuration().key());
    return queuedOutcome(queued);
  }

  /** Puts a run that a user asked for into the queue, without starting anything. */
  Queued queue(String configurationName, String settingsJson) {
    Faults faults = new Faults();
    Optional<ConfigurationRecord> found = configuration(configurationName, faults);
    Settings settings = Settings.forChanging(settingsJson, RunSettings.ALL, faults);
    List<String> endpoints = settings.get(RunSettings.ENDPOINTS, List.of());
    List<Integer> chosen = settings.get(RunSettings.DIVISIONS, List.of());
    found.ifPresent(
        configuration -> {
          RunSettings.checkEndpoints(configuration, endpoints, faults);
          checkDivisions(configuration, chosen, faults);
        });
    faults.refuseIfAny();
    SyncMode mode =
        SyncMode.valueOf(settings.get(RunSettings.MODE, "incremental").toUpperCase(Locale.ROOT));
    return enqueue(found.orElseThrow(), "user", mode, endpoints, chosen, List.of(), false);
  }

  /**
   * Puts a run of a schedule into the queue, unless one of it is there already.
   *
   * @return empty when one is there already
   */
  Optional<Queued> queue(ScheduleRecord schedule, ConfigurationRecord configuration) {
    boolean there =
        runs.open(configuration.name()).stream()
            .filter(run -> run.status() == RunStatus.QUEUED)
            .anyMatch(run -> run.triggeredBy().equals(schedule.trigger()));
    return there
        ? Optional.empty()
        : Optional.of(
            enqueue(
                configuration,
                schedule.trigger(),
                schedule.mode(),
                schedule.endpoints(),
                List.of(),
                List.of(),
                false));
  }

  Outcome cancel(String runId) {
    Faults faults = new Faults();
    RunRecord run = run(runId, faults);
    if (run.status().ended()) {
      faults.add("run_id", ErrorCode.EO_1012, runId, run.status().name());
    }
    faults.refuseIfAny();
    boolean done = runs.cancel(runId, clock.now());
    if (!done) {
      // Somebody must come to end it: who works on it now, or else the task.
      configurations.find(run.configuration()).ifPresent(each -> tasks.start(each.key()));
    }
    RunStatus now = runs.find(runId).map(RunRecord::status).orElse(RunStatus.CANCELLED);
    return Outcome.done(
        done
            ? "Run " + runId + " is cancelled."
            : "Run " + runId + " stops at its next step; what was published stays.",
        Json.object().put("run_id", runId).put("status", now.name()));
  }

  Outcome retry(String runId) {
    Faults faults = new Faults();
    RunRecord failed = run(runId, faults);
    Optional<ConfigurationRecord> configuration = configurations.find(failed.configuration());
    if (configuration.isEmpty()) {
      faults.add("run_id", ErrorCode.EO_1003, failed.configuration());
    }
    if (!failed.status().ended()) {
      faults.add("run_id", "Run " + runId + " has not ended yet (" + failed.status() + ").");
    }
    List<RunRecord.StepKey> steps = runs.failedSteps(runId);
    // A run that failed before it had steps (no sign-in, say) is repeated as it was.
    boolean whole = failed.status() == RunStatus.FAILED && runs.stepCount(runId) == 0;
    if (failed.status().ended() && steps.isEmpty() && !whole) {
      faults.add("run_id", ErrorCode.EO_1013, runId);
    }
    faults.refuseIfAny();
    Queued queued =
        enqueue(
            configuration.orElseThrow(),
            "retry:" + runId,
            failed.mode(),
            whole ? failed.endpoints() : List.of(),
            whole ? failed.divisions() : List.of(),
            whole ? failed.onlySteps() : steps,
            failed.reload());
    tasks.start(queued.configuration().key());
    return queuedOutcome(queued);
  }

  Outcome reload(String configurationName, String endpoint, String settingsJson) {
    Faults faults = new Faults();
    Optional<ConfigurationRecord> found = configuration(configurationName, faults);
    Settings settings = Settings.forChanging(settingsJson, RunSettings.OF_RELOAD, faults);
    List<Integer> chosen = settings.get(RunSettings.DIVISIONS, List.of());
    if (endpoint == null) {
      faults.add("endpoint", "It is missing.");
    } else if (Catalogue.get().endpoint(endpoint).isEmpty()) {
      String nearest = NearestName.of(endpoint, Catalogue.get().ids());
      faults.add("endpoint", "There is no such endpoint; did you mean " + nearest + "?");
    } else {
      found.ifPresent(
          configuration -> {
            Faults inner = new Faults();
            RunSettings.checkEndpoints(configuration, List.of(endpoint), inner);
            inner.copyAs("endpoint", faults);
          });
    }
    found.ifPresent(configuration -> checkDivisions(configuration, chosen, faults));
    faults.refuseIfAny();
    Queued queued =
        enqueue(
            found.orElseThrow(),
            "user",
            SyncMode.FULL_REFRESH,
            List.of(endpoint),
            chosen,
            List.of(),
            true);
    tasks.start(queued.configuration().key());
    return queuedOutcome(queued);
  }

  /** What has become of a run, as {@code run} answers it. */
  Outcome describe(String runId) {
    RunQueue.Summary summary = runs.summary(runId).orElseThrow();
    ObjectNode payload = Json.object();
    payload.put("run_id", runId).put("status", summary.status().name());
    summary.waitingUntil().ifPresent(until -> payload.put("waiting_until", until.toString()));
    payload.put("rows_fetched", summary.rowsFetched());
    payload.put("rows_inserted", summary.rowsInserted());
    payload.put("rows_updated", summary.rowsUpdated());
    payload.put("rows_deleted", summary.rowsDeleted());
    payload.put("rows_unchanged", summary.rowsUnchanged());
    payload.put("api_calls", summary.apiCalls());
    payload.put("steps_succeeded", summary.stepsSucceeded());
    payload.put("steps_skipped", summary.stepsSkipped());
    payload.put("steps_failed", summary.stepsFailed());
    summary.errorCode().ifPresent(code -> payload.put("error_code", code));
    summary.errorMessage().ifPresent(message -> payload.put("error_message", message));
    if (summary.status() == RunStatus.FAILED) {
      return new Outcome(
          summary.errorCode().orElse(ErrorCode.EO_9001.code()),
          summary.errorMessage().orElse("No step succeeded."),
          summary.remedy().orElse("SELECT * FROM core.run_steps shows why."),
          payload);
    }
    return Outcome.done("Run " + runId + ": " + summary.status() + ".", payload);
  }

  private Queued enqueue(
      ConfigurationRecord configuration,
      String trigger,
      SyncMode mode,
      List<String> endpoints,
      List<Integer> chosen,
      List<RunRecord.StepKey> steps,
      boolean reload) {
    Instant now = clock.now();
    RunRecord run =
        new RunRecord(
            UUID.randomUUID().toString(),
            configuration.name(),
            trigger,
            mode,
            endpoints,
            chosen,
            steps,
            reload,
            RunStatus.QUEUED,
            now,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false);
    runs.enqueue(run, configuration.connection());
    return new Queued(configuration, run);
  }

  private static Outcome queuedOutcome(Queued queued) {
    return Outcome.done(
        "The run is queued; core.runs shows how it goes.",
        Json.object().put("run_id", queued.run().runId()).put("status", RunStatus.QUEUED.name()));
  }

  private Optional<ConfigurationRecord> configuration(String name, Faults faults) {
    String named = Names.read("configuration", name, faults);
    Optional<ConfigurationRecord> found = configurations.find(named);
    if (found.isEmpty() && !faults.concern("configuration")) {
      faults.add("configuration", ErrorCode.EO_1003, named);
    }
    return found;
  }

  private RunRecord run(String runId, Faults faults) {
    String named = Names.read("run_id", runId, faults);
    Optional<RunRecord> found = runs.find(named);
    if (found.isEmpty() && !faults.concern("run_id")) {
      faults.add("run_id", ErrorCode.EO_1005, named);
    }
    if (found.isEmpty()) {
      faults.refuseIfAny();
    }
    return found.orElseThrow();
  }

  private void checkDivisions(
      ConfigurationRecord configuration, List<Integer> chosen, Faults faults) {
    Set<Integer> known =
        configuration.divisions().isEmpty()
            ? divisions.of(configuration.connection())
            : Set.copyOf(configuration.divisions());
    for (Integer code : chosen) {
      if (!known.isEmpty() && !known.contains(code)) {
        faults.add(
            "divisions",
            "Configuration " + configuration.name() + " does not load division " + code + ".");
      }
    }
  }
}
