package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.twins.InMemoryRun;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run that nothing disturbed must say: its steps' statuses follow from what is allowed, and
 * what it calls done is in the tables.
 */
final class Statuses {

  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          ErrorCode.EO_2003.code(),
          ErrorCode.EO_2004.code(),
          ErrorCode.EO_1009.code(),
          ErrorCode.EO_2001.code(),
          ErrorCode.EO_2002.code(),
          ErrorCode.EO_3001.code());

  private final Simulation simulation;
  private final SourceExact exact;
  private final Tables tables;
  private final Set<String> judged = new HashSet<>();

  Statuses(Simulation simulation, Tables tables) {
    this.simulation = simulation;
    this.tables = tables;
    exact = simulation.exact;
  }

  void always() {
    for (InMemoryRun run : simulation.journal.runs()) {
      if (run.status().ended() && judged.add(run.record().runId())) {
        if (run.status() != RunStatus.CANCELLED
            && simulation.marks.undisturbed(run.record().runId())
            && run.errorCode().filter(OF_THE_CONNECTION::contains).isEmpty()) {
          simulation.counters.hit("undisturbed run " + run.status());
          judge(run);
        }
      }
    }
  }

  private void judge(InMemoryRun run) {
    List<StepRecord> steps = simulation.journal.steps(run.record().runId());
    for (StepRecord step : steps) {
      String wrong = wrong(step, steps);
      if (wrong != null) {
        throw new Violation(wrong + ": " + step + Oracles.statuses(steps));
      }
      if (step.status() == RunStatus.SUCCEEDED) {
        complete(simulation.journal.configuration(run.record().configuration()), step);
      }
    }
  }

  /** What is wrong with a step's status, or null. */
  private String wrong(StepRecord step, List<StepRecord> steps) {
    SourceDivision division = exact.divisions.get(step.key().division());
    String endpoint = step.key().endpoint();
    RunStatus status = step.status();
    if (division.blocked || division.archived || !division.listed) {
      return status == RunStatus.FAILED ? null : "the division is closed";
    }
    boolean askedFirst =
        endpoint.equals(Endpoint.DELETED) && division.missingRights.contains(endpoint);
    if (askedFirst && failed(step, ErrorCode.EO_2017)) {
      return null;
    }
    if (exact.missingScopes.contains(endpoint)) {
      return failed(step, ErrorCode.EO_2006) ? null : "the scope is missing";
    }
    if (exact.missingModules.contains(endpoint)) {
      boolean others =
          steps.stream()
              .anyMatch(
                  each ->
                      each.key().division() == division.code
                          && each.status() == RunStatus.SUCCEEDED);
      boolean right = status == (others ? RunStatus.SKIPPED : RunStatus.FAILED);
      return right ? null : "the module is missing";
    }
    if (division.missingRights.contains(endpoint)) {
      return status == RunStatus.SUCCEEDED || failed(step, ErrorCode.EO_2017)
          ? null
          : "the right is missing";
    }
    return status == RunStatus.SUCCEEDED ? null : "nothing was in the way";
  }

  private static boolean failed(StepRecord step, ErrorCode error) {
    return step.status() == RunStatus.FAILED && step.errorCode().equals(Optional.of(error.code()));
  }

  /** Green means complete. */
  private void complete(ConfigurationRecord configuration, StepRecord step) {
    SourceDivision division = exact.divisions.get(step.key().division());
    String id = step.key().endpoint();
    Endpoint endpoint = exact.endpoints.get(id);
    if (division.missingRights.contains(id)
        || division.everRefused.contains(id)
        || !division.listed) {
      return;
    }
    boolean everyRun =
        simulation.wishes(configuration.name()).reconcile(endpoint) == Reconcile.EVERY_RUN;
    tables.holdsTheTruth(configuration, endpoint, division.code, everyRun);
    boolean deletionsKnown =
        switch (endpoint.deletions()) {
          case COMPLETE_FETCH -> true;
          case RECONCILE_KEYS -> everyRun;
          case DELETED_LOG ->
              deletedIsReadable(division); // a right once found is believed for a day
          case NONE -> false;
        };
    if (exact.tellsRights && deletionsKnown && endpoint.deletions() != DeletionMethod.NONE) {
      tables.holdsNothingElse(configuration, endpoint, division.code);
    }
  }

  private boolean deletedIsReadable(SourceDivision division) {
    return !division.missingRights.contains(Endpoint.DELETED)
        && !exact.missingScopes.contains(Endpoint.DELETED)
        && !exact.missingModules.contains(Endpoint.DELETED);
  }
}
