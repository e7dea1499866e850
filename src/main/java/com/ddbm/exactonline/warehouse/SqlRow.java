package com.ddbm.exactonline.warehouse;

import java.util.Optional;

/** One row of a result; columns are counted from 0. */
public interface SqlRow {

  /** A column as it came: null, String, Boolean, a Number or what else the driver makes of it. */
  Object value(int column);

  /** A text column, or null. */
  default String text(int column) {
    Object value = value(column);
    return value == null ? null : value.toString();
  }

  /** A text column that may be NULL. */
  default Optional<String> optionalText(int column) {
    return Optional.ofNullable(text(column));
  }

  /**
   * A whole number.
   *
   * @throws IllegalStateException when it is NULL or no number
   */
  default long number(int column) {
    Object value = value(column);
    if (value instanceof Number number) {
      return number.longValue();
    }
    if (value instanceof String text) {
      return new java.math.BigDecimal(text).longValueExact();
    }
    throw new IllegalStateException("column " + column + " holds no number");
  }

  /** A whole number that may be NULL. */
  default Optional<Long> optionalNumber(int column) {
    return value(column) == null ? Optional.empty() : Optional.of(number(column));
  }

  /** A truth value; NULL is false. */
  default boolean truth(int column) {
    Object value = value(column);
    return value instanceof Boolean truth ? truth : value != null && "true".equals(text(column));
  }

  /** How many columns there are. */
  int size();
}
