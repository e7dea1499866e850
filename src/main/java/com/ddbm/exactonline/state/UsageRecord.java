package com.ddbm.exactonline.state;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Calls of a division on a day (UTC), absolute numbers of that day as this run knows them plus what
 * was there.
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
