package com.ddbm.exactonline.simulator.control;

import com.ddbm.exactonline.simulator.api.Permissions;
import com.ddbm.exactonline.simulator.catalogue.Endpoint;
import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.control.Body.Wrong;
import com.ddbm.exactonline.simulator.faults.Fault;
import com.ddbm.exactonline.simulator.faults.Faults;
import com.ddbm.exactonline.simulator.limits.ErrorBlock;
import com.ddbm.exactonline.simulator.oauth.OAuth;
import com.ddbm.exactonline.simulator.world.Changes;
import com.ddbm.exactonline.simulator.world.DivisionState;
import com.ddbm.exactonline.simulator.world.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Orders the failures of facts section 8 by their numbers. */
final class FaultControl {
  static final String[] KEYS = {
    "failure",
    "path",
    "endpoint",
    "division",
    "phase",
    "after",
    "times",
    "variant",
    "status",
    "reason",
    "rotates",
    "permanent",
    "field",
    "remaining",
    "link",
    "delay_ms",
    "chain"
  };
  private static final Set<Integer> ALWAYS = Set.of(27, 28, 29);

  private final World world;
  private final Faults faults;
  private final Permissions permissions;
  private final OAuth oauth;
  private final ErrorBlock errorBlock;

  FaultControl(
      World world, Faults faults, Permissions permissions, OAuth oauth, ErrorBlock errorBlock) {
    this.world = world;
    this.faults = faults;
    this.permissions = permissions;
    this.oauth = oauth;
    this.errorBlock = errorBlock;
  }

  /** Orders a failure and tells what was done. */
  Map<String, Object> order(Body body) {
    int failure = body.whole("failure", 0);
    Map<String, Object> done = new LinkedHashMap<>();
    done.put("failure", failure);
    if (ALWAYS.contains(failure)) {
      done.put("done", "nothing to order: every answer is like this");
      return done;
    }
    String path = path(body);
    int division = body.whole("division", 0);
    switch (failure) {
      case 17 -> {
        permissions.set(Permissions.Kind.RIGHT, division, named(path), false);
        done.put("done", "right taken; give it back with /simulator/permissions");
      }
      case 20 -> {
        done.put("done", onEach(body, "recreate"));
      }
      case 21 -> done.put("done", move(body));
      case 22 -> done.put("done", expire(body));
      case 25 -> {
        if (!body.has("field")) {
          throw new Wrong("Failure 25 needs the field that is unknown");
        }
        permissions.set(
            Permissions.Kind.FIELD, division, named(path) + "#" + body.text("field", ""), false);
        done.put("done", "field taken; give it back with /simulator/permissions");
      }
      case 26 -> {
        String user = permissions.user("").name();
        oauth
            .clientIds()
            .forEach(
                app -> errorBlock.block(app + "/" + user + "/" + division + "/" + named(path)));
        done.put("done", "blocked for an hour; seen while limits are on");
      }
      case 30 -> {
        oauth.spendRefresh(body.whole("chain", 0));
        done.put("done", "refresh token spent, as by another instance");
      }
      default -> {
        if (failure < 1 || failure > 24 && failure < 101 || failure > 105) {
          throw new Wrong("There is no failure " + failure + ": 1 to 30, or 101 to 105");
        }
        done.put(
            "id",
            faults.order(
                new Fault(
                    failure,
                    path,
                    division,
                    body.text("phase", ""),
                    body.whole("after", 0),
                    body.whole("times", 1),
                    options(body))));
      }
    }
    return done;
  }

  /**
   * Options are checked here, since a fault that breaks later would look like the simulator's own.
   */
  private static Map<String, String> options(Body body) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String name : List.of("variant", "reason", "rotates", "permanent", "link")) {
      if (body.has(name)) {
        options.put(name, body.text(name, ""));
      }
    }
    for (String name : List.of("status", "remaining", "delay_ms")) {
      if (body.has(name)) {
        options.put(name, Integer.toString(body.whole(name, 0)));
      }
    }
    return options;
  }

  private static String named(String path) {
    if (path.isEmpty()) {
      throw new Wrong("This failure needs a path or an endpoint");
    }
    return path.endsWith("*") ? path.substring(0, path.length() - 1) : path;
  }

  /** The address a failure is for: as written, or the one of an endpoint of the product. */
  private String path(Body body) {
    if (body.has("endpoint")) {
      Endpoint endpoint = world.catalogue().endpoints().get(body.text("endpoint", ""));
      if (endpoint == null) {
        throw new Wrong("There is no endpoint " + body.text("endpoint", ""));
      }
      return world.catalogue().resources().get(endpoint.primaryUri()).path();
    }
    String path = body.text("path", "");
    String rest = path.startsWith("{division}/") ? path.substring(11) : path;
    boolean known =
        rest.isEmpty()
            || rest.endsWith("*")
            || rest.equalsIgnoreCase(Faults.TOKEN_PATH)
            || world.catalogue().byPath(rest) != null;
    if (!known) {
      throw new Wrong("There is no address " + path);
    }
    return rest;
  }

  private Map<String, Integer> onEach(Body body, String kind) {
    String path = path(body);
    Resource resource = world.catalogue().byPath(path.toLowerCase(Locale.ROOT));
    if (resource == null) {
      throw new Wrong("This failure needs an endpoint");
    }
    DivisionState division = division(body);
    division.lock().writeLock().lock();
    try {
      return Changes.one(world, division, world.datasets().byUri(resource.uri()), kind, -1);
    } finally {
      division.lock().writeLock().unlock();
      world.flush();
    }
  }

  private DivisionState division(Body body) {
    DivisionState division = world.division(body.whole("division", 0));
    if (division == null) {
      throw new Wrong("This failure needs a division that exists");
    }
    return division;
  }

  private String move(Body body) {
    DivisionState division = division(body);
    division.lock().writeLock().lock();
    try {
      division.move(Math.floorDiv(world.clock().wallClock(), 1000L) * 1000L);
      return "moved";
    } finally {
      division.lock().writeLock().unlock();
      world.flush();
    }
  }

  private String expire(Body body) {
    DivisionState division = division(body);
    division.lock().writeLock().lock();
    try {
      division.expireDeletions();
      return "deletions logged so far are no longer shown";
    } finally {
      division.lock().writeLock().unlock();
      world.flush();
    }
  }
}
