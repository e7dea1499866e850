package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.billing.Charge;
import com.ddbm.exactonline.billing.Tariff;
import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConfigurationRepository;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.ConnectionRepository;
import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.sync.EndpointSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a configuration would take before it exists: rows, calls, days and dollars. Rows are those
 * that any configuration of the connection has loaded; where none has, what the caller assumes.
 */
final class EstimateService {

  private static final long MOST_RUNS = 100_000;
  private static final long MOST_ROWS = 10_000_000_000L;

  /** Calls a day in one division where Exact Online has not told otherwise (facts, section 5). */
  private static final long CALLS_OF_A_DIVISION = 5_000;

  static final Setting<Long> RUNS_PER_MONTH =
      Setting.optional(
          "runs_per_month",
          "Runs a month",
          "How often it is refreshed in a month (default 30).",
          Kinds.wholeNumber(1, MOST_RUNS));
  static final Setting<Long> CHANGED_PERCENT =
      Setting.optional(
          "changed_percent",
          "Changes a month",
          "Rows that are new or change in a month, in percent of all (default 5).",
          Kinds.wholeNumber(0, 1000));
  static final Setting<Long> ROWS_WHERE_UNKNOWN =
      Setting.optional(
          "rows_where_unknown",
          "Rows where unknown",
          "Rows of an endpoint in a division that nothing has been loaded of (default 0).",
          Kinds.wholeNumber(0, MOST_ROWS));

  static final List<Setting<?>> ALL =
      List.of(
          ConfigurationSettings.CONNECTION,
          ConfigurationSettings.ENDPOINTS,
          ConfigurationSettings.DIVISIONS,
          ConfigurationSettings.RECONCILE_SETTING,
          ConfigurationSettings.OVERRIDES,
          RUNS_PER_MONTH,
          CHANGED_PERCENT,
          ROWS_WHERE_UNKNOWN);

  private final ConnectionRepository connections;
  private final ConfigurationRepository configurations;
  private final ConfigurationService.Divisions divisions;
  private final Function<String, Map<StepKey, CursorRecord>> cursors;

  /**
   * A service.
   *
   * @param divisions those that a connection sees
   * @param cursors those of a configuration, by its name
   */
  EstimateService(
      ConnectionRepository connections,
      ConfigurationRepository configurations,
      ConfigurationService.Divisions divisions,
      Function<String, Map<StepKey, CursorRecord>> cursors) {
    this.connections = connections;
    this.configurations = configurations;
    this.divisions = divisions;
    this.cursors = cursors;
  }

  /**
   * Calculates; nothing is written and nothing is asked of Exact Online.
   *
   * @throws Refusal with everything wrong in the settings
   */
  Outcome estimate(String settingsJson) {
    Faults faults = new Faults();
    Settings settings = Settings.forCreating(settingsJson, ALL, faults);
    ConfigurationRecord draft = ConfigurationSettings.create("draft", settings, faults);
    ConnectionRecord connection = connection(settings, faults);
    Set<Integer> known = connection == null ? Set.of() : divisions.of(connection.name());
    for (int division : draft.divisions()) {
      if (connection != null && !known.contains(division)) {
        faults.add(
            "divisions", "Connection " + connection.name() + " sees no division " + division + ".");
      }
    }
    faults.refuseIfAny();
    List<Integer> wanted = draft.divisions().isEmpty() ? List.copyOf(known) : draft.divisions();
    Estimate estimate =
        new Estimate(
            wanted,
            settings.get(RUNS_PER_MONTH, 30L),
            settings.get(CHANGED_PERCENT, 5L),
            settings.get(ROWS_WHERE_UNKNOWN, 0L));
    Map<StepKey, Long> rows = rows(connection.name());
    List<String> chosen = draft.endpoints().isEmpty() ? Catalogue.get().ids() : draft.endpoints();
    for (String id : chosen) {
      Endpoint endpoint = Catalogue.get().require(id);
      estimate.add(new CostModel(endpoint, EndpointSettings.of(draft, endpoint).reconcile()), rows);
    }
    estimate.addOverhead(chosen.contains(Endpoint.DELETED));
    return Outcome.done(
        "The least that Exact Online and the tariff ask for; nothing was fetched.",
        estimate.payload(connection.dailyCalls()));
  }

  private ConnectionRecord connection(Settings settings, Faults faults) {
    String name = settings.get(ConfigurationSettings.CONNECTION, null);
    if (name == null) {
      return null;
    }
    ConnectionRecord record = connections.find(name).orElse(null);
    if (record == null) {
      faults.add(ConfigurationSettings.CONNECTION.name(), ErrorCode.EO_1002, name);
    }
    return record;
  }

  /** Rows by endpoint and division, the most that any configuration of the connection has. */
  private Map<StepKey, Long> rows(String connection) {
    Map<StepKey, Long> rows = new HashMap<>();
    for (ConfigurationRecord configuration : configurations.all()) {
      if (configuration.connection().equals(connection)) {
        for (CursorRecord cursor : cursors.apply(configuration.name()).values()) {
          if (cursor.lastSuccessAt().isPresent()) {
            rows.merge(cursor.key(), cursor.rowCount(), Math::max);
          }
        }
      }
    }
    return rows;
  }

  /** Sums over endpoints and divisions. */
  private static final class Estimate {
    private final List<Integer> divisions;
    private final long runs;
    private final long changedPercent;
    private final long rowsWhereUnknown;
    private final Map<Integer, long[]> calls = new HashMap<>();
    private final List<ObjectNode> endpoints = new ArrayList<>();
    private long rows;
    private long unknown;
    private boolean usesLog;
    private long callsOfMonth;

    Estimate(List<Integer> divisions, long runs, long changedPercent, long rowsWhereUnknown) {
      this.divisions = divisions;
      this.runs = runs;
      this.changedPercent = changedPercent;
      this.rowsWhereUnknown = rowsWhereUnknown;
      divisions.forEach(division -> calls.put(division, new long[2]));
    }

    void add(CostModel model, Map<StepKey, Long> known) {
      long endpointRows = 0;
      long found = 0;
      long first = 0;
      long refresh = 0;
      for (int division : divisions) {
        Long loaded = known.get(new StepKey(division, model.endpoint().id()));
        long has = loaded == null ? rowsWhereUnknown : loaded;
        found += loaded == null ? 0 : 1;
        long once = model.firstLoad(has);
        long plain = model.refresh(has, perRun(has));
        long most = plain + model.comparison(has);
        calls.get(division)[0] += once;
        calls.get(division)[1] += most;
        callsOfMonth += plain * runs + model.comparison(has) * model.comparisons(runs);
        endpointRows += has;
        first += once;
        refresh += most;
      }
      rows += endpointRows;
      unknown += divisions.size() - found;
      usesLog |= model.usesLog();
      endpoints.add(
          Json.object()
              .put("endpoint", model.endpoint().id())
              .put("rows", endpointRows)
              .put("divisions_known", found)
              .put("calls_first_load", first)
              .put("calls_refresh", refresh));
    }

    /** Calls that belong to no endpoint: the log where it is not loaded itself, divisions. */
    void addOverhead(boolean loadsLog) {
      long log = usesLog && !loadsLog ? 1 : 0;
      for (long[] each : calls.values()) {
        each[0] += log + (usesLog ? CostModel.CALLS_OF_FIRST_LOG_CHECK : 0);
        each[1] += log;
        callsOfMonth += log * runs;
      }
      callsOfMonth += CostModel.CALLS_OF_A_RUN * runs;
    }

    ObjectNode payload(long dailyCalls) {
      long monthly = rows * changedPercent / 100;
      ObjectNode payload = Json.object();
      payload.put("divisions", divisions.size()).put("unknown", unknown);
      payload.set("first_load", part(0, rows, dailyCalls));
      payload.set("refresh", part(1, perRun(rows), dailyCalls));
      BigDecimal usd =
          Tariff.price(1, false, perRun(rows)).totalUsd().multiply(BigDecimal.valueOf(runs));
      payload
          .putObject("month")
          .put("runs", runs)
          .put("rows", monthly)
          .put("calls", callsOfMonth)
          .put("charge_usd", usd);
      payload
          .putObject("limits")
          .put("calls_a_day", dailyCalls)
          .put("calls_a_day_in_a_division", CALLS_OF_A_DIVISION);
      ArrayNode list = payload.putArray("endpoints");
      endpoints.forEach(list::add);
      return payload;
    }

    private JsonNode part(int which, long writes, long dailyCalls) {
      long all =
          calls.values().stream().mapToLong(each -> each[which]).sum() + CostModel.CALLS_OF_A_RUN;
      long most = calls.values().stream().mapToLong(each -> each[which]).max().orElse(0);
      Charge charge = Tariff.price(1, false, writes);
      return Json.object()
          .put("rows", writes)
          .put("calls", all)
          .put("calls_busiest_division", most)
          .put(
              "days",
              Math.max(
                  CostModel.ceiling(all, dailyCalls), CostModel.ceiling(most, CALLS_OF_A_DIVISION)))
          .put("warehouse_seconds", WarehouseTime.seconds(all, most, divisions.size(), writes))
          .put("charge_usd", charge.totalUsd());
    }

    private long perRun(long of) {
      return of * changedPercent / 100 / runs;
    }
  }
}
