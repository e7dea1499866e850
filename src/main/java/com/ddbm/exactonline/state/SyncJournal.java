package com.ddbm.exactonline.state;

import com.ddbm.exactonline.warehouse.Target.Staging;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The state tables as the engine uses them: runs, leases, steps, cursors, the deletion log, calls,
 * events. One real implementation (Snowflake SQL) and one in memory; the same contract test runs on
 * both. One thread. Lists travel in one statement each: nothing here costs a statement per step.
 */
public interface SyncJournal {

  /** A lease lapses this long after its last heartbeat. */
  Duration LEASE = Duration.ofSeconds(90);

  /**
   * Takes the configuration's lease and its next run: an abandoned run first (under its RUN_ID),
   * then a WAITING one that is due, then the oldest QUEUED. Empty when the lease is held by a
   * living holder or nothing is to do.
   */
  Optional<Claim> claim(String configuration, String holder, Instant now);

  /** Extends the lease. @return false when it was lost (then the holder must stop) */
  boolean heartbeat(Claim claim, Instant now);

  /** Gives the lease back. */
  void release(Claim claim);

  ConfigurationRecord configuration(String name);

  ConnectionRecord connection(String name);

  List<DivisionRecord> divisions(String connection);

  /**
   * Saves divisions of a connection as refreshed: inserts, or updates name, status and movedAt
   * (absent ones are given with status GONE). What belongs to the deletion log is left alone: see
   * {@link #saveDeletionLogPositions}.
   */
  void saveDivisions(String connection, Collection<DivisionRecord> divisions);

  /** Steps of a run so far (a resumed run has some). */
  List<StepRecord> steps(String runId);

  Map<RunRecord.StepKey, CursorRecord> cursors(String configuration);

  /**
   * The publish transaction: BEGIN; check run and generation on the lease row (and extend it);
   * work; COMMIT.
   *
   * @throws com.ddbm.exactonline.errors.ConnectorException EO-3005 when the lease is no longer this
   *     claim's: everything was rolled back. Any exception of the work rolls back and is thrown on
   * @throws CommitUnknown when nobody knows whether it was committed
   */
  <T> T publish(Claim claim, Instant now, Supplier<T> work);

  /** Inserts or replaces steps, by (run, division, endpoint). Inside or outside a publish. */
  void saveSteps(String runId, Collection<StepRecord> steps);

  /** Inserts or replaces cursors. Inside a publish. */
  void saveCursors(String configuration, Collection<CursorRecord> cursors);

  /**
   * Adds the staged rows of sync/Deleted to the connection's log (once per division and ID). Inside
   * a publish, after {@link #saveDeletionLogPositions}.
   *
   * @param divisions as they were when the rows were fetched: rows of a division that another run
   *     has seen moved since are left out, since their row versions mean nothing any more
   */
  long appendDeletions(String connection, Staging staging, Collection<DivisionRecord> divisions);

  /**
   * Saves deletedPosition (never lowered: another run of the connection may be further),
   * deletedFetchedAt, deletedRightCheckedAt and deletedRight. Inside a publish. Position and time
   * of a division stay as they are when another run has seen it moved meanwhile.
   */
  void saveDeletionLogPositions(String connection, Collection<DivisionRecord> divisions);

  /**
   * Empties the log of these divisions, sets their deletedPosition to 0 and deletedFetchedAt to
   * empty: their database was replaced (a move) and old row versions mean nothing. Inside a
   * publish.
   */
  void resetDeletionLog(String connection, Set<Integer> divisions);

  /**
   * The highest Timestamp in the log above the given position, per division and entity type (types
   * without a row above it are absent); asked once per batch for all.
   *
   * @param lowest per division the lowest position of any endpoint
   */
  Map<Integer, Map<Integer, Long>> newestDeletionPerType(
      String connection, Map<Integer, Long> lowest);

  /**
   * Records the start and plan of a run, RUNNING.
   *
   * @throws com.ddbm.exactonline.errors.ConnectorException EO-3005 when the lease was lost: the run
   *     may have ended in other hands
   */
  void started(Claim claim, Instant now, long plannedCalls);

  /** The user asked to cancel. */
  boolean cancelRequested(String runId);

  /**
   * Ends the run, or makes it WAITING until a moment, or QUEUED again (it goes on in a new
   * execution, before younger ones, and its claim says resumed): totals are summed from its steps.
   * Gives the lease back.
   *
   * @throws com.ddbm.exactonline.errors.ConnectorException EO-3005 when the lease was lost
   */
  void settle(
      Claim claim,
      Instant now,
      RunStatus status,
      Optional<Instant> waitingUntil,
      Optional<String> errorCode,
      Optional<String> errorMessage,
      Optional<String> remedy);

  List<UsageRecord> usage(String connection, LocalDate from);

  /**
   * Adds calls, answers429 and errors to what is there for the division and day, since several runs
   * of a connection count at the same time; limitPerDay, remaining and lastAnswerAt are replaced
   * where present.
   */
  void addUsage(String connection, Collection<UsageRecord> made);

  void record(Collection<Event> events);
}
