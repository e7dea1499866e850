package com.ddbm.exactonline.warehouse;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Pieces of statements that mean the same whatever the session's parameters are: formats are always
 * named, moments always travel with their offset.
 */
public final class SqlText {

  /** Snowflake's format of a moment as {@link #moment} writes it. */
  private static final String MOMENT_FORMAT = "YYYY-MM-DD\"T\"HH24:MI:SS.FF3TZH:TZM";

  /** Snowflake's format of a wall clock as it stands in files: {@code YYYY-MM-DDTHH:MM:SS.mmm}. */
  public static final String WALL_CLOCK_FORMAT = "YYYY-MM-DD\"T\"HH24:MI:SS.FF3";

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'+00:00'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private SqlText() {}

  /** A moment as a bind or JSON value for {@link #toMoment}. */
  public static String moment(Instant instant) {
    return MOMENT.format(instant);
  }

  /** The expression that makes a TIMESTAMP_TZ of a text expression holding {@link #moment}. */
  public static String toMoment(String expression) {
    return "TO_TIMESTAMP_TZ(" + expression + ", '" + MOMENT_FORMAT + "')";
  }

  /** The expression that makes milliseconds since 1970 of a TIMESTAMP_TZ expression. */
  public static String toEpochMillis(String expression) {
    return "DATE_PART(EPOCH_MILLISECOND, " + expression + ")";
  }

  /** A text literal. Only for texts of ours (comments, formats): what users typed is bound. */
  public static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** A column or object of ours as it stands in a statement. */
  static String quoted(String name) {
    return new Identifier(name).quoted();
  }

  /** Whole numbers with commas between, for an IN list. */
  public static String numbers(Collection<Integer> numbers) {
    return numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
