package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.twins.ManualClock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** Exact's limits: calls a clock minute and a day, per division, with headers. */
final class SourceLimits {

  private static final class Use {
    Instant minute = Instant.MIN;
    int inMinute;
    LocalDate day = LocalDate.MIN;
    int inDay;
  }

  private final ManualClock clock;
  private final Counters counters;
  private final Map<Integer, Use> uses = new HashMap<>();
  private int perMinute;
  private int perDay;
  private int refused;

  SourceLimits(ManualClock clock, Counters counters) {
    this.clock = clock;
    this.counters = counters;
  }

  /** Limits from now on; 0 and 0: none. */
  void set(int eachMinute, int eachDay) {
    perMinute = eachMinute;
    perDay = eachDay;
  }

  boolean on() {
    return perMinute > 0;
  }

  int refused() {
    return refused;
  }

  /** Another program uses the same app in this division. */
  void useByOthers(int division, int calls) {
    for (int call = 0; call < calls; call++) {
      count(division);
    }
  }

  private Use count(int division) {
    Use use = uses.computeIfAbsent(division, key -> new Use());
    Instant minute = clock.now().truncatedTo(ChronoUnit.MINUTES);
    LocalDate day = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
    if (!minute.equals(use.minute)) {
      use.minute = minute;
      use.inMinute = 0;
    }
    if (!day.equals(use.day)) {
      use.day = day;
      use.inDay = 0;
    }
    use.inMinute++;
    use.inDay++;
    return use;
  }

  /** A 429, or null when the call may be made. */
  Answer refuse(int division) {
    if (!on()) {
      return null;
    }
    Use use = count(division);
    if (use.inDay > perDay) {
      refused++;
      use.inDay = perDay;
      counters.hit("429 of the day");
      return daily(new Answer(429, ""), use);
    }
    if (use.inMinute > perMinute) {
      refused++;
      use.inMinute = perMinute;
      counters.hit("429 of the minute");
      return minutely(new Answer(429, ""), use);
    }
    return null;
  }

  /** The answer with the headers of the limits. */
  Answer head(int division, Answer answer) {
    if (on()) {
      Use use = uses.get(division);
      daily(answer, use);
      minutely(answer, use);
    }
    return answer;
  }

  private Answer daily(Answer answer, Use use) {
    Instant reset = use.day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return answer
        .with("X-RateLimit-Limit", Integer.toString(perDay))
        .with("X-RateLimit-Remaining", Integer.toString(Math.max(0, perDay - use.inDay)))
        .with("X-RateLimit-Reset", Long.toString(reset.toEpochMilli()));
  }

  private Answer minutely(Answer answer, Use use) {
    return answer
        .with("X-RateLimit-Minutely-Limit", Integer.toString(perMinute))
        .with(
            "X-RateLimit-Minutely-Remaining",
            Integer.toString(Math.max(0, perMinute - use.inMinute)))
        .with(
            "X-RateLimit-Minutely-Reset", Long.toString(use.minute.plusSeconds(60).toEpochMilli()));
  }
}
