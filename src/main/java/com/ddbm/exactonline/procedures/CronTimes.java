package com.ddbm.exactonline.procedures;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The times of a cron expression as Snowflake's tasks understand it: five fields, {@code L} for the
 * last day of a month or the last weekday in it, names of months and days, 0 or SUN to 6 or SAT.
 *
 * <p>Source: docs.snowflake.com, CREATE TASK, SCHEDULE. When both a day of the month and a day of
 * the week are given, either makes a day count.
 */
final class CronTimes {

  private static final CronDefinition SNOWFLAKE =
      CronDefinitionBuilder.defineCron()
          .withMinutes()
          .withStrictRange()
          .and()
          .withHours()
          .withStrictRange()
          .and()
          .withDayOfMonth()
          .withValidRange(1, 31)
          .supportsL()
          .withStrictRange()
          .and()
          .withMonth()
          .withValidRange(1, 12)
          .withStrictRange()
          .and()
          .withDayOfWeek()
          .withValidRange(0, 6)
          .withMondayDoWValue(1)
          .supportsL()
          .withStrictRange()
          .and()
          .instance();

  /** What a field may be made of; all else would become part of a statement only to be refused. */
  private static final Pattern FIELDS = Pattern.compile("[0-9A-Za-z*/,-]+( [0-9A-Za-z*/,-]+){4}");

  /** Every minute, hour and day written out is shorter. */
  private static final int LONGEST = 500;

  private final String text;
  private final ZoneId zone;
  private final ExecutionTime times;

  private CronTimes(String text, ZoneId zone, ExecutionTime times) {
    this.text = text;
    this.zone = zone;
    this.times = times;
  }

  /**
   * Reads an expression.
   *
   * @param complain told why it is none, or that it never comes
   */
  static Optional<CronTimes> read(String cron, ZoneId zone, Consumer<String> complain) {
    String text =
        Kinds.start(cron.strip(), LONGEST)
            .replaceAll("[ \\t]+", " ")
            .toUpperCase(java.util.Locale.ROOT);
    if (cron.length() > LONGEST || !FIELDS.matcher(text).matches()) {
      complain.accept(
          "It must have five fields: minute, hour, day of month, month, day of week,"
              + " for example '15 6 * * *'.");
      return Optional.empty();
    }
    try {
      Cron parsed = new CronParser(SNOWFLAKE).parse(text).validate();
      return Optional.of(new CronTimes(text, zone, ExecutionTime.forCron(parsed)));
    } catch (IllegalArgumentException wrong) {
      complain.accept(Kinds.start("It is no cron expression: " + wrong.getMessage(), 300));
      return Optional.empty();
    }
  }

  /** The expression with single spaces, in capitals. */
  String text() {
    return text;
  }

  /** The first time after a moment; empty when it never comes. */
  Optional<Instant> next(Instant after) {
    return times.nextExecution(ZonedDateTime.ofInstant(after, zone)).map(ZonedDateTime::toInstant);
  }
}
