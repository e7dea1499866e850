package com.ddbm.exactonline.procedures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings of one call, read and checked. */
final class Settings {

  /** The argument that holds them. */
  static final String ARGUMENT = "settings";

  private final Map<Setting<?>, Object> values = new HashMap<>();
  private final Set<Setting<?>> named = new HashSet<>();

  private Settings() {}

  /**
   * Reads settings for creating something: those required must be there.
   *
   * @param json a JSON object as text; null is an empty one
   * @param known what may be set
   * @param faults told everything that is wrong
   */
  static Settings forCreating(String json, List<Setting<?>> known, Faults faults) {
    Settings settings = forChanging(json, known, faults);
    for (Setting<?> setting : known) {
      if (setting.required() && !settings.values.containsKey(setting)) {
        if (!faults.concern(setting.name()) && !faults.concern(ARGUMENT)) {
          faults.add(setting.name(), "It is missing: " + setting.description());
        }
      }
    }
    return settings;
  }

  /** Reads settings of which any may be absent. An explicit null counts as named without value. */
  static Settings forChanging(String json, List<Setting<?>> known, Faults faults) {
    Settings settings = new Settings();
    object(json, faults).ifPresent(object -> settings.readAll(object, known, faults));
    return settings;
  }

  private static Optional<ObjectNode> object(String json, Faults faults) {
    if (json == null) {
      return Optional.of(Json.object());
    }
    Optional<JsonNode> parsed = Json.parse(json);
    if (parsed.isPresent() && parsed.get().isNull()) {
      return Optional.of(Json.object());
    }
    if (parsed.isPresent() && parsed.get() instanceof ObjectNode object) {
      return Optional.of(object);
    }
    faults.add(
        ARGUMENT, "It must be an object, for example OBJECT_CONSTRUCT('mode', 'incremental').");
    return Optional.empty();
  }

  private void readAll(ObjectNode object, List<Setting<?>> known, Faults faults) {
    List<String> names = known.stream().map(Setting::name).toList();
    List<String> typed = new ArrayList<>();
    object.fieldNames().forEachRemaining(typed::add);
    for (String name : typed) {
      if (!names.contains(name) && !faults.full()) {
        faults.add(name, unknown(name, names));
      }
    }
    for (Setting<?> setting : known) {
      if (object.has(setting.name())) {
        read(setting, object.get(setting.name()), faults);
      }
    }
  }

  private static String unknown(String name, List<String> names) {
    return names.isEmpty()
        ? "There is no such setting; this procedure takes none."
        : "There is no setting '"
            + Kinds.start(name, 80)
            + "'; did you mean "
            + NearestName.of(name, names)
            + "? Known are: "
            + String.join(", ", names)
            + ".";
  }

  private <T> void read(Setting<T> setting, JsonNode value, Faults faults) {
    named.add(setting);
    if (!value.isNull()) {
      setting
          .kind()
          .read(value, sentence -> faults.add(setting.name(), sentence))
          .ifPresent(right -> values.put(setting, right));
    }
  }

  /** The value, empty when it was not given (or given as null, or wrong). */
  @SuppressWarnings("unchecked") // values are only put in under their own setting
  <T> Optional<T> get(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting));
  }

  /** The value, or what it is without. */
  <T> T get(Setting<T> setting, T without) {
    return get(setting).orElse(without);
  }

  /** Whether it was given, if only as null: changing then sets it back. */
  boolean names(Setting<?> setting) {
    return named.contains(setting);
  }

  /** The value where it was given, what it is without where it was given as null, else the old. */
  <T> T change(Setting<T> setting, T old, T without) {
    return names(setting) ? get(setting, without) : old;
  }
}
