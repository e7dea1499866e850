package com.ddbm.exactonline.sync;

import java.time.Duration;

/**
 * Measures of the engine. {@link #defaults()} is what ships; tests use smaller ones.
 *
 * @param divisionsAtOnce how many divisions are fetched side by side, each on one thread
 * @param batchRows rows after which a batch is loaded
 * @param batchTime age after which a batch is loaded
 * @param chunkBytes compressed size at which a file of rows is closed and uploaded, at most 16 MB
 * @param bytesInFlight compressed bytes that may wait for upload before fetching pauses
 * @param pagesPerUnit pages after which a worker gives its thread back (a simulation says 1)
 * @param timeLimit how long one execution may take: then checkpoint, queue again, stop
 * @param longestWait waits up to this are waited out, longer ones end the execution as WAITING
 * @param heartbeat how often the lease is extended and progress is saved
 * @param cancelPoll how often the cancel mark is looked at
 */
public record SyncSettings(
    int divisionsAtOnce,
    long batchRows,
    Duration batchTime,
    int chunkBytes,
    long bytesInFlight,
    int pagesPerUnit,
    Duration timeLimit,
    Duration longestWait,
    Duration heartbeat,
    Duration cancelPoll) {

  /**
   * What ships: under 200 MB of heap with twelve divisions at once, since they mostly wait for
   * answers.
   */
  public static SyncSettings defaults() {
    return new SyncSettings(
        12,
        200_000,
        Duration.ofMinutes(5),
        8 << 20,
        48L << 20,
        Integer.MAX_VALUE,
        Duration.ofMinutes(50),
        Duration.ofMinutes(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(5));
  }

  /** The same with another time limit for one execution. */
  public SyncSettings withTimeLimit(Duration limit) {
    return new SyncSettings(
        divisionsAtOnce,
        batchRows,
        batchTime,
        chunkBytes,
        bytesInFlight,
        pagesPerUnit,
        limit,
        longestWait,
        heartbeat,
        cancelPoll);
  }
}
