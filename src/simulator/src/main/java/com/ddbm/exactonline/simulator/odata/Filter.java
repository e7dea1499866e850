package com.ddbm.exactonline.simulator.odata;

import com.ddbm.exactonline.simulator.data.Row;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What {@code $filter} asks for.
 *
 * @param afterTimestamp only rows with a higher row version; Long.MIN_VALUE when the filter doesn't
 *     say
 * @param rest the conditions besides
 * @param properties the properties named in the filter
 */
public record Filter(long afterTimestamp, Predicate<Row> rest, Set<String> properties) {
  /** No filter at all. */
  public static final Filter NONE = new Filter(Long.MIN_VALUE, row -> true, Set.of());
}
