package com.ddbm.exactonline.simulator.control;

import com.ddbm.exactonline.simulator.Simulator;
import com.ddbm.exactonline.simulator.api.Permissions;
import com.ddbm.exactonline.simulator.catalogue.Endpoint;
import com.ddbm.exactonline.simulator.control.Body.Wrong;
import com.ddbm.exactonline.simulator.oauth.App;
import com.ddbm.exactonline.simulator.odata.Shape;
import com.ddbm.exactonline.simulator.world.User;
import com.ddbm.exactonline.simulator.world.World;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Control calls about limits, the clock, tokens, permissions, users, apps and shapes. */
final class SettingsControl {
  private final Simulator simulator;
  private final World world;
  private final ObjectMapper mapper;

  SettingsControl(Simulator simulator, ObjectMapper mapper) {
    this.simulator = simulator;
    this.world = simulator.world();
    this.mapper = mapper;
  }

  private <T> T saved(T result) {
    simulator.save();
    return result;
  }

  Map<String, Object> limits() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("on", simulator.limits().on());
    report.put("per_minute", simulator.limits().perMinute());
    report.put("per_day", simulator.limits().perDay());
    report.put("block_status", simulator.errorBlock().status());
    report.put("blocks", simulator.errorBlock().blocks());
    return report;
  }

  Map<String, Object> setLimits(Body body) {
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

  Map<String, Object> clock() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("now", world.clock().instant().toString());
    report.put("offset_seconds", world.clock().offset() / 1000.0);
    report.put("zone", world.clock().zone().getId());
    return report;
  }

  Map<String, Object> setClock(Body body) {
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

  List<Map<String, Object>> tokens(Body body) {
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
    if (body.has("marker")) {
      simulator.oauth().marker(body.text("marker", ""));
    }
    return simulator.oauth().report();
  }

  Object permission(Body body) {
    Permissions.Kind kind;
    try {
      kind = Permissions.Kind.valueOf(body.text("kind", "").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new Wrong("kind must be one of right, scope, module, offer, field");
    }
    String what = body.has("endpoint") ? primaryPath(body.text("endpoint", "")) : named(body, kind);
    if (kind == Permissions.Kind.FIELD) {
      what += "#" + body.text("field", "");
    }
    simulator.permissions().set(kind, body.whole("division", 0), what, body.flag("allowed", false));
    return saved(simulator.permissions().toJson(mapper));
  }

  private String primaryPath(String endpoint) {
    Endpoint found = world.catalogue().endpoints().get(endpoint);
    if (found == null) {
      throw new Wrong("There is no endpoint " + endpoint);
    }
    return world.catalogue().resources().get(found.primaryUri()).path();
  }

  /** A path or, for scopes, the name of one; a typing error would take nothing and say nothing. */
  private String named(Body body, Permissions.Kind kind) {
    String what = body.text("path", body.text("scope", "")).replace("{division}/", "");
    boolean scope =
        kind == Permissions.Kind.SCOPE
            && world.catalogue().resources().values().stream()
                .anyMatch(resource -> resource.scope().equalsIgnoreCase(what));
    boolean known = scope || world.catalogue().byPath(what) != null;
    if (!known && kind != Permissions.Kind.RIGHT) {
      throw new Wrong("There is no path or scope '" + what + "'");
    }
    if (what.isEmpty()) {
      throw new Wrong("A path, an endpoint or (for scopes) a scope is needed");
    }
    return what;
  }

  Object app(Body body) {
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

  Object user(Body body) {
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

  Object settings(Body body) {
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
