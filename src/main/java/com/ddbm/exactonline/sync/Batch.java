package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.warehouse.TableDefinition;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows of many steps that are loaded together, and what happened to those steps meanwhile. Guarded
 * by {@link Batches} until it is closed.
 */
final class Batch {

  /** What a file of rows is for. */
  enum Kind {
    /** Rows to be merged or compared. */
    ROWS("r"),
    /** Keys alone, for reconciling. */
    KEYS("k"),
    /** Rows of sync/Deleted for the log. */
    LOG("d");

    final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }
  }

  /** Rows of one table and kind, whatever division they come from. */
  record Lane(Source source, Kind kind) {

    TableDefinition table() {
      return kind == Kind.KEYS ? source.table().keysOnly() : source.table();
    }
  }

  final Map<Lane, GzipChunks> lanes = new LinkedHashMap<>();
  final Map<StepWork, Delta> deltas = new LinkedHashMap<>();
  final Map<Integer, LogDelta> logs = new LinkedHashMap<>();
  final Loader.Open open = new Loader.Open();
  long rows;
  Instant since;

  boolean isEmpty() {
    return deltas.isEmpty() && logs.isEmpty();
  }
}
