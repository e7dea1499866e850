package com.ddbm.exactonline.simulator.control;

import com.ddbm.exactonline.simulator.Simulator;
import com.ddbm.exactonline.simulator.control.Body.Wrong;
import com.ddbm.exactonline.simulator.http.Incoming;
import com.ddbm.exactonline.simulator.http.Outgoing;
import com.ddbm.exactonline.simulator.http.QueryText;
import com.ddbm.exactonline.simulator.world.World;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything under {@code /simulator}: how tests change the world, order failures and look behind
 * the scenes.
 */
public final class Control {
  private final Simulator simulator;
  private final World world;
  private final WorldControl worldControl;
  private final FaultControl faultControl;
  private final SettingsControl settingsControl;
  private final ObjectMapper mapper = new ObjectMapper();

  /** The control of a simulator. */
  public Control(Simulator simulator) {
    this.simulator = simulator;
    this.world = simulator.world();
    this.worldControl = new WorldControl(world);
    this.settingsControl = new SettingsControl(simulator, mapper);
    this.faultControl =
        new FaultControl(
            world,
            simulator.faults(),
            simulator.permissions(),
            simulator.oauth(),
            simulator.errorBlock());
  }

  /** Answers a control call. */
  public Outgoing answer(Incoming incoming) {
    try {
      String subject = incoming.path().replaceFirst("^/simulator/?", "").replaceFirst("/$", "");
      Object result = route(subject, incoming);
      if (result instanceof Outgoing outgoing) {
        return outgoing;
      }
      return Outgoing.json(
          200, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
    } catch (Wrong | NumberFormatException wrong) {
      return Outgoing.json(400, "{\"error\":" + mapper.valueToTree(wrong.getMessage()) + "}\n");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Object route(String subject, Incoming incoming) {
    String method = incoming.method();
    Map<String, String> query = QueryText.parse(incoming.rawQuery());
    return switch (method + " " + subject) {
      case "GET " -> overview();
      case "GET truth" ->
          Truth.stream(
              world,
              worldControl.division(Integer.parseInt(required(query, "division"))),
              worldControl.dataset(required(query, "endpoint")),
              Boolean.parseBoolean(query.get("shown")));
      case "GET counts" ->
          worldControl.counts(
              query.containsKey("division") ? List.of(query.get("division")) : List.of());
      case "POST changes" ->
          worldControl.batch(
              body(
                  incoming,
                  "seed",
                  "endpoints",
                  "divisions",
                  "updates",
                  "inserts",
                  "deletions",
                  "recreated",
                  "share"));
      case "POST change" ->
          worldControl.change(body(incoming, "division", "endpoint", "kind", "row"));
      case "GET divisions" -> worldControl.divisions();
      case "POST divisions" ->
          worldControl.changeDivision(
              body(
                  incoming, "division", "name", "move", "refusal", "archived", "expire_deletions"));
      case "GET faults" ->
          Map.of("ordered", simulator.faults().list(), "met", simulator.faults().met());
      case "POST faults" -> saved(faultControl.order(body(incoming, FaultControl.KEYS)));
      case "DELETE faults" -> removeFaults(query);
      case "GET limits" -> settingsControl.limits();
      case "POST limits" ->
          settingsControl.setLimits(
              body(
                  incoming,
                  "on",
                  "per_minute",
                  "per_day",
                  "reset",
                  "division",
                  "use",
                  "app",
                  "block_status"));
      case "GET clock" -> settingsControl.clock();
      case "POST clock" ->
          settingsControl.setClock(body(incoming, "advance_seconds", "set", "reset", "stand"));
      case "GET requests" -> requests(query);
      case "DELETE requests" -> {
        simulator.requestLog().clearEntries();
        yield Map.of("cleared", true);
      }
      case "GET counters" -> counters();
      case "DELETE counters" -> {
        simulator.requestLog().clearCounters();
        yield Map.of("cleared", true);
      }
      case "GET tokens" -> simulator.oauth().report();
      case "POST tokens" ->
          settingsControl.tokens(
              body(
                  incoming,
                  "expire_access",
                  "spend_refresh",
                  "break_chain",
                  "former_access_ends",
                  "marker"));
      case "GET permissions" -> simulator.permissions().toJson(mapper);
      case "POST permissions" ->
          settingsControl.permission(
              body(incoming, "kind", "path", "endpoint", "scope", "field", "division", "allowed"));
      case "DELETE permissions" -> {
        simulator.permissions().giveAll();
        yield saved(simulator.permissions().toJson(mapper));
      }
      case "GET apps" -> simulator.oauth().clientIds();
      case "POST apps" ->
          settingsControl.app(body(incoming, "client_id", "client_secret", "redirect_uri"));
      case "GET users" -> simulator.permissions().toJson(mapper).path("users");
      case "POST users" ->
          settingsControl.user(
              body(incoming, "name", "full_name", "divisions", "refusal", "signed_in"));
      case "POST settings" ->
          settingsControl.settings(
              body(
                  incoming,
                  "latency_ms",
                  "filter_mandatory",
                  "numbers_as_text",
                  "timestamp_as_number",
                  "next_null",
                  "byte_order_mark"));
      default ->
          Outgoing.json(
              404,
              "{\"error\":\"There is no "
                  + method
                  + " /simulator/"
                  + subject.replace("\"", "")
                  + "; see src/simulator/README.md\"}\n");
    };
  }

  private Body body(Incoming incoming, String... known) {
    return Body.read(mapper, incoming.body(), known);
  }

  private <T> T saved(T result) {
    simulator.save();
    return result;
  }

  private static String required(Map<String, String> query, String name) {
    String value = query.get(name);
    if (value == null || value.isEmpty()) {
      throw new Wrong("The parameter " + name + " is missing");
    }
    return value;
  }

  private Map<String, Object> overview() {
    Map<String, Object> overview = new LinkedHashMap<>();
    overview.put("divisions", worldControl.divisions());
    overview.put("endpoints", world.catalogue().endpoints().keySet());
    overview.put("apps", simulator.oauth().clientIds());
    overview.put("clock", settingsControl.clock());
    overview.put("limits", settingsControl.limits());
    overview.put("requests", simulator.requestLog().last());
    return overview;
  }

  private Map<String, Object> removeFaults(Map<String, String> query) {
    if (query.containsKey("id")) {
      return Map.of("removed", simulator.faults().remove(Integer.parseInt(query.get("id"))));
    }
    simulator.faults().clear();
    return Map.of("removed", true);
  }

  private Outgoing requests(Map<String, String> query) {
    long since = Long.parseLong(query.getOrDefault("since", "0"));
    int limit = Integer.parseInt(query.getOrDefault("limit", "1000"));
    List<RequestLog.Entry> entries =
        simulator
            .requestLog()
            .entries(
                entry ->
                    entry.number() > since
                        && (!query.containsKey("division")
                            || Integer.parseInt(query.get("division")) == entry.division())
                        && (!query.containsKey("endpoint")
                            || query.get("endpoint").equals(entry.endpoint()))
                        && (!query.containsKey("status")
                            || Integer.parseInt(query.get("status")) == entry.status()),
                limit);
    StringBuilder text = new StringBuilder("[");
    try {
      for (RequestLog.Entry entry : entries) {
        text.append(text.length() > 1 ? ",\n" : "\n").append(mapper.writeValueAsString(entry));
      }
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
    return Outgoing.json(200, text.append("\n]\n").toString());
  }

  private Map<String, Object> counters() {
    Map<Integer, Map<String, Map<String, Long>>> counters = simulator.requestLog().counters();
    Map<String, Long> total = new LinkedHashMap<>();
    for (Map<String, Map<String, Long>> byEndpoint : counters.values()) {
      byEndpoint
          .values()
          .forEach(
              counter -> counter.forEach((name, value) -> total.merge(name, value, Long::sum)));
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("total", total);
    report.put("divisions", counters);
    report.put("most_calls_at_once", simulator.requestLog().mostAtOnce());
    report.put("failures_met", simulator.faults().met());
    return report;
  }
}
