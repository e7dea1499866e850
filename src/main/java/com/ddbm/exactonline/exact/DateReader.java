package com.ddbm.exactonline.exact;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Reads Exact's dates: {@code /Date(ms)/}, where ms counts the wall clock of the site and not UTC
 * (facts, section 3). The result is {@code YYYY-MM-DDTHH:MM:SS.mmm}, never shifted.
 */
final class DateReader {

  private static final String PREFIX = "/Date(";
  private static final String SUFFIX = ")/";
  private static final long FIRST = millis(LocalDate.of(1, 1, 1).atStartOfDay());
  private static final long LAST = millis(LocalDate.of(10000, 1, 1).atStartOfDay()) - 1;

  private DateReader() {}

  /** The canonical text, or null when it is no date of the years 1 to 9999. */
  static String read(String text) {
    Long millis =
        text.startsWith(PREFIX) && text.endsWith(SUFFIX)
            ? ticks(text.substring(PREFIX.length(), text.length() - SUFFIX.length()))
            : iso(text);
    return millis == null || millis < FIRST || millis > LAST ? null : format(millis);
  }

  /** {@code ms} or, as defensive clients allow for, {@code ms+0200}: an instant and its offset. */
  private static Long ticks(String inner) {
    int sign = Math.max(inner.lastIndexOf('+'), inner.lastIndexOf('-'));
    try {
      if (sign <= 0) {
        return Long.parseLong(inner);
      }
      long instant = Long.parseLong(inner.substring(0, sign));
      String offset = inner.substring(sign + 1);
      if (offset.length() != 4 || instant < FIRST || instant > LAST) {
        return null;
      }
      int hours = Integer.parseInt(offset.substring(0, 2));
      int minutes = Integer.parseInt(offset.substring(2));
      long shift = (hours * 60L + minutes) * 60_000L;
      return inner.charAt(sign) == '+' ? instant + shift : instant - shift;
    } catch (NumberFormatException exception) {
      return null;
    }
  }

  /** A date or date and time as written in ISO 8601: its own wall clock, whatever its offset. */
  private static Long iso(String text) {
    if (text.length() < 10 || text.length() > 40 || text.charAt(4) != '-') {
      return null;
    }
    try {
      if (text.length() == 10) {
        return millis(LocalDate.parse(text).atStartOfDay());
      }
      String withT =
          text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
      LocalDateTime moment =
          hasOffset(withT)
              ? OffsetDateTime.parse(withT).toLocalDateTime()
              : LocalDateTime.parse(withT, DateTimeFormatter.ISO_LOCAL_DATE_TIME);
      // More places than milliseconds do not fit: the original text stays in _EXTRA.
      return moment.getNano() % 1_000_000 == 0 ? millis(moment) : null;
    } catch (DateTimeException exception) {
      return null;
    }
  }

  private static boolean hasOffset(String text) {
    return text.endsWith("Z") || text.indexOf('+', 11) > 0 || text.indexOf('-', 11) > 0;
  }

  private static long millis(LocalDateTime moment) {
    return moment.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /** Written by hand, since a page of a thousand rows has thousands of these. */
  private static String format(long millis) {
    LocalDateTime moment = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    char[] text = "0000-00-00T00:00:00.000".toCharArray();
    digits(text, 0, 4, moment.getYear());
    digits(text, 5, 2, moment.getMonthValue());
    digits(text, 8, 2, moment.getDayOfMonth());
    digits(text, 11, 2, moment.getHour());
    digits(text, 14, 2, moment.getMinute());
    digits(text, 17, 2, moment.getSecond());
    digits(text, 20, 3, moment.getNano() / 1_000_000);
    return new String(text);
  }

  private static void digits(char[] text, int start, int length, int value) {
    int rest = value;
    for (int index = start + length - 1; index >= start; index--) {
      text[index] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
