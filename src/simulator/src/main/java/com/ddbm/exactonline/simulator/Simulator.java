package com.ddbm.exactonline.simulator;

import com.ddbm.exactonline.simulator.SimulatorOptions.Size;
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
import com.ddbm.exactonline.simulator.http.PageCache;
import com.ddbm.exactonline.simulator.http.QueryText;
import com.ddbm.exactonline.simulator.limits.ErrorBlock;
import com.ddbm.exactonline.simulator.limits.Limits;
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
  private final String host;
  private volatile int latency;
  private volatile boolean ready;

  /** Starts a simulator; it answers when this returns. */
  public Simulator(SimulatorOptions options) {
    folder = new Folder(options.data(), mapper);
    Size size = folder.keepSize(options.size());
    clock = new VirtualClock(size.zone());
    world =
        new World(
            Catalogue.get(), clock, size.seed(), folder.startedAt(), size.divisions(), size.rows());
    oauth = new OAuth(clock, faults, this::saveTokens);
    limits = new Limits(clock);
    errorBlock = new ErrorBlock(clock);
    limits.on(options.limits());
    latency = options.latency();
    folder.read("settings.json").ifPresent(this::takeUp);
    folder.read("tokens.json").ifPresent(oauth::fromJson);
    ready = true;
    oauth.register(options.app());
    folder.file("changes.log").ifPresent(world::keepIn);
    PageCache cache = new PageCache(options.pageCache());
    api = new Api(world, oauth, permissions, limits, errorBlock, faults, cache);
    control = new Control(this);
    host = options.host();
    front = options.port() < 0 ? null : new Front(options.host(), options.port(), this::answer);
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

  /** Answers a request, as the port does; for tests without sockets. */
  public Outgoing answer(Incoming incoming) {
    String path = incoming.path();
    if (path.equals("/simulator") || path.startsWith("/simulator/")) {
      return control.answer(incoming);
    }
    long start = System.nanoTime();
    String time = clock.instant().toString();
    int division = Api.divisionOf(incoming);
    requestLog.begins(division);
    Api.Answered answered;
    try {
      pause();
      answered = exact(incoming);
    } finally {
      requestLog.ends(division);
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
            division,
            endpoint(path, answered.resource()),
            answered.app(),
            outgoing.rows(),
            outgoing.body().remaining(),
            (System.nanoTime() - start) / 10_000 / 100.0,
            answered.failure()));
    return outgoing;
  }

  /** What Exact itself would answer. */
  private Api.Answered exact(Incoming incoming) {
    String path = incoming.path();
    if (path.startsWith("/api/v1/")) {
      return api.answer(incoming);
    }
    if (incoming.header("expect").isPresent()) {
      // Documented: a client that sends Expect: 100-continue gets 500.
      return new Api.Answered(Outgoing.empty(500), null, "", 0);
    }
    Outgoing outgoing =
        switch (path) {
          case "/api/oauth2/auth" -> oauth.authorize(incoming);
          case Faults.TOKEN_PATH -> oauth.token(incoming);
          default ->
              Outgoing.text(404, "text/html; charset=utf-8", "<html><body>Not found</body></html>");
        };
    return new Api.Answered(outgoing, null, "", 0);
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
    return "http://" + host + (front == null ? "" : ":" + front.port());
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
    if (front != null) {
      front.close();
    }
    world.close();
    folder.close();
  }
}
