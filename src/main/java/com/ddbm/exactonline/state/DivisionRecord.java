package com.ddbm.exactonline.state;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * A division of a connection.
 *
 * @param status ACTIVE, BLOCKED, ARCHIVED, GONE (no longer listed)
 * @param movedAt DivisionMoveDate, wall clock of the site
 * @param deletedPosition highest Timestamp of sync/Deleted that is in the log
 * @param deletedFetchedAt when sync/Deleted was last fetched to its end
 * @param deletedRightCheckedAt when the right to sync/Deleted was last checked
 * @param deletedRight whether the user has it (empty: never checked)
 */
public record DivisionRecord(
    int division,
    String name,
    String status,
    Optional<LocalDateTime> movedAt,
    long deletedPosition,
    Optional<Instant> deletedFetchedAt,
    Optional<Instant> deletedRightCheckedAt,
    Optional<Boolean> deletedRight) {}
