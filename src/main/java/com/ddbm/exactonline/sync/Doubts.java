package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.DivisionRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.util.OptionalLong;

/** Why a cursor may not be gone on from: each is a reason to fetch whole. */
final class Doubts {

  private Doubts() {}

  /**
   * Whether the table may hold row versions of a database the division has left: it was moved since
   * its rows came, be they only part of a chain, or nobody knows where they are from.
   */
  static boolean oldVersions(CursorRecord stored, OptionalLong rows, String movedAt) {
    boolean present = rows.orElse(1) > 0;
    if (stored == null) {
      return present;
    }
    return (present || wasFetched(stored)) && !stored.movedAt().orElse("").equals(movedAt);
  }

  static boolean wasFetched(CursorRecord stored) {
    return stored != null
        && (stored.value().isPresent()
            || stored.lastSuccessAt().isPresent()
            || !stored.catalogueColumns().isEmpty());
  }

  static boolean lacksColumns(Source source, CursorRecord stored) {
    return !source.isDeletionLog() && !stored.catalogueColumns().containsAll(source.columnNames());
  }

  /** Whether deletions may have been missed because Exact has forgotten them by now. */
  static boolean stale(Source source, DivisionRecord division, CursorRecord stored, Instant now) {
    if (source.endpoint().deletions() != DeletionMethod.DELETED_LOG || stored.value().isEmpty()) {
      return false;
    }
    Instant applied =
        earlier(
            division.deletedFetchedAt().orElse(Instant.MIN),
            stored.lastSuccessAt().orElse(Instant.MIN));
    Instant compared = stored.reconciledAt().orElse(Instant.MIN);
    Instant known = applied.isAfter(compared) ? applied : compared;
    return known.equals(Instant.MIN) || !known.plus(Planner.STALE).isAfter(now);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  static boolean startsEarlier(Source source, CursorRecord stored) {
    return stored
        .completeSince()
        .map(LocalDate::parse)
        .filter(used -> source.startDate().map(wanted -> wanted.isBefore(used)).orElse(true))
        .isPresent();
  }
}
