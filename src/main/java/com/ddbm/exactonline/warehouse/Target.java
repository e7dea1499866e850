package com.ddbm.exactonline.warehouse;

import com.ddbm.exactonline.errors.ConnectorException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The customer's tables, as the engine writes them. One real implementation (Snowflake SQL) and one
 * in memory; the same contract test runs on both. All methods are called from one thread.
 *
 * <p>Order of use: {@link #prepare} and {@link #openStaging} and {@link #stage} and {@link #copy}
 * outside a transaction (they contain DDL); {@link #merge} and everything after it inside the
 * publish transaction.
 */
public interface Target {

  /**
   * Makes tables ready: creates those that are absent (with comments, SELECT granted to data
   * readers) and adds the columns that existing ones lack. One look at the schema serves all
   * tables; a table that cannot be used stops no other.
   *
   * @param tables all in the same database and schema
   * @return per table what was done or why it cannot be used, in the order given
   * @throws ConnectorException EO-3003 when the schema does not exist, EO-3002 when the app may not
   *     use it (with the GRANT statements)
   */
  Map<TableName, Prepared> prepare(Collection<TableDefinition> tables);

  /**
   * What was done to a table.
   *
   * @param created whether it was created now
   * @param addedColumns names of columns that were added: they are NULL in every row that is there,
   *     so that the endpoint must be fetched whole
   * @param refusal why it cannot be used: EO-1016 when it has another shape, EO-3002 without the
   *     rights; nothing was changed then
   */
  record Prepared(
      boolean created, List<String> addedColumns, Optional<ConnectorException> refusal) {}

  /**
   * An empty staging table for this definition, made or emptied. CSV columns of what is staged, in
   * order: {@code _DIVISION, _SEQUENCE, <data columns>, _ROW_HASH, _EXTRA}; {@code _SEQUENCE} rises
   * with arrival.
   *
   * @param owner a key that no other holder uses (run and lease generation)
   */
  Staging openStaging(TableDefinition table, String owner);

  /** A staging table and its folder on the stage. */
  record Staging(TableDefinition table, String name, String folder) {}

  /**
   * Uploads one gzip-compressed CSV file (RFC 4180; NULL unquoted empty, strings always quoted; no
   * header).
   */
  void stage(Staging staging, String fileName, byte[] compressedCsv);

  /**
   * One COPY of everything staged since the staging was opened, files removed afterwards. Returns
   * rows copied.
   */
  long copy(Staging staging);

  /** Drops the staging table and its files. */
  void closeStaging(Staging staging);

  /** Drops staging tables that earlier owners of a run left behind. */
  void dropAbandonedStaging(String ownerPrefix);

  /**
   * One MERGE of the newest version of each staged key. A row is written when its hash differs or
   * it was marked deleted, and, with a version column, when its version is not older than the
   * stored one (not tested for divisions that are being reloaded).
   *
   * @return per division that has staged rows
   */
  Map<Integer, Counts> merge(Staging staging, WriteStamp stamp, MergeRules rules);

  /**
   * What a merge must know of single divisions.
   *
   * @param reloaded divisions whose stored versions do not count (after a move)
   * @param refused per division the columns the server refused: they were not fetched, and keep the
   *     value they have
   */
  record MergeRules(Set<Integer> reloaded, Map<Integer, Set<String>> refused) {

    public static final MergeRules NONE = new MergeRules(Set.of(), Map.of());
  }

  /**
   * Snapshot: the staged rows are the complete answer for these divisions. Only differences are
   * written, NULL-safe on the key; what is gone is deleted (or marked). A division whose answer has
   * a key twice is compared as a multiset by hash and reported.
   *
   * @param divisions those whose answer is complete; staged rows of others must not be there
   * @param rules only the refused columns matter here
   */
  SnapshotResult replace(
      Staging staging, WriteStamp stamp, Set<Integer> divisions, MergeRules rules);

  record SnapshotResult(Map<Integer, Counts> counts, Set<Integer> divisionsWithDuplicateKeys) {}

  /**
   * Remembers the staged keys as seen (for reconciling after a chain of several batches), in a keys
   * table of the run that survives a crash.
   *
   * @param keysOwner the run: the keys are found again when it is resumed by another holder
   */
  void rememberKeys(Staging staging, String keysOwner);

  /**
   * Deletes (or marks) rows of these divisions whose key was not remembered. Returns rows per
   * division.
   */
  Map<Integer, Long> deleteUnseen(
      TableDefinition table, String keysOwner, WriteStamp stamp, Set<Integer> divisions);

  /**
   * Forgets remembered keys of these divisions (after they were applied, or when a chain restarts).
   */
  void forgetKeys(TableDefinition table, String keysOwner, Set<Integer> divisions);

  /**
   * Applies rows of the deletion log: a row goes when its key (or its document column) equals
   * EntityKey and its version is not higher than the deletion's.
   *
   * @param connection name of the connection whose log it is
   * @param documentColumn name of the grouping column of header-and-line streams, or null
   * @param positions per division the exclusive lower bound of the log's Timestamp
   */
  Map<Integer, Long> applyDeletions(
      TableDefinition table,
      String connection,
      int entityType,
      String documentColumn,
      Map<Integer, Long> positions,
      WriteStamp stamp);

  /** MERGEs rows of the deletion log above the given positions into the table DELETED. */
  Map<Integer, Counts> mergeDeletionLog(
      TableDefinition table, String connection, Map<Integer, Long> positions, WriteStamp stamp);

  /** Rows now in the table per division (marked ones not counted). */
  Map<Integer, Long> rowCounts(TableDefinition table, Set<Integer> divisions);

  /** Divisions in which some rows have no value in this column (for the modified strategy). */
  Set<Integer> divisionsWithNull(TableDefinition table, String column, Set<Integer> divisions);

  /**
   * What is written into the added columns.
   *
   * @param runId 36 characters
   * @param at moment of the publish
   */
  record WriteStamp(String runId, Instant at) {}

  /** Rows of one division in one publish. */
  record Counts(long inserted, long updated, long unchanged, long deleted) {

    public static final Counts NONE = new Counts(0, 0, 0, 0);

    public Counts plus(Counts other) {
      return new Counts(
          inserted + other.inserted,
          updated + other.updated,
          unchanged + other.unchanged,
          deleted + other.deleted);
    }
  }
}
