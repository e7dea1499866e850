package com.ddbm.exactonline.state;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Calls of a division on a day (UTC). As read: the day's totals. As given to {@link
 * SyncJournal#addUsage}: what was made since the last time, to be added.
 *
 * @param division the division, 0 for calls without one
 */
public record UsageRecord(
    int division,
    LocalDate day,
    long calls,
    Optional<Long> limitPerDay,
    Optional<Long> remaining,
    long answers429,
    long errors,
    Optional<Instant> lastAnswerAt) {}
