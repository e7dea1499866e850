package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.exact.CallBudget.Usage;
import com.ddbm.exactonline.exact.ExactTransport.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limits of one division. All moments are of the server's clock. What is unknown is null and
 * holds nobody back.
 */
final class DivisionLimits {

  private static final Duration MARGIN = Duration.ofMillis(1500);
  private static final Duration FIRST_BLIND_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_BLIND_WAIT = Duration.ofHours(1);
  private static final long MINUTE_LIMIT = 60;

  /** A minute's reset that is further away is none. */
  private static final Duration LONGEST_MINUTE = Duration.ofMinutes(2);

  /** No contract has more calls a day; a header that says so is wrong. */
  private static final long MOST_CALLS = 1_000_000_000L;

  private LocalDate day;
  private long calls;
  private Long dayLimit;
  private Long dayRemaining;
  private Instant dayReset;
  private Long minuteLimit;
  private Long minuteRemaining;
  private Instant minuteEnd = Instant.MIN;
  private Instant blockedUntil = Instant.MIN;
  private int refusedInARow;
  private long answers429;
  private long errors;
  private Instant lastAnswerAt;

  DivisionLimits(LocalDate day) {
    this.day = day;
  }

  /** Goes on where an earlier process stopped. */
  DivisionLimits(Usage earlier) {
    day = earlier.day();
    calls = earlier.calls();
    dayLimit = earlier.limitPerDay();
    dayRemaining = earlier.remaining();
    answers429 = earlier.answers429();
    errors = earlier.errors();
    lastAnswerAt = earlier.lastAnswerAt();
    if (dayLimit != null && lastAnswerAt != null && calls >= MINUTE_LIMIT) {
      // How many of these calls fell into the minute of the last one is not recorded: assume all.
      minuteEnd = minuteAfter(lastAnswerAt);
      minuteRemaining = 0L;
    }
  }

  LocalDate day() {
    return day;
  }

  /** Begins a new day: its limit is known, its use is nothing. */
  void turnDay(LocalDate next) {
    day = next;
    calls = 0;
    dayRemaining = dayLimit;
    dayReset = null;
    answers429 = 0;
    errors = 0;
  }

  /** When a call may be made; counts it when that is now. */
  Instant reserve(Instant server) {
    if (blockedUntil.isAfter(server)) {
      return blockedUntil;
    }
    if (dayRemaining != null && dayRemaining <= 0) {
      Instant reset = dayReset != null ? dayReset : LearnedCallBudget.nextDay(server);
      if (reset.plus(MARGIN).isAfter(server)) {
        return reset.plus(MARGIN);
      }
      dayRemaining = dayLimit; // the day of the limit is over before the calendar's
      dayReset = null;
    }
    boolean usedUp = minuteRemaining != null && minuteRemaining <= 0;
    if (!server.isBefore(usedUp ? minuteEnd.plus(MARGIN) : minuteEnd)) {
      minuteEnd = minuteAfter(server);
      minuteRemaining = minuteLimit;
    } else if (usedUp) {
      return minuteEnd.plus(MARGIN);
    }
    minuteRemaining = lessOne(minuteRemaining);
    dayRemaining = lessOne(dayRemaining);
    calls++;
    return server;
  }

  /** Learns from an answer; absent headers say nothing. */
  void learn(Instant server, Instant now, Response response) {
    lastAnswerAt = now;
    learnDay(server, response);
    learnMinute(server, response);
    int status = response.status();
    if (status == 429) {
      answers429++;
      refuse(server, response);
    } else {
      refusedInARow = 0;
      errors += status >= 400 ? 1 : 0;
    }
  }

  private void learnDay(Instant server, Response response) {
    OptionalLong limit = number(response, "X-RateLimit-Limit");
    OptionalLong remaining = number(response, "X-RateLimit-Remaining");
    OptionalLong reset = number(response, "X-RateLimit-Reset");
    limit.ifPresent(value -> dayLimit = calls(value));
    remaining.ifPresent(value -> dayRemaining = calls(value));
    if (reset.isPresent()) {
      Instant at = Instant.ofEpochMilli(reset.getAsLong());
      Instant latest = server.plus(Duration.ofHours(25));
      dayReset = at.isAfter(latest) ? LearnedCallBudget.nextDay(server) : at;
    }
  }

  private void learnMinute(Instant server, Response response) {
    number(response, "X-RateLimit-Minutely-Limit").ifPresent(value -> minuteLimit = calls(value));
    OptionalLong remaining = number(response, "X-RateLimit-Minutely-Remaining");
    if (remaining.isEmpty()) {
      return;
    }
    // Calls of a division are sequential, so the latest answer is the truth about its minute.
    minuteEnd = minuteReset(server, response);
    minuteRemaining = calls(remaining.getAsLong());
  }

  /** A 429: which limit it was shows in which headers came with it. */
  private void refuse(Instant server, Response response) {
    refusedInARow++;
    OptionalLong left = number(response, "X-RateLimit-Remaining");
    boolean dayIsOver = left.isPresent() && left.getAsLong() <= 0;
    boolean minutely = !dayIsOver && mentions(response, "X-RateLimit-Minutely-");
    boolean daily = left.isPresent() || number(response, "X-RateLimit-Reset").isPresent();
    Instant until;
    if (minutely) {
      Instant reset = minuteReset(server, response);
      until = reset.isAfter(server) ? reset : minuteAfter(server);
      minuteRemaining = 0L;
      minuteEnd = until;
    } else if (daily) {
      dayRemaining = 0L;
      until = dayReset != null ? dayReset : LearnedCallBudget.nextDay(server);
    } else {
      Duration wait = FIRST_BLIND_WAIT.multipliedBy(1L << Math.min(refusedInARow - 1, 6));
      until = server.plus(wait.compareTo(LONGEST_BLIND_WAIT) < 0 ? wait : LONGEST_BLIND_WAIT);
    }
    Instant soonest = server.plusSeconds(refusedInARow);
    until = until.plus(MARGIN);
    blockedUntil = until.isBefore(soonest) ? soonest : until;
  }

  /** The end of the minute that an answer tells of. */
  private static Instant minuteReset(Instant server, Response response) {
    Instant latest = server.plus(LONGEST_MINUTE);
    Instant earliest = server.minus(LONGEST_MINUTE);
    return ServerClock.millis(response, ServerClock.MINUTE_RESET)
        .or(() -> ServerClock.date(response).map(DivisionLimits::minuteAfter))
        .filter(reset -> reset.isBefore(latest) && reset.isAfter(earliest))
        .orElseGet(() -> minuteAfter(server));
  }

  /** How many calls fit until the day of the limit is over, as far as that is known. */
  long remainingToday(Instant server) {
    if (dayRemaining == null) {
      return Long.MAX_VALUE;
    }
    boolean over = dayReset != null && !dayReset.plus(MARGIN).isAfter(server);
    return over && dayLimit != null ? dayLimit : Math.max(0, dayRemaining);
  }

  Optional<Usage> usage(int division) {
    return calls == 0 && lastAnswerAt == null
        ? Optional.empty()
        : Optional.of(
            new Usage(
                division, day, calls, dayLimit, dayRemaining, answers429, errors, lastAnswerAt));
  }

  private static boolean mentions(Response response, String prefix) {
    return response.headerNames().stream()
        .anyMatch(name -> name.regionMatches(true, 0, prefix, 0, prefix.length()));
  }

  private static OptionalLong number(Response response, String header) {
    Optional<String> value = response.header(header);
    try {
      return value.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(value.get().strip()));
    } catch (NumberFormatException exception) {
      return OptionalLong.empty();
    }
  }

  private static long calls(long told) {
    return Math.max(0, Math.min(told, MOST_CALLS));
  }

  private static Instant minuteAfter(Instant server) {
    return server.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
  }

  private static Long lessOne(Long number) {
    return number == null ? null : number - 1;
  }
}
