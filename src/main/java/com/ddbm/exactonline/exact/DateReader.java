package com.ddbm.exactonline.exact;

import java.time.DateTimeException;
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

  /** Of the milliseconds of the years 1 to 9999, with their sign. */
  private static final int MOST_DIGITS = 16;

  private static final long FIRST = millis(LocalDate.of(1, 1, 1).atStartOfDay());
  private static final long LAST = millis(LocalDate.of(10000, 1, 1).atStartOfDay()) - 1;

  private static final long MILLIS_A_DAY = 86_400_000;
  private static final long DAYS_IN_400_YEARS = 146_097;

  /** From the first of March of the year 0 to 1970. */
  private static final long DAYS_TO_EPOCH = 719_468;

  private DateReader() {}

  /** The canonical text, or null when it is no date of the years 1 to 9999. */
  static String read(String text) {
    Long millis =
        text.startsWith(PREFIX) && text.endsWith(SUFFIX)
            ? ticks(text.substring(PREFIX.length(), text.length() - SUFFIX.length()))
            : iso(text);
    return millis == null || millis < FIRST || millis > LAST ? null : format(millis);
  }

  /** The usual form, {@code /Date(digits)/}, out of a parser's buffer; null for every other. */
  static String readTicks(char[] letters, int from, int length) {
    int start = from + PREFIX.length();
    int end = from + length - SUFFIX.length();
    if (end <= start || end - start > MOST_DIGITS) {
      return null;
    }
    for (int index = 0; index < PREFIX.length(); index++) {
      if (letters[from + index] != PREFIX.charAt(index)) {
        return null;
      }
    }
    if (letters[end] != ')' || letters[end + 1] != '/') {
      return null;
    }
    boolean negative = letters[start] == '-';
    long millis = 0;
    for (int index = negative ? start + 1 : start; index < end; index++) {
      int digit = letters[index] - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      millis = millis * 10 + digit;
    }
    if (negative) {
      millis = -millis;
    }
    return (negative && end == start + 1) || millis < FIRST || millis > LAST
        ? null
        : format(millis);
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

  /**
   * Written by hand, since a page of a thousand rows has thousands of these. Days are taken apart
   * in years that begin in March, so that the leap day comes last (the rules of {@link LocalDate},
   * without its objects; a test compares the two).
   */
  private static String format(long millis) {
    long days = Math.floorDiv(millis, MILLIS_A_DAY);
    int rest = (int) (millis - days * MILLIS_A_DAY);
    long shifted = days + DAYS_TO_EPOCH;
    long era = Math.floorDiv(shifted, DAYS_IN_400_YEARS);
    int day = (int) (shifted - era * DAYS_IN_400_YEARS);
    int year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    int dayOfYear = day - (365 * year + year / 4 - year / 100);
    int month = (5 * dayOfYear + 2) / 153; // 0 is March
    char[] text = "0000-00-00T00:00:00.000".toCharArray();
    digits(text, 0, 4, (int) (year + era * 400) + (month > 9 ? 1 : 0));
    digits(text, 5, 2, month > 9 ? month - 9 : month + 3);
    digits(text, 8, 2, dayOfYear - (153 * month + 2) / 5 + 1);
    digits(text, 11, 2, rest / 3_600_000);
    digits(text, 14, 2, rest / 60_000 % 60);
    digits(text, 17, 2, rest / 1000 % 60);
    digits(text, 20, 3, rest % 1000);
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
