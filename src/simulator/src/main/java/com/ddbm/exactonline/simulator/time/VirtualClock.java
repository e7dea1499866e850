package com.ddbm.exactonline.simulator.time;

import com.ddbm.exactonline.simulator.data.WallClock;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The simulator's own time: the machine's clock plus an offset that tests can change, so that
 * nobody has to wait.
 */
public final class VirtualClock {
  private final ZoneId zone;
  private volatile long offset;
  private volatile long standingAt = Long.MIN_VALUE;

  /** A clock of a site in this zone. */
  public VirtualClock(ZoneId zone) {
    this.zone = zone;
  }

  /** Milliseconds since 1970 (UTC). */
  public long now() {
    return machine() + offset;
  }

  private long machine() {
    long standing = standingAt;
    return standing == Long.MIN_VALUE ? System.currentTimeMillis() : standing;
  }

  /** Lets time stand still, so that it passes only when somebody moves it, or go on again. */
  public void stand(boolean still) {
    standingAt = still ? machine() : Long.MIN_VALUE;
  }

  /** Moves to a moment, in UTC milliseconds. */
  public void set(long milliseconds) {
    offset = milliseconds - machine();
  }

  /** The same moment as an instant. */
  public Instant instant() {
    return Instant.ofEpochMilli(now());
  }

  /**
   * The local time of the site, counted in milliseconds as if it were UTC: the way Exact shows
   * times.
   */
  public long wallClock() {
    return WallClock.of(instant(), zone);
  }

  /** The zone of the site. */
  public ZoneId zone() {
    return zone;
  }

  /** How far this clock is ahead of the machine's, in milliseconds. */
  public long offset() {
    return offset;
  }

  /** Sets how far this clock is ahead of the machine's, in milliseconds. */
  public void offset(long milliseconds) {
    offset = milliseconds;
  }
}
