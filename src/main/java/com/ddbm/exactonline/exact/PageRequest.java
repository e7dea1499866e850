package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.catalogue.Endpoint;
import java.time.LocalDateTime;
import java.util.List;

/**
 * What to ask for.
 *
 * @param division the administration
 * @param endpoint what to read
 * @param columns names of the columns to select, a sub-list of the endpoint's; others stay null
 * @param filter where a first page begins; ignored when link is given
 * @param link the next link exactly as received, or null for the first page
 */
public record PageRequest(
    int division, Endpoint endpoint, List<String> columns, Filter filter, String link) {

  /** What the first call of a chain filters on. */
  public sealed interface Filter permits Everything, TimestampAfter, ModifiedFrom {}

  /** No filter ($filter=Timestamp gt 1L on sync endpoints is {@link TimestampAfter} 1). */
  public record Everything() implements Filter {}

  /** {@code Timestamp gt nL}. */
  public record TimestampAfter(long timestamp) implements Filter {}

  /** {@code Modified ge datetime'..'}, wall clock of the site. */
  public record ModifiedFrom(LocalDateTime moment) implements Filter {}
}
