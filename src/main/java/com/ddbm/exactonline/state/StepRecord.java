package com.ddbm.exactonline.state;

import java.time.Instant;
import java.util.Optional;

/**
 * A step as stored: one endpoint in one division within a run.
 *
 * @param reason why it was skipped, or what a user should know (a refused field, a reload and its
 *     cause)
 * @param strategy label of the strategy used
 * @param cursorFrom where it began, as text
 * @param cursorTo where the next begins, as text
 */
public record StepRecord(
    RunRecord.StepKey key,
    RunStatus status,
    Optional<String> reason,
    String strategy,
    Optional<String> cursorFrom,
    Optional<String> cursorTo,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    long rowsFetched,
    long rowsInserted,
    long rowsUpdated,
    long rowsDeleted,
    long rowsUnchanged,
    long rowsNotCharged,
    long apiCalls,
    Optional<String> errorCode,
    Optional<String> errorMessage,
    Optional<String> remedy) {}
