package com.ddbm.exactonline.state;

import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlText;
import java.time.Instant;
import java.util.Optional;

/** Moments as they stand in TIMESTAMP_TZ columns: bound as text, read as milliseconds. */
final class StoredMoments {

  private StoredMoments() {}

  /** A bind for {@code TO_TIMESTAMP_TZ}, see {@link SqlText#toMoment}. */
  static String bind(Optional<Instant> moment) {
    return moment.map(SqlText::moment).orElse(null);
  }

  /** A column selected by {@link SqlText#toEpochMillis}. */
  static Optional<Instant> read(SqlRow row, int column) {
    return row.optionalNumber(column).map(Instant::ofEpochMilli);
  }
}
