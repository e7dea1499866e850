package com.ddbm.exactonline.simulator.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The calls that were made, the latest fifty thousand of them, and how many there were in all. */
public final class RequestLog {
  private static final int KEPT = 50_000;

  /**
   * One call. Tokens, codes and secrets are never in it.
   *
   * @param number counts from 1
   * @param time of the simulator's clock
   * @param endpoint the id of the product's endpoint, or the path
   * @param failure the failure that met the call on command, or 0
   */
  public record Entry(
      long number,
      String time,
      String method,
      String path,
      String query,
      int status,
      int division,
      String endpoint,
      String app,
      int rows,
      long bytes,
      double milliseconds,
      int failure) {}

  /** How often an endpoint of a division was called. */
  public static final class Counter {
    private long calls;
    private long refused429;
    private long errors;
    private long rows;

    /** All calls. */
    public long calls() {
      return calls;
    }

    /** Those refused with 429. */
    public long refused429() {
      return refused429;
    }

    /** Those with any other status from 400. */
    public long errors() {
      return errors;
    }

    /** Rows sent. */
    public long rows() {
      return rows;
    }
  }

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Map<Integer, Map<String, Counter>> counters = new TreeMap<>();
  private final Map<Integer, Integer> running = new TreeMap<>();
  private final Map<Integer, Integer> mostAtOnce = new TreeMap<>();
  private long last;

  /** A call in a division begins; Exact wants them one after the other. */
  public synchronized void begins(int division) {
    int now = running.merge(division, 1, Integer::sum);
    mostAtOnce.merge(division, now, Math::max);
  }

  /** A call in a division has been answered. */
  public synchronized void ends(int division) {
    running.merge(division, -1, Integer::sum);
  }

  /** How many calls were answered at the same time at most, by division. */
  public synchronized Map<Integer, Integer> mostAtOnce() {
    return new TreeMap<>(mostAtOnce);
  }

  /** Appends a call. */
  public synchronized void add(Entry entry) {
    last++;
    entries.add(
        new Entry(
            last,
            entry.time(),
            entry.method(),
            entry.path(),
            entry.query(),
            entry.status(),
            entry.division(),
            entry.endpoint(),
            entry.app(),
            entry.rows(),
            entry.bytes(),
            entry.milliseconds(),
            entry.failure()));
    if (entries.size() > KEPT) {
      entries.removeFirst();
    }
    Counter counter =
        counters
            .computeIfAbsent(entry.division(), key -> new TreeMap<>())
            .computeIfAbsent(entry.endpoint(), key -> new Counter());
    counter.calls++;
    counter.rows += entry.rows();
    if (entry.status() == 429) {
      counter.refused429++;
    } else if (entry.status() >= 400) {
      counter.errors++;
    }
  }

  /** The latest calls that pass, in their order. */
  public synchronized List<Entry> entries(Predicate<Entry> wanted, int limit) {
    List<Entry> found = new ArrayList<>(entries.stream().filter(wanted).toList());
    return found.size() > limit ? found.subList(found.size() - limit, found.size()) : found;
  }

  /** The number of the last call. */
  public synchronized long last() {
    return last;
  }

  /** Forgets all calls; the numbers go on. */
  public synchronized void clearEntries() {
    entries.clear();
  }

  /** Counts from zero again. */
  public synchronized void clearCounters() {
    counters.clear();
    mostAtOnce.clear();
  }

  /** What was counted, by division and endpoint. */
  public synchronized Map<Integer, Map<String, Map<String, Long>>> counters() {
    Map<Integer, Map<String, Map<String, Long>>> copy = new TreeMap<>();
    counters.forEach(
        (division, byEndpoint) -> {
          Map<String, Map<String, Long>> inner = new TreeMap<>();
          byEndpoint.forEach(
              (endpoint, counter) ->
                  inner.put(
                      endpoint,
                      Map.of(
                          "calls",
                          counter.calls(),
                          "rows",
                          counter.rows(),
                          "errors",
                          counter.errors(),
                          "answers_429",
                          counter.refused429())));
          copy.put(division, inner);
        });
    return copy;
  }
}
