package com.ddbm.exactonline.exact;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps an endpoint of a division below the number of errors that makes Exact block the app: more
 * than ten in an hour (facts, section 6). It stops earlier, since a run before this one may have
 * made some.
 */
final class ErrorBreaker {

  static final int MOST_ERRORS = 8;
  static final Duration WINDOW = Duration.ofHours(1);

  private record Key(int division, String endpoint) {}

  private final Map<Key, Deque<Instant>> errors = new HashMap<>();

  /** Until when no call may be made; empty when one may be made now. */
  synchronized Optional<Instant> blockedUntil(int division, String endpoint, Instant now) {
    Deque<Instant> times = errors.get(new Key(division, endpoint));
    if (times == null) {
      return Optional.empty();
    }
    while (!times.isEmpty() && !times.peekFirst().plus(WINDOW).isAfter(now)) {
      times.removeFirst();
    }
    return times.size() < MOST_ERRORS
        ? Optional.empty()
        : Optional.of(times.peekFirst().plus(WINDOW));
  }

  /** Counts an error (400, 401, 403, 404). */
  synchronized void count(int division, String endpoint, Instant now) {
    Deque<Instant> times =
        errors.computeIfAbsent(new Key(division, endpoint), key -> new ArrayDeque<>());
    times.addLast(now);
    while (times.size() > MOST_ERRORS) {
      times.removeFirst();
    }
  }
}
