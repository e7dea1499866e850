package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.billing.Ledger;
import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.InMemoryTable;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What must hold, whatever happened. */
final class Oracles {

  private final Simulation simulation;
  private final SourceExact exact;

  final Tables tables;
  private final Statuses statuses;

  Oracles(Simulation simulation) {
    this.simulation = simulation;
    exact = simulation.exact;
    tables = new Tables(simulation);
    statuses = new Statuses(simulation, tables);
  }

  // ---- at any moment

  /** What holds after every event, a crash included. */
  void always() {
    for (String name : List.of(Simulation.BOOKS, Simulation.OTHER)) {
      ConfigurationRecord configuration = simulation.journal.configuration(name);
      simulation
          .journal
          .cursors(name)
          .forEach((key, cursor) -> cursorIsNotAhead(configuration, key, cursor));
    }
    simulation.journal.runs().forEach(this::runSaysTheTruth);
    charges();
    tokens();
    if (simulation.dropped) {
      tables.forget();
      simulation.dropped = false;
    }
    tables.loseNothing();
    statuses.always();
    limits();
  }

  /** Limits are planned for, not run into, as long as nobody else makes calls. */
  private void limits() {
    if (simulation.alone && exact.limits.refused() > 0) {
      throw new Violation(exact.limits.refused() + " answers 429 though nobody else made calls");
    }
  }

  /** No row at or below a cursor is missing or older in the table: it would never be fetched. */
  private void cursorIsNotAhead(
      ConfigurationRecord configuration, StepKey key, CursorRecord cursor) {
    Endpoint endpoint = exact.endpoints.get(key.endpoint());
    SourceDivision division = exact.divisions.get(key.division());
    InMemoryTable table = tables.of(configuration, endpoint);
    boolean sameDatabase =
        cursor.movedAt().orElse("").equals(Objects.toString(division.movedAt, ""));
    if (table == null
        || endpoint.strategy() != Strategy.ROW_VERSION
        || endpoint.id().equals(Endpoint.DELETED)
        || !sameDatabase) {
      return;
    }
    deletionsAreApplied(table, endpoint, division, cursor);
    if (cursor.value().isEmpty()) {
      return;
    }
    long position = Long.parseLong(cursor.value().get());
    Optional<LocalDate> since = cursor.completeSince().map(LocalDate::parse);
    for (Map<String, String> row : division.rows(endpoint.id()).values()) {
      long version = Long.parseLong(row.get("TIMESTAMP"));
      if (version <= position) {
        List<InMemoryTable.Row> there = table.at(key.division(), List.of(row.get("ID")));
        boolean older = there.isEmpty() && Tables.isOlder(row, since);
        if (!older && (there.isEmpty() || version(there.get(0)) < version)) {
          throw new Violation(
              "the cursor of "
                  + key
                  + " in "
                  + configuration.name()
                  + " is "
                  + position
                  + " and the table lacks "
                  + row
                  + "; it has "
                  + there);
        }
      }
    }
  }

  /** No deletion at or below a step's position is unapplied: it would never be looked at again. */
  private void deletionsAreApplied(
      InMemoryTable table, Endpoint endpoint, SourceDivision division, CursorRecord cursor) {
    if (endpoint.deletions() != DeletionMethod.DELETED_LOG) {
      return;
    }
    String type = Integer.toString(endpoint.entityType().orElseThrow());
    for (SourceDivision.Deletion deletion : division.deletions) {
      if (deletion.timestamp() <= cursor.deletionPosition()
          && deletion.row().get("ENTITYTYPE").equals(type)) {
        for (InMemoryTable.Row row : table.present(division.code)) {
          boolean named =
              deletion.row().get("ENTITYKEY").equals(row.values().get("ID"))
                  || endpoint
                      .documentColumn()
                      .map(
                          column ->
                              deletion.row().get("ENTITYKEY").equals(row.values().get(column)))
                      .orElse(false);
          if (named && version(row) <= deletion.timestamp()) {
            throw new Violation(
                "deletion "
                    + deletion
                    + " lies below the position of "
                    + cursor.key()
                    + " and is not applied to "
                    + row);
          }
        }
      }
    }
  }

  private static long version(InMemoryTable.Row row) {
    return Long.parseLong(row.values().get("TIMESTAMP"));
  }

  private void runSaysTheTruth(InMemoryRun run) {
    if (!run.status().ended()) {
      return;
    }
    List<StepRecord> steps = simulation.journal.steps(run.record().runId());
    long succeeded = count(steps, RunStatus.SUCCEEDED);
    long failed = count(steps, RunStatus.FAILED);
    long skipped = count(steps, RunStatus.SKIPPED);
    long open = steps.stream().filter(step -> !step.status().ended()).count();
    boolean true_ =
        switch (run.status()) {
          case SUCCEEDED -> failed == 0 && open == 0 && succeeded + skipped == steps.size();
          case PARTIAL -> succeeded > 0 && failed + open > 0 && open == 0;
          case FAILED -> succeeded == 0 && open == 0;
          case CANCELLED -> open == 0;
          default -> false;
        };
    if (!true_) {
      throw new Violation("the run says " + run + " and its steps are " + statuses(steps));
    }
    if (run.status() == RunStatus.FAILED && run.errorCode().isEmpty()) {
      throw new Violation("a failed run says no error: " + run + statuses(steps));
    }
    for (StepRecord step : steps) {
      boolean silent = step.errorCode().isEmpty() || step.errorMessage().isEmpty();
      if ((step.status() == RunStatus.FAILED || step.status() == RunStatus.SKIPPED) && silent) {
        throw new Violation("a step failed or was skipped without a word: " + step);
      }
      if (step.errorCode().filter(ErrorCode.EO_9001.code()::equals).isPresent()) {
        throw new Violation("an error that nobody expected: " + step);
      }
    }
    if (run.errorCode().filter(ErrorCode.EO_9001.code()::equals).isPresent()) {
      throw new Violation("an error that nobody expected: " + run);
    }
    long written = run.totals().inserted() + run.totals().updated();
    if (written != simulation.written.of(run.record().runId())) {
      throw new Violation(
          "the run says "
              + written
              + " rows written, it were "
              + simulation.written.of(run.record().runId())
              + ": "
              + run
              + statuses(steps));
    }
  }

  private static long count(List<StepRecord> steps, RunStatus status) {
    return steps.stream().filter(step -> step.status() == status).count();
  }

  static String statuses(List<StepRecord> steps) {
    StringBuilder text = new StringBuilder();
    for (StepRecord step : steps) {
      text.append("\n  ")
          .append(step.key().division())
          .append(' ')
          .append(step.key().endpoint())
          .append(' ')
          .append(step.status())
          .append(' ')
          .append(step.cursorFrom().orElse("-"))
          .append("..")
          .append(step.cursorTo().orElse("-"))
          .append(" +")
          .append(step.rowsInserted())
          .append(" ~")
          .append(step.rowsUpdated())
          .append(" -")
          .append(step.rowsDeleted())
          .append(" calls ")
          .append(step.apiCalls())
          .append(' ')
          .append(step.reason().orElse(""))
          .append(step.errorMessage().orElse(""));
    }
    return text.toString();
  }

  /** Nothing is charged twice, nothing without a succeeded step, no row that was not written. */
  private void charges() {
    Map<String, Integer> events = new LinkedHashMap<>();
    simulation.charges.sent.forEach(sent -> events.merge(sent.runId(), 1, Integer::sum));
    events.forEach(
        (runId, times) -> {
          if (times > 1) {
            throw new Violation("run " + runId + " was charged " + times + " times");
          }
        });
    for (ChargeBook.Line line : simulation.charges.lines.values()) {
      InMemoryRun run = simulation.journal.run(line.runId());
      if (!run.status().ended()) {
        throw new Violation("a run that has not ended was charged: " + run);
      }
      boolean free = line.charge().isFree();
      if (!free && run.totals().succeeded() == 0) {
        throw new Violation("a run without a succeeded step was charged: " + line);
      }
      boolean due = run.totals().succeeded() > 0 && !run.record().triggeredBy().startsWith("retry");
      if (due != (line.charge().baseUsd().signum() > 0)) {
        throw new Violation("the base charge is wrong: " + line + " for " + run);
      }
      long written = simulation.written.of(line.runId()) - run.totals().notCharged();
      if (line.charge().rowsCharged() != (run.totals().succeeded() > 0 ? written : 0)) {
        throw new Violation("rows charged " + line + " and written " + written + " by " + run);
      }
      if (line.status() == Ledger.Status.SENT && !events.containsKey(line.runId())) {
        throw new Violation("the ledger says sent, Snowflake has nothing: " + line);
      }
    }
  }

  /** What is stored is the server's latest token, or the connection says that it is over. */
  private void tokens() {
    simulation
        .vault
        .secret()
        .ifPresent(
            secret -> {
              if (secret.generation() < simulation.vault.rowGeneration) {
                throw new Violation("the row is ahead of the secret");
              }
            });
    if (!chainIsWhole() && !exact.tokens.lossExplained) {
      throw new Violation("the chain of refresh tokens is broken and nobody was killed over it");
    }
    if (exact.tokens.spentTokenSeen() && !exact.tokens.lossExplained && !simulation.raced) {
      throw new Violation("a spent refresh token was sent");
    }
    simulation.raced = false;
  }

  /** Whether the chain of refresh tokens is whole. */
  boolean chainIsWhole() {
    return simulation
        .vault
        .secret()
        .filter(secret -> secret.pair().refreshToken().equals(exact.tokens.refreshToken()))
        .isPresent();
  }
}
