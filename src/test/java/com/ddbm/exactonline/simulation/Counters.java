package com.ddbm.exactonline.simulation;

import java.util.Map;
import java.util.TreeMap;

/** How often each thing really happened over all schedules. */
final class Counters {

  private final Map<String, Long> counts = new TreeMap<>();

  void hit(String kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  void add(String kind, long count) {
    counts.merge(kind, count, Long::sum);
  }

  void add(Counters other) {
    other.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
  }

  long of(String kind) {
    return counts.getOrDefault(kind, 0L);
  }

  Map<String, Long> all() {
    return counts;
  }
}
