package com.ddbm.exactonline.simulation;

import java.util.ArrayList;
import java.util.List;

/** What schedules must have hit: a fault that never struck has tested nothing. */
final class Coverage {

  private Coverage() {}

  /** Kinds of faults, events, crashes and failing statements that never happened. */
  static List<String> missing(Counters counters) {
    List<String> missing = kinds(counters);
    for (String point : Ports.POINTS) {
      ways(point).stream().filter(way -> counters.of(way) == 0).forEach(missing::add);
    }
    return missing;
  }

  private static List<String> kinds(Counters counters) {
    List<String> kinds = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      kinds.add("fault " + kind);
    }
    for (Schedule.Kind kind : Schedule.Kind.values()) {
      kinds.add("event " + kind);
    }
    for (Failure failure : Failure.values()) {
      kinds.addAll(failure.counted);
    }
    kinds.removeIf(kind -> counters.of(kind) > 0);
    return kinds;
  }

  /** How a call of a port may go wrong. */
  private static List<String> ways(String point) {
    List<String> ways = new ArrayList<>(List.of("crash before " + point, "crash after " + point));
    if (Ports.isStatement(point)) {
      ways.add("statement failed: " + point);
      ways.add("answer lost: " + point);
    }
    return ways;
  }
}
