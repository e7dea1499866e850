package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.exact.PageRequest;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/** What a step asks Exact Online for. */
final class StepRequests {

  /** Clocks go back an hour in October and servers differ: increments overlap by this. */
  static final Duration OVERLAP = Duration.ofHours(2);

  private StepRequests() {}

  /**
   * A page of rows.
   *
   * @param from the exclusive lower bound of row versions
   * @param columns those to select
   * @param link the next link, or null for the first page
   */
  static PageRequest rows(
      StepPlan plan, boolean whole, String from, List<String> columns, String link) {
    Endpoint endpoint = plan.source().endpoint();
    return new PageRequest(
        plan.key().division(), endpoint, columns, filter(plan, whole, from), link);
  }

  /** A page of keys, of all rows there are. */
  static PageRequest keys(StepPlan plan, String link) {
    Endpoint endpoint = plan.source().endpoint();
    PageRequest.Filter all =
        endpoint.strategy() == Strategy.ROW_VERSION
            ? new PageRequest.TimestampAfter(1)
            : new PageRequest.Everything();
    return new PageRequest(plan.key().division(), endpoint, endpoint.keyColumns(), all, link);
  }

  private static PageRequest.Filter filter(StepPlan plan, boolean whole, String from) {
    return switch (plan.source().endpoint().strategy()) {
      case ROW_VERSION -> new PageRequest.TimestampAfter(Long.parseLong(from));
      case MODIFIED -> modified(plan, whole);
      case SNAPSHOT, FULL -> new PageRequest.Everything();
    };
  }

  private static PageRequest.Filter modified(StepPlan plan, boolean whole) {
    if (!whole) {
      return new PageRequest.ModifiedFrom(increment(plan));
    }
    return plan.startDate()
        .<PageRequest.Filter>map(date -> new PageRequest.ModifiedFrom(date.atStartOfDay()))
        .orElseGet(PageRequest.Everything::new);
  }

  /** The overlap ends where history was asked for to begin. */
  private static LocalDateTime increment(StepPlan plan) {
    LocalDateTime cursor = LocalDateTime.parse(plan.cursor().orElseThrow());
    LocalDateTime from = cursor.minus(OVERLAP);
    return plan.source()
        .startDate()
        .map(LocalDate::atStartOfDay)
        .filter(start -> start.isAfter(from) && !start.isAfter(cursor))
        .orElse(from);
  }
}
