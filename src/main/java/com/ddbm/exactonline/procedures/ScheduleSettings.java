package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.state.Keys;
import com.ddbm.exactonline.state.ScheduleRecord;
import com.ddbm.exactonline.state.SyncMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The settings of a schedule (design, section 4.2). */
final class ScheduleSettings {

  static final Setting<String> CONFIGURATION =
      Setting.required(
          "configuration",
          "Configuration",
          "Name of the configuration to run.",
          Kinds.text(Names.LONGEST));
  static final Setting<String> MODE =
      Setting.optional(
          "mode",
          "Mode",
          "incremental (default): what changed; full_refresh: everything, compared.",
          Kinds.choice(List.of("incremental", "full_refresh")));
  static final Setting<String> CRON =
      Setting.required(
          "cron",
          "Times",
          "Five fields: minute, hour, day of month, month, day of week.",
          Kinds.text(200));
  static final Setting<String> TIMEZONE =
      Setting.optional(
          "timezone", "Time zone", "Of the times, for example Europe/Amsterdam.", timeZone());
  static final Setting<List<String>> ENDPOINTS =
      Setting.optional(
          "endpoints",
          "Endpoints",
          "Array of endpoint ids, or all (default): those of the configuration.",
          Kinds.idsOrAll("endpoint", Catalogue.get().ids()));
  static final Setting<String> WAREHOUSE =
      Setting.optional(
          "warehouse",
          "Warehouse",
          "Name of a warehouse that the app may use; without one runs are serverless.",
          Kinds.text(255));

  static final List<Setting<?>> ALL =
      List.of(CONFIGURATION, MODE, CRON, TIMEZONE, ENDPOINTS, WAREHOUSE);

  private static final String NO_TIMEZONE = "UTC";

  private ScheduleSettings() {}

  private static Setting.Kind<String> timeZone() {
    List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
    return (value, complain) -> {
      if (value.isTextual() && zones.contains(value.textValue())) {
        return Optional.of(value.textValue());
      }
      complain.accept(
          Kinds.shown(value)
              + " is no time zone; did you mean "
              + NearestName.of(value.asText(), zones)
              + "?");
      return Optional.empty();
    };
  }

  /** A new schedule from complete settings, not paused; nonsense where faults were found. */
  static ScheduleRecord create(String name, Settings settings, Instant now, Faults faults) {
    ScheduleRecord plain =
        new ScheduleRecord(
            Keys.of(name),
            name,
            settings.get(CONFIGURATION, ""),
            SyncMode.INCREMENTAL,
            "",
            NO_TIMEZONE,
            List.of(),
            Optional.empty(),
            false,
            Optional.empty());
    return change(plain, settings, now, faults);
  }

  /** The schedule with the settings that were given; those given as null go back. */
  static ScheduleRecord change(ScheduleRecord old, Settings settings, Instant now, Faults faults) {
    String timezone = settings.change(TIMEZONE, old.timezone(), NO_TIMEZONE);
    String typed = settings.get(CRON, old.cron());
    Optional<CronTimes> times = typed.isEmpty() ? Optional.empty() : times(typed, timezone, faults);
    Optional<Instant> next = times.flatMap(found -> found.next(now));
    if (times.isPresent() && next.isEmpty()) {
      faults.add(CRON.name(), "These times never come.");
    }
    return new ScheduleRecord(
        old.key(),
        old.name(),
        settings.get(CONFIGURATION, old.configuration()),
        SyncMode.valueOf(
            settings.change(MODE, old.mode().label(), "incremental").toUpperCase(Locale.ROOT)),
        times.map(CronTimes::text).orElse(typed),
        timezone,
        settings.change(ENDPOINTS, old.endpoints(), List.of()),
        settings.names(WAREHOUSE) ? settings.get(WAREHOUSE) : old.warehouse(),
        old.paused(),
        old.paused() ? Optional.empty() : next);
  }

  private static Optional<CronTimes> times(String cron, String timezone, Faults faults) {
    return CronTimes.read(cron, ZoneId.of(timezone), sentence -> faults.add(CRON.name(), sentence));
  }

  /** When a stored schedule fires next. */
  static Optional<Instant> next(ScheduleRecord schedule, Instant now) {
    return CronTimes.read(schedule.cron(), ZoneId.of(schedule.timezone()), sentence -> {})
        .flatMap(times -> times.next(now));
  }
}
