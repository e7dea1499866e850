package com.ddbm.exactonline.state;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration as stored.
 *
 * @param key a generated name (letters, digits, underscore) used in names of tasks and staging;
 *     never user text
 * @param name as the user typed it
 * @param connection name of the connection
 * @param endpoints ids, in catalogue order; empty means all, those of later versions included
 * @param divisions codes; empty means all, those that come later included
 * @param markDeletions whether deleted rows are marked in place of deleted
 * @param startDate "changed since", where supported
 * @param overrides per-endpoint settings as stored JSON texts, by endpoint id
 */
public record ConfigurationRecord(
    String key,
    String name,
    String connection,
    String database,
    String schema,
    boolean createTarget,
    List<String> endpoints,
    List<Integer> divisions,
    boolean markDeletions,
    Reconcile reconcile,
    Optional<LocalDate> startDate,
    Map<String, String> overrides) {}
