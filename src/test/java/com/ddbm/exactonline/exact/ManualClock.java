package com.ddbm.exactonline.exact;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that only moves when somebody sleeps or a test moves it. */
final class ManualClock implements Clock {

  private Instant now;
  private final List<Duration> sleeps = new ArrayList<>();

  ManualClock(String now) {
    this.now = Instant.parse(now);
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized void sleep(Duration duration) {
    sleeps.add(duration);
    now = now.plus(duration);
  }

  synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  synchronized void set(String moment) {
    now = Instant.parse(moment);
  }

  /** All waits so far. */
  synchronized List<Duration> sleeps() {
    return List.copyOf(sleeps);
  }
}
