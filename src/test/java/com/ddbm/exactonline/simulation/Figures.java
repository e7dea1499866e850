package com.ddbm.exactonline.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what a run of the simulation measured into the page that tells of it. */
final class Figures {

  private Figures() {}

  /** Replaces what stands between the marks of a part. */
  static void write(Path page, String part, String text) {
    String begin = "<!-- figures: " + part + " -->\n";
    String end = "<!-- end of figures -->";
    try {
      String before = Files.readString(page);
      int from = before.indexOf(begin);
      if (from < 0) {
        throw new IllegalArgumentException(page + " has no place for the figures of " + part);
      }
      from += begin.length();
      int to = before.indexOf(end, from);
      Files.writeString(page, before.substring(0, from) + text + before.substring(to));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The figures of many schedules. */
  static String schedules(long seeds, long first, double seconds, Counters counters) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d schedules (seeds %d to %d), 0 violations, %.0f s on one core: %.0f schedules a"
                + " second.%n%n",
            seeds,
            first,
            first + seeds - 1,
            seconds,
            seeds / seconds));
    text.append(
        String.format(
            Locale.ROOT,
            "%,d faulty answers, %,d failing statements of the warehouse (%,d of them had done"
                + " their work), %,d processes killed before or after a call, %,d held up while"
                + " others acted.%n%n",
            sum(counters, "fault "),
            sum(counters, "statement failed: ") + sum(counters, "answer lost: "),
            sum(counters, "answer lost: "),
            sum(counters, "crash "),
            sum(counters, "pause ")));
    text.append(
        String.format(
            Locale.ROOT,
            "Calls of the last runs, with nothing to do: %,d; a full reload would have made %,d.%n",
            counters.of(Trial.QUIET_CALLS),
            counters.of(Trial.RELOAD_CALLS)));
    table(text, "Faulty answers", "fault ", counters);
    failures(text, counters);
    table(text, "Events", "event ", counters);
    table(text, "Statements that failed", "statement failed: ", counters);
    table(
        text,
        "Statements that did their work and whose answer was lost",
        "answer lost: ",
        counters);
    table(text, "Killed before a call", "crash before ", counters);
    table(text, "Killed after a call", "crash after ", counters);
    table(text, "How executions ended", "outcome ", counters);
    return text.toString();
  }

  private static void failures(StringBuilder text, Counters counters) {
    List<String> cells = new ArrayList<>();
    for (Failure failure : Failure.values()) {
      long times = failure.counted.stream().mapToLong(counters::of).sum();
      cells.add(String.format(Locale.ROOT, "%d: %,d", failure.number, times));
    }
    text.append("\n**The 30 failures by number**: ")
        .append(String.join(" \u00b7 ", cells))
        .append(".\n");
  }

  private static void table(StringBuilder text, String title, String prefix, Counters counters) {
    text.append("\n**").append(title).append("**: ");
    List<String> cells =
        counters.all().entrySet().stream()
            .filter(each -> each.getKey().startsWith(prefix))
            .map(each -> each.getKey().substring(prefix.length()) + " " + each.getValue())
            .toList();
    text.append(String.join(", ", cells)).append(".\n");
  }

  private static long sum(Counters counters, String prefix) {
    return counters.all().entrySet().stream()
        .filter(each -> each.getKey().startsWith(prefix))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
