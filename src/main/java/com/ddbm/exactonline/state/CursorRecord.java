package com.ddbm.exactonline.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the next step of an endpoint in a division begins, and a position inside an unfinished
 * chain.
 *
 * @param value Timestamp as digits, or Modified as {@code YYYY-MM-DDTHH:MM:SS.mmm}; empty: fetch
 *     whole
 * @param checkpoint JSON text of an unfinished chain (next link as received, highest Timestamp of
 *     the first page and of all, whether ascending, run it belongs to); empty when the chain ended.
 *     Never serves as cursor
 * @param deletionPosition exclusive lower bound in the deletion log for this configuration,
 *     endpoint and division
 * @param reconciledAt when keys were last compared completely (a complete fetch counts)
 * @param completeSince from when on the table holds history: empty is all, otherwise the start date
 *     used
 * @param movedAt text of the DivisionMoveDate under which the rows were loaded, to notice a move
 * @param refusedColumns columns the server refused for this division; when accepted again the
 *     endpoint is fetched whole
 * @param catalogueColumns names of the catalogue's columns the value was made with: a new one drops
 *     the cursor
 * @param rightCheckedAt when the right to read the endpoint was last checked, after an empty
 *     complete answer; empty: never
 * @param rightFound what that check said: GRANTED, MISSING or UNKNOWN; empty: never checked
 */
public record CursorRecord(
    RunRecord.StepKey key,
    Optional<String> value,
    Optional<String> checkpoint,
    long deletionPosition,
    Optional<Instant> reconciledAt,
    Optional<String> completeSince,
    Optional<String> movedAt,
    List<String> refusedColumns,
    List<String> catalogueColumns,
    Optional<Instant> lastSuccessAt,
    long rowCount,
    Optional<Instant> rightCheckedAt,
    Optional<String> rightFound) {}
