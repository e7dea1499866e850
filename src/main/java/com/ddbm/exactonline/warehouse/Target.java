package com.ddbm.exactonline.warehouse;

import com.ddbm.exactonline.errors.ConnectorException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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
   * tables; a table that cannot be used stops no other. Before a data column is added to a table
   * with rows, their {@code _ROW_HASH} is set to NULL, so that the next whole fetch writes them
   * again even where the column belonged to the hash before (somebody had dropped it).
   *
   * @param tables all in the same database and schema
   * @param beforeChange called at most once, before anything is changed, with the tables that will
   *     be created or get data columns: the engine drops their cursors first, so that a crash in
   *     between cannot leave a cursor behind that skips what the table lacks. Not called when there
   *     is nothing to change
   * @return per table what was done or why it cannot be used, in the order given
   * @throws ConnectorException EO-3002 when the schema does not exist or the app may not use it,
   *     with the statements after which it can
   */
  Map<TableName, Prepared> prepare(
      Collection<TableDefinition> tables, Consumer<Set<TableName>> beforeChange);

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
   * @param owner a key that no other holder uses (run, lease generation and a suffix; letters,
   *     digits and underscore, at most 60 characters)
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
   * stored one (not tested for divisions that are being reloaded, nor for rows that were marked
   * deleted: theirs may date from before a move). A row that was marked deleted and comes back
   * counts as inserted; one that is older than the stored one as unchanged.
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
   * @param divisions those whose answer is complete, some perhaps without any staged row; staged
   *     rows of others are not there
   * @param rules only the refused columns matter here
   */
  SnapshotResult replace(
      Staging staging, WriteStamp stamp, Set<Integer> divisions, MergeRules rules);

  record SnapshotResult(Map<Integer, Counts> counts, Set<Integer> divisionsWithDuplicateKeys) {}

  /**
   * Remembers the staged keys of these divisions as seen (for reconciling after a chain of several
   * batches), in a keys table of the run that survives a crash. The staging holds whole rows, or
   * keys alone ({@link TableDefinition#keysOnly()}).
   *
   * @param keysOwner the run: the keys are found again when it is resumed by another holder
   */
  void rememberKeys(Staging staging, String keysOwner, Set<Integer> divisions);

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

  /**
   * MERGEs rows of the deletion log above the given positions into the table DELETED, those too
   * that stand there under the row version of a database the division has left.
   */
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
