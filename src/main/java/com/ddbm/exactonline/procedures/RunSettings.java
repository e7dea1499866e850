package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.state.ConfigurationRecord;
import java.util.ArrayList;
import java.util.List;

/** The settings of one run (design, section 4.2). */
final class RunSettings {

  static final Setting<String> MODE =
      Setting.optional(
          "mode",
          "Mode",
          "incremental (default): what changed; full_refresh: everything, compared.",
          Kinds.choice(List.of("incremental", "full_refresh")));
  static final Setting<List<String>> ENDPOINTS =
      Setting.optional(
          "endpoints",
          "Endpoints",
          "Array of endpoint ids, or all (default): those of the configuration.",
          Kinds.idsOrAll("endpoint", Catalogue.get().ids()));
  static final Setting<List<Integer>> DIVISIONS =
      Setting.optional(
          "divisions",
          "Divisions",
          "Array of division codes, or all (default): those of the configuration.",
          Kinds.divisionsOrAll());

  static final List<Setting<?>> ALL = List.of(MODE, ENDPOINTS, DIVISIONS);
  static final List<Setting<?>> OF_RELOAD = List.of(DIVISIONS);

  private RunSettings() {}

  /** Endpoints that a run or schedule names must be among those of its configuration. */
  static void checkEndpoints(
      ConfigurationRecord configuration, List<String> endpoints, Faults faults) {
    List<String> foreign = new ArrayList<>(endpoints);
    foreign.removeAll(configuration.endpoints());
    if (!configuration.endpoints().isEmpty() && !foreign.isEmpty()) {
      faults.add(
          ENDPOINTS.name(),
          "Configuration "
              + configuration.name()
              + " does not load: "
              + String.join(", ", foreign)
              + ".");
    }
  }
}
