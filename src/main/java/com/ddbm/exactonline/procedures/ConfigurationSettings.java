package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.Keys;
import com.ddbm.exactonline.state.Reconcile;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings of a configuration (design, section 4.2). */
final class ConfigurationSettings {

  private static final List<String> DELETIONS = List.of("apply", "mark");
  private static final List<String> RECONCILE = List.of("daily", "every_run", "never");

  static final Setting<String> CONNECTION =
      Setting.required(
          "connection",
          "Connection",
          "Name of the connection to fetch with.",
          Kinds.text(Names.LONGEST));
  static final Setting<String> DATABASE =
      Setting.required(
          "database",
          "Database",
          "The database to write into, its name as Snowflake stores it.",
          Kinds.text(255));
  static final Setting<String> SCHEMA =
      Setting.required(
          "schema",
          "Schema",
          "The schema to write into, its name as Snowflake stores it.",
          Kinds.text(255));
  static final Setting<Boolean> CREATE_TARGET =
      Setting.optional(
          "create_target",
          "Create what is absent",
          "Whether the app makes a database or schema that does not exist (default TRUE).",
          Kinds.yesOrNo());
  static final Setting<List<String>> ENDPOINTS =
      Setting.optional(
          "endpoints",
          "Endpoints",
          "Array of endpoint ids, or all (default).",
          Kinds.idsOrAll("endpoint", Catalogue.get().ids()));
  static final Setting<List<Integer>> DIVISIONS =
      Setting.optional(
          "divisions",
          "Divisions",
          "Array of division codes, or all (default), which includes those that come later.",
          Kinds.divisionsOrAll());
  static final Setting<String> DELETIONS_SETTING =
      Setting.optional(
          "deletions",
          "Deletions",
          "apply (default): deleted rows go; mark: they stay with _DELETED_AT.",
          Kinds.choice(DELETIONS));
  static final Setting<String> RECONCILE_SETTING =
      Setting.optional(
          "reconcile",
          "Reconcile keys",
          "How often keys are compared where Exact Online reports no deletions.",
          Kinds.choice(RECONCILE));
  static final Setting<LocalDate> START_DATE =
      Setting.optional(
          "start_date",
          "Changed since",
          "Load only what changed since this date, where Exact Online can tell.",
          Kinds.date());
  static final Setting<ObjectNode> OVERRIDES =
      Setting.optional(
          "overrides",
          "Per endpoint",
          "Object by endpoint id of objects with deletions, reconcile or start_date.",
          Kinds.object());

  static final List<Setting<?>> ALL =
      List.of(
          CONNECTION,
          DATABASE,
          SCHEMA,
          CREATE_TARGET,
          ENDPOINTS,
          DIVISIONS,
          DELETIONS_SETTING,
          RECONCILE_SETTING,
          START_DATE,
          OVERRIDES);

  private static final List<Setting<?>> PER_ENDPOINT =
      List.of(DELETIONS_SETTING, RECONCILE_SETTING, START_DATE);

  private ConfigurationSettings() {}

  /** A new configuration from complete settings; nonsense where faults were found. */
  static ConfigurationRecord create(String name, Settings settings, Faults faults) {
    ConfigurationRecord plain =
        new ConfigurationRecord(
            Keys.of(name),
            name,
            settings.get(CONNECTION, ""),
            settings.get(DATABASE, ""),
            settings.get(SCHEMA, ""),
            true,
            List.of(),
            List.of(),
            false,
            Reconcile.DAILY,
            Optional.empty(),
            Map.of());
    return change(plain, settings, faults);
  }

  /** The configuration with the settings that were given; those given as null go back. */
  static ConfigurationRecord change(ConfigurationRecord old, Settings settings, Faults faults) {
    ConfigurationRecord changed =
        new ConfigurationRecord(
            old.key(),
            old.name(),
            settings.get(CONNECTION, old.connection()),
            settings.get(DATABASE, old.database()),
            settings.get(SCHEMA, old.schema()),
            settings.change(CREATE_TARGET, old.createTarget(), true),
            settings.change(ENDPOINTS, old.endpoints(), List.of()),
            settings.change(DIVISIONS, old.divisions(), List.of()),
            settings
                .change(DELETIONS_SETTING, old.markDeletions() ? "mark" : "apply", "apply")
                .equals("mark"),
            Reconcile.valueOf(
                settings
                    .change(RECONCILE_SETTING, old.reconcile().label(), "daily")
                    .toUpperCase(Locale.ROOT)),
            settings.names(START_DATE) ? settings.get(START_DATE) : old.startDate(),
            settings.names(OVERRIDES)
                ? settings.get(OVERRIDES).map(given -> overrides(given, faults)).orElse(Map.of())
                : old.overrides());
    checkStartDate(changed, settings.names(OVERRIDES), faults);
    return changed;
  }

  private static Map<String, String> overrides(ObjectNode given, Faults faults) {
    Map<String, String> texts = new LinkedHashMap<>();
    given
        .fields()
        .forEachRemaining(
            entry -> {
              if (faults.full()) {
                return;
              }
              String argument = "overrides." + entry.getKey();
              if (Catalogue.get().endpoint(entry.getKey()).isEmpty()) {
                String nearest = NearestName.of(entry.getKey(), Catalogue.get().ids());
                faults.add(argument, "There is no such endpoint; did you mean " + nearest + "?");
              } else if (!entry.getValue().isObject()) {
                faults.add(
                    argument,
                    "It must be an object with deletions, reconcile or start_date, not "
                        + Kinds.shown(entry.getValue())
                        + ".");
              } else {
                String text = Json.text(entry.getValue());
                Faults inner = new Faults();
                Settings.forChanging(text, PER_ENDPOINT, inner);
                inner.copyTo(faults, argument + ".");
                texts.put(entry.getKey(), text);
              }
            });
    return texts;
  }

  /** A start date is refused where Exact Online cannot filter by one and the endpoint was named. */
  private static void checkStartDate(
      ConfigurationRecord configuration, boolean overridesGiven, Faults faults) {
    Set<String> named = new LinkedHashSet<>();
    if (configuration.startDate().isPresent()) {
      named.addAll(configuration.endpoints());
    }
    if (overridesGiven) {
      configuration.overrides().entrySet().stream()
          .filter(each -> Json.parse(each.getValue()).orElseThrow().hasNonNull(START_DATE.name()))
          .forEach(each -> named.add(each.getKey()));
    }
    named.removeIf(id -> Catalogue.get().require(id).takesStartDate());
    if (!named.isEmpty()) {
      faults.add(START_DATE.name(), ErrorCode.EO_1018, String.join(", ", named));
    }
  }
}
