package com.ddbm.exactonline.simulation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line: runs seeds, shrinks what fails, prints how to run it again. */
public final class Simulate {

  private Simulate() {}

  /** What a schedule came to: the violation, or null. */
  static Throwable outcome(Schedule schedule, Mutation mutation, Counters counters) {
    try {
      Trial.run(schedule, mutation, counters);
      return null;
    } catch (Violation | RuntimeException broken) {
      return broken;
    } catch (Error broken) {
      if (broken instanceof Crash || broken instanceof StackOverflowError) {
        return broken;
      }
      throw broken;
    }
  }

  /** Leaves out events, one after the other, as long as it still fails. */
  static Schedule shrink(Schedule failing, Mutation mutation) {
    Schedule shortest = failing;
    boolean shorter = true;
    while (shorter) {
      shorter = false;
      List<Schedule.Event> events = new ArrayList<>(shortest.events());
      for (int index = events.size() - 1; index >= 0; index--) {
        Schedule candidate = shortest.without(events.get(index));
        if (outcome(candidate, mutation, new Counters()) != null) {
          shortest = candidate;
          shorter = true;
        }
      }
    }
    return shortest;
  }

  /** Arguments: {@code --seeds N --from S [--events 1,2,5] [--all] [--report PAGE]}. */
  public static void main(String[] arguments) {
    PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    long seeds = number(arguments, "--seeds", 2000);
    long from = number(arguments, "--from", 1);
    String events = text(arguments, "--events");
    String skipped = text(arguments, "--skip");
    String report = text(arguments, "--report");
    boolean all = Arrays.asList(arguments).contains("--all");
    Counters counters = new Counters();
    long start = System.nanoTime();
    int failures = 0;
    for (long seed = from; seed < from + seeds; seed++) {
      Schedule schedule = Schedule.of(seed);
      if (events != null) {
        schedule = schedule.only(numbers(events));
      }
      Throwable broken = outcome(schedule, Mutation.NONE, counters);
      if (broken != null
          && skipped != null
          && broken.getMessage() != null
          && broken.getMessage().contains(skipped)) {
        continue;
      }
      if (broken != null) {
        failures++;
        Schedule shortest = events == null ? shrink(schedule, Mutation.NONE) : schedule;
        Throwable shown = outcome(shortest, Mutation.NONE, new Counters());
        output.println("seed " + seed + " " + shortest.events());
        output.println(shown);
        for (StackTraceElement element : shown.getStackTrace()) {
          if (!(shown instanceof Violation)) {
            output.println("    at " + element);
          }
        }
        output.println("again: " + shortest.command());
        if (!all) {
          break;
        }
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    output.printf(
        "%d violations; %.1f s, %.0f schedules a second%n", failures, seconds, seeds / seconds);
    if (events == null && failures == 0) {
      counters.all().forEach((kind, count) -> output.printf("%8d %s%n", count, kind));
    }
    if (report != null && failures == 0) {
      List<String> missing = Coverage.missing(counters);
      if (!missing.isEmpty()) {
        output.println("never hit: " + missing);
        failures++;
      } else {
        String figures = Figures.schedules(seeds, from, seconds, counters);
        Figures.write(Path.of(report), "schedules", figures);
      }
    }
    if (failures > 0) {
      System.exit(1);
    }
  }

  private static List<Integer> numbers(String text) {
    return text.equals("none")
        ? List.of()
        : Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
  }

  static String text(String[] arguments, String name) {
    int at = Arrays.asList(arguments).indexOf(name);
    return at < 0 ? null : arguments[at + 1];
  }

  static long number(String[] arguments, String name, long otherwise) {
    String text = text(arguments, name);
    return text == null ? otherwise : Long.parseLong(text);
  }
}
