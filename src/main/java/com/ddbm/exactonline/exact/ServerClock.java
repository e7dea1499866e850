package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.exact.ExactTransport.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What time it is at Exact: limits are minutes and days of that clock, and one was seen 245 s off.
 * It is learned from the header Date and, before that, from the reset of the minute, which is the
 * clock of the limits itself. The reckoning does not run ahead of the server, so that a minute that
 * is over here is over there.
 */
final class ServerClock {

  static final String MINUTE_RESET = "X-RateLimit-Minutely-Reset";

  /** A difference below the best one by more than this is a clock that was set, not a slow line. */
  private static final Duration CLOCK_WAS_SET = Duration.ofSeconds(90);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** No clock is this far off: an answer that says so is wrong, or means harm. */
  private static final Duration BEYOND_BELIEF = Duration.ofDays(1);

  private Duration ahead = null;
  private boolean knowsResets;

  /** Learns from an answer that has just arrived. */
  void learn(Instant now, Response response) {
    Optional<Duration> date =
        date(response).map(moment -> Duration.between(now, moment)).filter(ServerClock::isCredible);
    Optional<Instant> reset =
        millis(response, MINUTE_RESET).filter(moment -> isCredible(Duration.between(now, moment)));
    if (reset.isPresent()) {
      knowsResets = true;
      learnReset(Duration.between(now, reset.get()), date);
    } else if (date.isPresent() && !knowsResets) {
      learnDate(date.get());
    }
  }

  private static boolean isCredible(Duration difference) {
    return difference.abs().compareTo(BEYOND_BELIEF) <= 0;
  }

  private void learnDate(Duration difference) {
    boolean better = ahead == null || difference.compareTo(ahead) > 0;
    if (better || difference.compareTo(ahead.minus(CLOCK_WAS_SET)) < 0) {
      ahead = difference;
    }
  }

  /** The server's time lies in the minute that ends with the reset. */
  private void learnReset(Duration end, Optional<Duration> date) {
    Duration start = end.minus(MINUTE);
    Optional<Duration> credible = date.filter(difference -> isBetween(start, difference, end));
    Duration assumed = ahead == null ? Duration.ZERO : ahead;
    if (isBetween(start, assumed, end)) {
      boolean later =
          credible.isPresent() && (ahead == null || credible.get().compareTo(ahead) > 0);
      ahead = later ? credible.get() : assumed;
    } else {
      ahead = credible.orElse(assumed.compareTo(start) < 0 ? start : end);
    }
  }

  private static boolean isBetween(Duration start, Duration value, Duration end) {
    return value.compareTo(start) >= 0 && value.compareTo(end) <= 0;
  }

  /** The server's time at a moment of ours. */
  Instant at(Instant now) {
    return ahead == null ? now : now.plus(ahead);
  }

  /** Our time at a moment of the server's. */
  Instant local(Instant server) {
    return ahead == null ? server : server.minus(ahead);
  }

  /** When the server wrote an answer, to the second. */
  static Optional<Instant> date(Response response) {
    return response.header("Date").flatMap(ServerClock::parse);
  }

  /** A header that holds milliseconds since 1970. */
  static Optional<Instant> millis(Response response, String header) {
    try {
      return response
          .header(header)
          .map(text -> Instant.ofEpochMilli(Long.parseLong(text.strip())));
    } catch (NumberFormatException exception) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> parse(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException exception) {
      return Optional.empty();
    }
  }
}
