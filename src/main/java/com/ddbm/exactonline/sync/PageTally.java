package com.ddbm.exactonline.sync;

/** The cursor column over the rows of the page being read. Not thread-safe. */
final class PageTally {

  private final boolean numbers;
  private String first;
  private String last;
  private String highest;
  private boolean ascending = true;
  private int rows;

  /**
   * @param numbers whether values are whole numbers (Timestamp) and not moments (Modified)
   */
  PageTally(boolean numbers) {
    this.numbers = numbers;
  }

  /** The page will be delivered again. */
  void restart() {
    first = null;
    last = null;
    highest = null;
    ascending = true;
    rows = 0;
  }

  /** A row with this value, null when it has none or the endpoint no such column. */
  void add(String given) {
    rows++;
    String value = numbers && given != null && !isRowVersion(given) ? null : given;
    if (value == null) {
      ascending = false;
      return;
    }
    if (first == null) {
      first = value;
    }
    if (last != null && compare(last, value) > 0) {
      ascending = false;
    }
    last = value;
    if (highest == null || compare(value, highest) > 0) {
      highest = value;
    }
  }

  /** A column holds 19 digits; row versions have 64 bits, and one beyond them orders nothing. */
  private static boolean isRowVersion(String text) {
    try {
      Long.parseLong(text);
      return true;
    } catch (NumberFormatException tooLarge) {
      return false;
    }
  }

  int compare(String one, String other) {
    return numbers
        ? Long.compare(Long.parseLong(one), Long.parseLong(other))
        : one.compareTo(other);
  }

  String first() {
    return first;
  }

  String last() {
    return last;
  }

  String highest() {
    return highest;
  }

  boolean ascending() {
    return ascending;
  }

  int rows() {
    return rows;
  }
}
