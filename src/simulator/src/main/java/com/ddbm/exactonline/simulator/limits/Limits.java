package com.ddbm.exactonline.simulator.limits;

import com.ddbm.exactonline.simulator.time.VirtualClock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The calls an app may make in a division: per minute of the clock and per day (UTC). */
public final class Limits {
  private static final long MINUTE = 60_000L;
  private static final long DAY = 86_400_000L;

  /** What became of a call: the headers that go with it, and whether it is refused. */
  public record Verdict(boolean refused, Map<String, String> headers) {}

  private static final class Window {
    long start;
    int used;

    int used(long now, long length) {
      long current = now - Math.floorMod(now, length);
      if (current != start) {
        start = current;
        used = 0;
      }
      return used;
    }
  }

  private static final class Usage {
    final Window minute = new Window();
    final Window day = new Window();
  }

  private final VirtualClock clock;
  private final Map<String, Usage> usage = new HashMap<>();
  private boolean on;
  private int perMinute = 60;
  private int perDay = 5000;

  /** Limits that are off at first. */
  public Limits(VirtualClock clock) {
    this.clock = clock;
  }

  /** Switches the limits on or off. */
  public synchronized void on(boolean value) {
    on = value;
  }

  /** Whether the limits are on. */
  public synchronized boolean on() {
    return on;
  }

  /** Sets how many calls are allowed. */
  public synchronized void sizes(int newPerMinute, int newPerDay) {
    perMinute = newPerMinute;
    perDay = newPerDay;
  }

  /** Calls allowed in a minute. */
  public synchronized int perMinute() {
    return perMinute;
  }

  /** Calls allowed in a day. */
  public synchronized int perDay() {
    return perDay;
  }

  /** Forgets all calls counted so far. */
  public synchronized void reset() {
    usage.clear();
  }

  /** Counts calls that somebody else makes with the same app in the same division. */
  public synchronized void use(String app, int division, int calls) {
    Usage used = usage.computeIfAbsent(app + "/" + division, key -> new Usage());
    long now = clock.now();
    used.minute.used(now, MINUTE);
    used.day.used(now, DAY);
    used.minute.used += calls;
    used.day.used += calls;
  }

  /**
   * Counts a call. A refused call does not count; its headers tell of the limit that was reached
   * only.
   */
  public synchronized Verdict count(String app, int division) {
    if (!on) {
      return new Verdict(false, Map.of());
    }
    Usage used = usage.computeIfAbsent(app + "/" + division, key -> new Usage());
    long now = clock.now();
    if (used.minute.used(now, MINUTE) >= perMinute) {
      return new Verdict(true, minuteHeaders(0));
    }
    if (used.day.used(now, DAY) >= perDay) {
      return new Verdict(true, dayHeaders(0));
    }
    used.minute.used++;
    used.day.used++;
    Map<String, String> headers = dayHeaders(perDay - used.day.used);
    headers.putAll(minuteHeaders(perMinute - used.minute.used));
    return new Verdict(false, headers);
  }

  /** The headers about the day; the time of reset is in UTC milliseconds. */
  public synchronized Map<String, String> dayHeaders(int remaining) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-RateLimit-Limit", Integer.toString(perDay));
    headers.put("X-RateLimit-Remaining", Integer.toString(Math.max(0, remaining)));
    headers.put("X-RateLimit-Reset", Long.toString(nextStart(DAY)));
    return headers;
  }

  /** The headers about the minute; the time of reset is in UTC milliseconds. */
  public synchronized Map<String, String> minuteHeaders(int remaining) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-RateLimit-Minutely-Limit", Integer.toString(perMinute));
    headers.put("X-RateLimit-Minutely-Remaining", Integer.toString(Math.max(0, remaining)));
    headers.put("X-RateLimit-Minutely-Reset", Long.toString(nextStart(MINUTE)));
    return headers;
  }

  private long nextStart(long length) {
    long now = clock.now();
    return now - Math.floorMod(now, length) + length;
  }
}
