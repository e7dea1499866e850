package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.exact.ExactTransport.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What time it is at Exact, learned from the header Date: limits are minutes and days of that
 * clock, and one was seen 245 s off. The reckoning never runs ahead of the server, so that a minute
 * that is over here is over there.
 */
final class ServerClock {

  /** A difference below the best one by more than this is a clock that was set, not a slow line. */
  private static final Duration CLOCK_WAS_SET = Duration.ofSeconds(90);

  private Duration ahead = null;

  /** Learns from an answer that has just arrived. */
  void learn(Instant now, Response response) {
    Optional<Instant> date = date(response);
    if (date.isEmpty()) {
      return;
    }
    Duration difference = Duration.between(now, date.get());
    boolean better = ahead == null || difference.compareTo(ahead) > 0;
    if (better || difference.compareTo(ahead.minus(CLOCK_WAS_SET)) < 0) {
      ahead = difference;
    }
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

  private static Optional<Instant> parse(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException exception) {
      return Optional.empty();
    }
  }
}
