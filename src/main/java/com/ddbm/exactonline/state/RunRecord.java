package com.ddbm.exactonline.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run as stored.
 *
 * @param triggeredBy {@code user}, {@code schedule:<name>}, {@code retry:<run_id>}
 * @param endpoints ids to run, empty means those of the configuration
 * @param divisions codes to run, empty means those of the configuration
 * @param onlySteps for a retry: exactly these steps, empty otherwise
 * @param reload for {@code reload}: cursors of its steps are dropped first
 */
public record RunRecord(
    String runId,
    String configuration,
    String triggeredBy,
    SyncMode mode,
    List<String> endpoints,
    List<Integer> divisions,
    List<StepKey> onlySteps,
    boolean reload,
    RunStatus status,
    Instant queuedAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<Instant> waitingUntil,
    boolean cancelRequested) {

  /** One endpoint in one division. */
  public record StepKey(int division, String endpoint) {}
}
