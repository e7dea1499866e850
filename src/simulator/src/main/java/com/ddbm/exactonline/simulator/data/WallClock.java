package com.ddbm.exactonline.simulator.data;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Times as Exact shows them: the local time of the site, counted as if it were UTC. */
public final class WallClock {
  private static final long DAY = 86_400_000L;

  private WallClock() {}

  /** The wall-clock milliseconds of an instant in a zone. */
  public static long of(Instant instant, ZoneId zone) {
    return LocalDateTime.ofInstant(instant, zone).toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /** The milliseconds of a text such as {@code 2026-11-23T14:05:00.123}; null when it is none. */
  public static Long parse(String text) {
    try {
      String cut = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
      String full = cut.length() == 10 ? cut + "T00:00:00" : cut;
      return LocalDateTime.parse(full).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (java.time.format.DateTimeParseException notATime) {
      return null;
    }
  }

  /** The readable text of wall-clock milliseconds. */
  public static String text(long milliseconds) {
    Bytes bytes = new Bytes(32);
    write(bytes, milliseconds);
    return new String(bytes.toArray(), StandardCharsets.US_ASCII);
  }

  /**
   * Writes YYYY-MM-DDTHH:MM:SS.mmm. The calendar is computed here since rows have a dozen dates
   * each.
   */
  static void write(Bytes target, long milliseconds) {
    long days = Math.floorDiv(milliseconds, DAY);
    long time = Math.floorMod(milliseconds, DAY);
    long shifted = days + 719468;
    long era = Math.floorDiv(shifted, 146097);
    long dayOfEra = shifted - era * 146097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long monthFromMarch = (5 * dayOfYear + 2) / 153;
    long day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    target
        .zeroPadded(year, 4)
        .put('-')
        .zeroPadded(month, 2)
        .put('-')
        .zeroPadded(day, 2)
        .put('T')
        .zeroPadded(time / 3_600_000, 2)
        .put(':')
        .zeroPadded(time / 60_000 % 60, 2)
        .put(':')
        .zeroPadded(time / 1000 % 60, 2)
        .put('.')
        .zeroPadded(time % 1000, 3);
  }
}
