package com.ddbm.exactonline.procedures;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what a user probably meant. */
final class NearestName {

  private NearestName() {}

  /**
   * The known name with the smallest edit distance, case aside; of equals the first.
   *
   * @throws java.util.NoSuchElementException when nothing is known
   */
  static String of(String typed, Collection<String> known) {
    String folded = fold(typed);
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(folded, fold(name))))
        .orElseThrow();
  }

  private static String fold(String name) {
    // A name of any length may be typed; beyond this its distance says nothing anyway.
    String start = name.length() > 100 ? name.substring(0, 100) : name;
    return start.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours that lead from one to the other.
   */
  static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int row = 0; row <= from.length(); row++) {
      for (int column = 0; column <= to.length(); column++) {
        cost[row][column] = cell(cost, from, to, row, column);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int cell(int[][] cost, String from, String to, int row, int column) {
    if (row == 0 || column == 0) {
      return row + column;
    }
    int replaced =
        cost[row - 1][column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
    int best = Math.min(replaced, Math.min(cost[row - 1][column], cost[row][column - 1]) + 1);
    boolean swapped =
        row > 1
            && column > 1
            && from.charAt(row - 1) == to.charAt(column - 2)
            && from.charAt(row - 2) == to.charAt(column - 1);
    return swapped ? Math.min(best, cost[row - 2][column - 2] + 1) : best;
  }
}
