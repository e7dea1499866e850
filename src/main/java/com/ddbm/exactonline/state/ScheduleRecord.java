package com.ddbm.exactonline.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A schedule as stored.
 *
 * @param key a generated name (letters, digits, underscore) used in the name of its task; never
 *     user text
 * @param name as the user typed it
 * @param configuration name of the configuration
 * @param cron five fields
 * @param timezone of the cron, for example {@code Europe/Amsterdam}
 * @param endpoints ids; empty means those of the configuration
 * @param warehouse its name; empty means serverless
 * @param nextRunAt when it fires next; empty while paused
 */
public record ScheduleRecord(
    String key,
    String name,
    String configuration,
    SyncMode mode,
    String cron,
    String timezone,
    List<String> endpoints,
    Optional<String> warehouse,
    boolean paused,
    Optional<Instant> nextRunAt) {

  /** What runs of this schedule carry as their trigger. */
  public String trigger() {
    return "schedule:" + name;
  }

  /** The same schedule, paused or not. */
  public ScheduleRecord with(boolean nowPaused, Optional<Instant> next) {
    return new ScheduleRecord(
        key, name, configuration, mode, cron, timezone, endpoints, warehouse, nowPaused, next);
  }
}
