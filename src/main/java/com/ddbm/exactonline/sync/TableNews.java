package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.state.CursorRecord;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What preparing a table found.
 *
 * @param created whether it was created now, and so has no rows
 * @param counted rows per division, where they were counted
 * @param refusal why it cannot be used
 */
record TableNews(
    boolean created, Map<Integer, Long> counted, Optional<ConnectorException> refusal) {

  /** A cursor record's row count that nobody knows: the table may have been made anew. */
  static final long UNKNOWN = -1;

  /** Rows of a division in the table, as far as known. */
  OptionalLong rows(CursorRecord stored, int division) {
    if (created) {
      return OptionalLong.of(0);
    }
    if (counted.containsKey(division)) {
      return OptionalLong.of(counted.get(division));
    }
    return stored == null || stored.rowCount() == UNKNOWN
        ? OptionalLong.empty()
        : OptionalLong.of(stored.rowCount());
  }
}
