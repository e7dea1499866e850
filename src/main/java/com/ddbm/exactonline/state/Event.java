package com.ddbm.exactonline.state;

import java.time.Instant;
import java.util.Optional;

/**
 * Something a user should be able to find later.
 *
 * @param level INFO, WARNING, ERROR
 * @param code an EO number or a word
 */
public record Event(
    Instant at,
    String level,
    String code,
    String message,
    Optional<String> connection,
    Optional<String> runId) {}
