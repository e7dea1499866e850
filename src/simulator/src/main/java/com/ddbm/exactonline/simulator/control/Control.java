package com.ddbm.exactonline.simulator.control;

import com.ddbm.exactonline.simulator.Simulator;
import com.ddbm.exactonline.simulator.api.Permissions;
import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.control.Body.Wrong;
import com.ddbm.exactonline.simulator.http.Incoming;
import com.ddbm.exactonline.simulator.http.Outgoing;
import com.ddbm.exactonline.simulator.http.QueryText;
import com.ddbm.exactonline.simulator.oauth.App;
import com.ddbm.exactonline.simulator.odata.Shape;
import com.ddbm.exactonline.simulator.world.User;
import com.ddbm.exactonline.simulator.world.World;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything under {@code /simulator}: how tests change the world, order failures and look behind
 * the scenes.
 */
public final class Control {
  private final Simulator simulator;
  private final World world;
  private final WorldControl worldControl;
  private final FaultControl faultControl;
  private final ObjectMapper mapper = new ObjectMapper();

  /** The control of a simulator. */
  public Control(Simulator simulator) {
    this.simulator = simulator;
    this.world = simulator.world();
    this.worldControl = new WorldControl(world);
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
      case "GET limits" -> limits();
      case "POST limits" ->
          setLimits(
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
      case "GET clock" -> clock();
      case "POST clock" -> setClock(body(incoming, "advance_seconds", "set", "reset", "stand"));
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
          tokens(
              body(
                  incoming, "expire_access", "spend_refresh", "break_chain", "former_access_ends"));
      case "GET permissions" -> simulator.permissions().toJson(mapper);
      case "POST permissions" ->
          permission(
              body(incoming, "kind", "path", "endpoint", "scope", "field", "division", "allowed"));
      case "DELETE permissions" -> {
        simulator.permissions().giveAll();
        yield saved(simulator.permissions().toJson(mapper));
      }
      case "GET apps" -> simulator.oauth().clientIds();
      case "POST apps" -> app(body(incoming, "client_id", "client_secret", "redirect_uri"));
      case "GET users" -> simulator.permissions().toJson(mapper).path("users");
      case "POST users" ->
          user(body(incoming, "name", "full_name", "divisions", "refusal", "signed_in"));
      case "POST settings" ->
          settings(
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
    overview.put("clock", clock());
    overview.put("limits", limits());
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

  private Map<String, Object> limits() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("on", simulator.limits().on());
    report.put("per_minute", simulator.limits().perMinute());
    report.put("per_day", simulator.limits().perDay());
    report.put("block_status", simulator.errorBlock().status());
    report.put("blocks", simulator.errorBlock().blocks());
    return report;
  }

  private Map<String, Object> setLimits(Body body) {
    if (body.flag("reset", false)) {
      simulator.limits().reset();
      simulator.errorBlock().reset();
    }
    simulator
        .limits()
        .sizes(
            body.whole("per_minute", simulator.limits().perMinute()),
            body.whole("per_day", simulator.limits().perDay()));
    simulator.limits().on(body.flag("on", simulator.limits().on()));
    simulator.errorBlock().status(body.whole("block_status", simulator.errorBlock().status()));
    if (body.has("use")) {
      String app = body.text("app", simulator.oauth().clientIds().get(0));
      simulator.limits().use(app, body.whole("division", 0), body.whole("use", 0));
    }
    return saved(limits());
  }

  private Map<String, Object> clock() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("now", world.clock().instant().toString());
    report.put("offset_seconds", world.clock().offset() / 1000.0);
    report.put("zone", world.clock().zone().getId());
    return report;
  }

  private Map<String, Object> setClock(Body body) {
    if (body.flag("reset", false)) {
      world.clock().offset(0);
    }
    if (body.has("stand")) {
      world.clock().stand(body.flag("stand", false));
    }
    if (body.has("set")) {
      try {
        world.clock().set(Instant.parse(body.text("set", "")).toEpochMilli());
      } catch (DateTimeParseException malformed) {
        throw new Wrong("set must be a time such as 2026-11-25T08:00:00Z");
      }
    }
    world
        .clock()
        .offset(world.clock().offset() + Math.round(body.number("advance_seconds", 0) * 1000));
    return saved(clock());
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

  private List<Map<String, Object>> tokens(Body body) {
    if (body.has("expire_access")) {
      simulator.oauth().expireAccess(body.whole("expire_access", 0));
    }
    if (body.has("spend_refresh")) {
      simulator.oauth().spendRefresh(body.whole("spend_refresh", 0));
    }
    if (body.has("break_chain")) {
      simulator.oauth().breakChain(body.whole("break_chain", 0));
    }
    if (body.has("former_access_ends")) {
      simulator.oauth().formerAccessEnds(body.flag("former_access_ends", false));
    }
    return simulator.oauth().report();
  }

  private Object permission(Body body) {
    Permissions.Kind kind;
    try {
      kind = Permissions.Kind.valueOf(body.text("kind", "").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new Wrong("kind must be one of right, scope, module, offer, field");
    }
    String what = body.text("path", body.text("scope", ""));
    if (body.has("endpoint")) {
      worldControl.dataset(body.text("endpoint", ""));
      Resource resource = world.datasets().byId(body.text("endpoint", "")).primary();
      what = resource.path();
    }
    if (what.isEmpty()) {
      throw new Wrong("A path, an endpoint or (for scopes) a scope is needed");
    }
    if (kind == Permissions.Kind.FIELD) {
      what += "#" + body.text("field", "");
    }
    simulator.permissions().set(kind, body.whole("division", 0), what, body.flag("allowed", false));
    return saved(simulator.permissions().toJson(mapper));
  }

  private Object app(Body body) {
    if (!body.has("client_id") || !body.has("client_secret")) {
      throw new Wrong("client_id and client_secret are needed");
    }
    simulator
        .oauth()
        .register(
            App.of(
                body.text("client_id", ""),
                body.text("client_secret", ""),
                body.text("redirect_uri", "")));
    return simulator.oauth().clientIds();
  }

  private Object user(Body body) {
    if (!body.has("name")) {
      throw new Wrong("name is needed");
    }
    Set<Integer> divisions = new TreeSet<>();
    body.texts("divisions").forEach(code -> divisions.add(Integer.parseInt(code)));
    String name = body.text("name", "");
    simulator
        .permissions()
        .put(new User(name, body.text("full_name", name), divisions, body.text("refusal", "")));
    if (body.flag("signed_in", false)) {
      simulator.oauth().signedIn(name);
    }
    return saved(simulator.permissions().toJson(mapper).path("users"));
  }

  private Object settings(Body body) {
    if (body.has("latency_ms")) {
      simulator.latency(body.whole("latency_ms", 0));
    }
    if (body.has("filter_mandatory")) {
      simulator.api().filterMandatory(body.flag("filter_mandatory", true));
    }
    simulator
        .api()
        .shape(
            new Shape(
                false,
                false,
                false,
                body.flag("numbers_as_text", false),
                body.flag("timestamp_as_number", false),
                body.flag("next_null", false),
                body.flag("byte_order_mark", false)));
    return Map.of("set", true);
  }
}
