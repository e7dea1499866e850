package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.Reconcile;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What a user asks of a configuration: settings for all endpoints, and others for some. */
final class Wishes {

  private static final List<Reconcile> RECONCILE =
      List.of(
          Reconcile.DAILY,
          Reconcile.DAILY,
          Reconcile.DAILY,
          Reconcile.EVERY_RUN,
          Reconcile.EVERY_RUN,
          Reconcile.EVERY_RUN,
          Reconcile.NEVER);

  private final String name;
  private final List<String> endpoints;
  private boolean marks;
  private Reconcile reconcile = Reconcile.DAILY;
  private Optional<LocalDate> start = Optional.empty();
  private final Map<String, Boolean> othersMark = new LinkedHashMap<>();
  private final Map<String, Reconcile> othersReconcile = new LinkedHashMap<>();
  private final Map<String, LocalDate> othersStart = new LinkedHashMap<>();

  /**
   * @param endpoints ids, none for all
   */
  Wishes(String name, List<String> endpoints) {
    this.name = name;
    this.endpoints = endpoints;
  }

  /** Makes up all settings. */
  static Wishes of(
      String name, List<String> endpoints, Random random, LocalDate today, List<Endpoint> all) {
    Wishes wishes = new Wishes(name, endpoints);
    wishes.marks = random.nextInt(3) == 0;
    wishes.reconcile = RECONCILE.get(random.nextInt(RECONCILE.size()));
    if (random.nextInt(6) == 0) {
      wishes.start = Optional.of(today.minusDays(random.nextInt(300)));
    }
    for (int other = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0; other > 0; other--) {
      Endpoint endpoint = all.get(random.nextInt(all.size()));
      switch (random.nextInt(3)) {
        case 0 -> wishes.othersMark.put(endpoint.id(), !wishes.marks);
        case 1 ->
            wishes.othersReconcile.put(
                endpoint.id(), RECONCILE.get(random.nextInt(RECONCILE.size())));
        default -> {
          if (honoursStart(endpoint)) {
            wishes.othersStart.put(endpoint.id(), today.minusDays(random.nextInt(300)));
          }
        }
      }
    }
    return wishes;
  }

  private static boolean honoursStart(Endpoint endpoint) {
    return endpoint.strategy() == Strategy.MODIFIED
        || (endpoint.strategy() == Strategy.ROW_VERSION && !endpoint.id().equals(Endpoint.DELETED));
  }

  /** Whether rows that are gone are to be marked and not deleted. */
  boolean marks(Endpoint endpoint) {
    return othersMark.getOrDefault(endpoint.id(), marks);
  }

  Reconcile reconcile(Endpoint endpoint) {
    return othersReconcile.getOrDefault(endpoint.id(), reconcile);
  }

  /** Since when history is wanted; empty for all of it. */
  Optional<LocalDate> start(Endpoint endpoint) {
    return Optional.ofNullable(othersStart.get(endpoint.id()))
        .or(() -> start)
        .filter(date -> honoursStart(endpoint));
  }

  /** Whether keys of some endpoint are compared on full refreshes only. */
  boolean neverReconcilesSome() {
    return reconcile == Reconcile.NEVER || othersReconcile.containsValue(Reconcile.NEVER);
  }

  ConfigurationRecord record() {
    Map<String, String> overrides = new LinkedHashMap<>();
    List<String> ids = new ArrayList<>(othersMark.keySet());
    ids.addAll(othersReconcile.keySet());
    ids.addAll(othersStart.keySet());
    ids.forEach(id -> overrides.put(id, override(id)));
    return new ConfigurationRecord(
        name,
        name,
        Simulation.CONNECTION,
        "D",
        name,
        true,
        endpoints,
        List.of(),
        marks,
        reconcile,
        start,
        overrides);
  }

  private String override(String id) {
    List<String> settings = new ArrayList<>();
    if (othersMark.containsKey(id)) {
      settings.add("\"deletions\":\"" + (othersMark.get(id) ? "mark" : "apply") + "\"");
    }
    if (othersReconcile.containsKey(id)) {
      settings.add("\"reconcile\":\"" + othersReconcile.get(id).label() + "\"");
    }
    if (othersStart.containsKey(id)) {
      settings.add("\"start_date\":\"" + othersStart.get(id) + "\"");
    }
    return "{" + String.join(",", settings) + "}";
  }
}
