package com.ddbm.exactonline.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Where the next step begins once a chain of rows has ended (design, section 5.6). */
final class CursorRule {

  /** A chain longer than this may have missed changes that the overlap does not cover. */
  private static final Duration LONG_CHAIN = Duration.ofHours(1);

  private static final DateTimeFormatter WALL_CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS");

  private CursorRule() {}

  /**
   * @param chainStart when the chain began, perhaps in an earlier execution
   */
  static Optional<String> cursorTo(
      StepPlan plan, ChainPosition position, Instant chainStart, Instant now) {
    return switch (plan.source().endpoint().strategy()) {
      case ROW_VERSION -> Optional.ofNullable(position.cursorByOrder());
      case MODIFIED -> modified(plan, position, chainStart, now);
      case SNAPSHOT, FULL -> Optional.empty();
    };
  }

  /**
   * The overlap covers what changed while a short chain was read, in whatever order (never by
   * Modified: rows that seem to come so do by chance). Nothing found: the old cursor, or for an
   * empty whole fetch the start date or no cursor at all.
   */
  private static Optional<String> modified(
      StepPlan plan, ChainPosition position, Instant chainStart, Instant now) {
    boolean tooLong = Duration.between(chainStart, now).compareTo(LONG_CHAIN) > 0;
    String reached = tooLong ? position.firstHighest() : position.highest();
    return Optional.ofNullable(reached)
        .or(() -> plan.startDate().map(date -> WALL_CLOCK.format(date.atStartOfDay())));
  }
}
