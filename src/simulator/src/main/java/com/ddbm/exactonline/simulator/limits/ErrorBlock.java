package com.ddbm.exactonline.simulator.limits;

import com.ddbm.exactonline.simulator.time.VirtualClock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Blocks an app at an address for an hour once it has made more than ten errors there within an
 * hour. Exact documents the rule but not what a blocked caller sees, so the status is a setting.
 */
public final class ErrorBlock {
  private static final Set<Integer> COUNTED = Set.of(400, 401, 403, 404);
  private static final long HOUR = 3_600_000L;
  private static final int ALLOWED = 10;

  private static final class Errors {
    long since;
    int count;
    long blockedUntil;
  }

  private final VirtualClock clock;
  private final Map<String, Errors> errors = new HashMap<>();
  private int status = 403;
  private long blocks;

  /** A block that counts by this clock. */
  public ErrorBlock(VirtualClock clock) {
    this.clock = clock;
  }

  /** The status of refused calls. */
  public synchronized int status() {
    return status;
  }

  /** Sets the status of refused calls. */
  public synchronized void status(int newStatus) {
    status = newStatus;
  }

  /** Whether calls under this key are refused at the moment. */
  public synchronized boolean blocked(String key) {
    Errors found = errors.get(key);
    return found != null && clock.now() < found.blockedUntil;
  }

  /** Counts the outcome of a call; returns whether this one led to a block. */
  public synchronized boolean count(String key, int outcome) {
    if (!COUNTED.contains(outcome)) {
      return false;
    }
    long now = clock.now();
    Errors found = errors.computeIfAbsent(key, newKey -> new Errors());
    if (now - found.since >= HOUR) {
      found.since = now;
      found.count = 0;
    }
    found.count++;
    if (found.count > ALLOWED && now >= found.blockedUntil) {
      found.blockedUntil = now + HOUR;
      blocks++;
      return true;
    }
    return false;
  }

  /** How many blocks there have been or, with limits off, would have been. */
  public synchronized long blocks() {
    return blocks;
  }

  /** Blocks a key for an hour, on command. */
  public synchronized void block(String key) {
    errors.computeIfAbsent(key, newKey -> new Errors()).blockedUntil = clock.now() + HOUR;
    blocks++;
  }

  /** Forgets all errors and blocks. */
  public synchronized void reset() {
    errors.clear();
    blocks = 0;
  }
}
