package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.state.DivisionRecord;
import com.ddbm.exactonline.state.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes the worker of a division from the plan. */
final class WorkerFactory {

  private final SyncPorts ports;
  private final SyncSettings settings;
  private final RunControl control;
  private final Batches batches;
  private final ExactApi api;
  private final RunContext context;
  private final Deletions deletions;
  private final Source deleted;

  WorkerFactory(
      SyncPorts ports,
      SyncSettings settings,
      RunControl control,
      Batches batches,
      ExactApi api,
      RunContext context,
      Deletions deletions) {
    this.ports = ports;
    this.settings = settings;
    this.control = control;
    this.batches = batches;
    this.api = api;
    this.context = context;
    this.deletions = deletions;
    deleted =
        ports.catalogue().stream()
            .filter(endpoint -> endpoint.id().equals(Endpoint.DELETED))
            .findFirst()
            .map(endpoint -> Source.of(context.configuration(), endpoint))
            .orElse(null);
  }

  /** {@code states}: the steps of this division. */
  DivisionWorker worker(DivisionRecord division, List<StepState> states) {
    List<StepWork> steps = new ArrayList<>();
    int succeeded = 0;
    boolean needsLog = false;
    boolean logAnew = false;
    for (StepState state : states) {
      succeeded += state.status == RunStatus.SUCCEEDED ? 1 : 0;
      if (!state.status.ended()) {
        steps.add(new StepWork(state.plan, ports.clock(), batches, settings.chunkBytes()));
        boolean isLog = state.source().isDeletionLog();
        needsLog |= isLog || state.source().endpoint().deletions() == DeletionMethod.DELETED_LOG;
        logAnew |= isLog && state.cursor.deletionPosition() == 0;
      }
    }
    LogWork log = needsLog && deleted != null ? log(division, logAnew) : null;
    return new DivisionWorker(
        division.division(), steps, log, succeeded, api, ports.clock(), settings, control, batches);
  }

  private LogWork log(DivisionRecord division, boolean anew) {
    deletions.expect(division);
    Instant now = context.now();
    // Anything but a right that is known to be there is asked about again: it may have been mended.
    boolean known = Planner.rightKnown(division, now);
    return new LogWork(
        division.division(),
        deleted,
        anew ? 0 : division.deletedPosition(),
        !known,
        division.deletedPosition() > 1,
        ports.clock(),
        batches);
  }
}
