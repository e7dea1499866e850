package com.ddbm.exactonline.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * What happens in one simulation.
 *
 * @param seed made it, and decides about the world it begins with
 * @param events in order
 */
record Schedule(long seed, List<Event> events) {

  /**
   * Something that happens.
   *
   * @param number its place in the whole schedule, for command lines
   * @param seed decides about its details, so that it stays the same when others are left out
   */
  record Event(int number, Kind kind, long seed) {
    @Override
    public String toString() {
      return number + ":" + kind;
    }
  }

  /** Kinds of events with their weights. */
  enum Kind {
    /** Rows are made, changed, deleted, deleted and made again. */
    CHANGES(14),
    /** The same between the calls of the next run. */
    LIVE_CHANGES(6),
    MOVE(2),
    RIGHT(4),
    SCOPE(2),
    MODULE(2),
    BLOCK(3),
    LISTED(2),
    PROPERTY(3),
    ORDER(2),
    TELLS_RIGHTS(2),
    FAULT(14),
    LIMITS(3),
    OTHERS_CALLS(2),
    TIME(8),
    RUN(16),
    /** A run that is killed at some call. */
    CRASH(14),
    /** A run in which statements of the warehouse fail, or their answers are lost. */
    STATEMENT(12),
    /** A run that is held up while others act, perhaps for longer than its lease. */
    RACE(10),
    /** Another user of the connection's tokens. */
    TOKEN(3),
    CANCEL(3),
    /** A new version of the app, with a column more. */
    UPGRADE(1),
    /** A user drops a table or a column. */
    DROP(2),
    RETRY(2),
    RESUME(4),
    /** Executions and users of tokens side by side, one call of one of them at a time. */
    INTERLEAVE(5),
    /** A user changes the settings of a configuration. */
    CONFIGURE(3),
    SIGN_IN(1),
    REFUSED_BILL(1);

    final int weight;

    Kind(int weight) {
      this.weight = weight;
    }
  }

  static Schedule of(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 77);
    List<Event> events = new ArrayList<>();
    int length = 4 + random.nextInt(12);
    for (int number = 0; number < length; number++) {
      events.add(new Event(number, kind(random), random.nextLong()));
    }
    return new Schedule(seed, events);
  }

  private static Kind kind(Random random) {
    int total = 0;
    for (Kind kind : Kind.values()) {
      total += kind.weight;
    }
    int drawn = random.nextInt(total);
    for (Kind kind : Kind.values()) {
      drawn -= kind.weight;
      if (drawn < 0) {
        return kind;
      }
    }
    throw new IllegalStateException();
  }

  /** The same with these events only. */
  Schedule only(Iterable<Integer> numbers) {
    TreeSet<Integer> kept = new TreeSet<>();
    numbers.forEach(kept::add);
    return new Schedule(
        seed, events.stream().filter(event -> kept.contains(event.number())).toList());
  }

  Schedule without(Event dropped) {
    return new Schedule(seed, events.stream().filter(event -> event != dropped).toList());
  }

  /** The one line that runs it again. */
  String command() {
    StringBuilder numbers = new StringBuilder();
    events.forEach(
        event -> numbers.append(numbers.length() == 0 ? "" : ",").append(event.number()));
    return "scripts/simulate --seeds 1 --from "
        + seed
        + " --events "
        + (numbers.length() == 0 ? "none" : numbers);
  }
}
