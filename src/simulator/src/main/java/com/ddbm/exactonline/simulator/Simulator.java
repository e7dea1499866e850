package com.ddbm.exactonline.simulator;

import com.ddbm.exactonline.simulator.api.Api;
import com.ddbm.exactonline.simulator.api.Permissions;
import com.ddbm.exactonline.simulator.catalogue.Catalogue;
import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.control.Control;
import com.ddbm.exactonline.simulator.control.RequestLog;
import com.ddbm.exactonline.simulator.faults.Faults;
import com.ddbm.exactonline.simulator.http.Front;
import com.ddbm.exactonline.simulator.http.Incoming;
import com.ddbm.exactonline.simulator.http.Outgoing;
import com.ddbm.exactonline.simulator.http.QueryText;
import com.ddbm.exactonline.simulator.limits.ErrorBlock;
import com.ddbm.exactonline.simulator.limits.Limits;
import com.ddbm.exactonline.simulator.oauth.App;
import com.ddbm.exactonline.simulator.oauth.OAuth;
import com.ddbm.exactonline.simulator.store.Folder;
import com.ddbm.exactonline.simulator.time.VirtualClock;
import com.ddbm.exactonline.simulator.world.World;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** An Exact Online that runs in this process: all parts put together behind one port. */
public final class Simulator implements AutoCloseable {
  private final ObjectMapper mapper = new ObjectMapper();
  private final Folder folder;
  private final VirtualClock clock;
  private final Faults faults = new Faults();
  private final Permissions permissions = new Permissions();
  private final RequestLog requestLog = new RequestLog();
  private final World world;
  private final OAuth oauth;
  private final Limits limits;
  private final ErrorBlock errorBlock;
  private final Api api;
  private final Control control;
  private final Front front;
  private volatile int latency;
  private volatile boolean ready;

  /** Starts a simulator; it answers when this returns. */
  public Simulator(SimulatorOptions options) {
    folder = new Folder(options.data(), mapper);
    SimulatorOptions actual = folder.keepOptions(options);
    clock = new VirtualClock(actual.zone());
    world =
        new World(
            Catalogue.load(),
            clock,
            actual.seed(),
            folder.startedAt(),
            actual.divisions(),
            actual.rows());
    oauth = new OAuth(clock, faults, this::saveTokens);
    limits = new Limits(clock);
    errorBlock = new ErrorBlock(clock);
    limits.on(actual.limits());
    latency = actual.latency();
    folder.read("settings.json").ifPresent(this::takeUp);
    folder.read("tokens.json").ifPresent(oauth::fromJson);
    ready = true;
    oauth.register(
        App.of(
            actual.clientId(),
            actual.clientSecret() == null
                ? SimulatorOptions.DEFAULT_CLIENT_SECRET
                : actual.clientSecret(),
            actual.redirectUri()));
    folder.file("changes.log").ifPresent(world::keepIn);
    api = new Api(world, oauth, permissions, limits, errorBlock, faults);
    control = new Control(this);
    front = new Front(actual.host(), actual.port(), this::answer);
  }

  private void takeUp(JsonNode settings) {
    permissions.fromJson(settings.path("permissions"));
    clock.offset(settings.path("clock_offset").asLong());
    limits.sizes(
        settings.path("per_minute").asInt(limits.perMinute()),
        settings.path("per_day").asInt(limits.perDay()));
  }

  /** Keeps what was set; tokens and rows are kept by themselves. */
  public void save() {
    ObjectNode root = mapper.createObjectNode();
    root.set("permissions", permissions.toJson(mapper));
    root.put("clock_offset", clock.offset())
        .put("per_minute", limits.perMinute())
        .put("per_day", limits.perDay());
    folder.write("settings.json", root);
  }

  private void saveTokens() {
    if (ready) {
      folder.write("tokens.json", oauth.toJson(mapper));
    }
  }

  /** Answers a request, as the port does. */
  Outgoing answer(Incoming incoming) {
    String path = incoming.path();
    if (path.equals("/simulator") || path.startsWith("/simulator/")) {
      return control.answer(incoming);
    }
    long start = System.nanoTime();
    String time = clock.instant().toString();
    pause();
    Api.Answered answered;
    if (path.equals("/api/oauth2/auth")) {
      answered = new Api.Answered(oauth.authorize(incoming), 0, null, "", 0);
    } else if (path.equals(Faults.TOKEN_PATH)) {
      answered = new Api.Answered(oauth.token(incoming), 0, null, "", 0);
    } else if (path.startsWith("/api/v1/")) {
      answered = api.answer(incoming);
    } else {
      answered =
          new Api.Answered(
              Outgoing.text(404, "text/html; charset=utf-8", "<html><body>Not found</body></html>"),
              0,
              null,
              "",
              0);
    }
    Outgoing outgoing = answered.outgoing();
    requestLog.add(
        new RequestLog.Entry(
            0,
            time,
            incoming.method(),
            path,
            loggedQuery(incoming),
            outgoing.status(),
            answered.division(),
            endpoint(path, answered.resource()),
            answered.app(),
            outgoing.rows(),
            outgoing.body().remaining(),
            (System.nanoTime() - start) / 10_000 / 100.0,
            answered.failure()));
    return outgoing;
  }

  private String endpoint(String path, Resource resource) {
    if (resource == null) {
      return path;
    }
    String id = world.datasets().byUri(resource.uri()).id();
    boolean primary =
        world.catalogue().endpoints().containsKey(id)
            && world.catalogue().endpoints().get(id).primaryUri().equals(resource.uri());
    return primary ? id : resource.path();
  }

  /** Of calls for tokens only the kind of grant is kept. */
  private static String loggedQuery(Incoming incoming) {
    if (incoming.path().startsWith("/api/oauth2/")) {
      Map<String, String> form =
          QueryText.parse(incoming.body().isEmpty() ? incoming.rawQuery() : incoming.body());
      return form.containsKey("grant_type") ? "grant_type=" + form.get("grant_type") : "";
    }
    return incoming.rawQuery();
  }

  private void pause() {
    if (latency > 0) {
      try {
        Thread.sleep(latency);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Sets how long every answer of Exact takes at least, in milliseconds. */
  public void latency(int milliseconds) {
    latency = milliseconds;
  }

  /** Where it answers. */
  public String address() {
    return "http://127.0.0.1:" + front.port();
  }

  /** Its divisions and rows. */
  public World world() {
    return world;
  }

  /** Its tokens. */
  public OAuth oauth() {
    return oauth;
  }

  /** What users and apps may do. */
  public Permissions permissions() {
    return permissions;
  }

  /** Its call limits. */
  public Limits limits() {
    return limits;
  }

  /** Its block after too many errors. */
  public ErrorBlock errorBlock() {
    return errorBlock;
  }

  /** The failures ordered. */
  public Faults faults() {
    return faults;
  }

  /** The calls made. */
  public RequestLog requestLog() {
    return requestLog;
  }

  /** Its data side. */
  public Api api() {
    return api;
  }

  @Override
  public void close() {
    front.close();
    world.close();
  }
}
