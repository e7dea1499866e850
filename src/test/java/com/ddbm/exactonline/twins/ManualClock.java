package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.exact.Clock;
import java.time.Duration;
import java.time.Instant;

/** A clock that moves when it is told to, or when somebody sleeps. */
public final class ManualClock implements Clock {

  private Instant now;

  public ManualClock(Instant start) {
    now = start;
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized void sleep(Duration duration) {
    advance(duration);
  }

  public synchronized void advance(Duration duration) {
    if (!duration.isNegative()) {
      now = now.plus(duration);
    }
  }

  /** Moves to a moment, never backwards. */
  public synchronized void advanceTo(Instant moment) {
    if (moment.isAfter(now)) {
      now = moment;
    }
  }
}
