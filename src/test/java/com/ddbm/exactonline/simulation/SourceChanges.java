package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What accountants do all day: rows come, change, go, and come back under the same key. */
final class SourceChanges {

  private static final List<String> TEXTS =
      List.of(
          "plain",
          "",
          " padded ",
          "quote \" and 'quote'",
          "line\nbreak",
          "line\r\nbreak",
          "comma, semi;",
          "é€漢");

  static final String ZERO = "00000000-0000-0000-0000-000000000000";

  private final SourceExact exact;
  private final Map<String, List<List<String>>> gone = new HashMap<>();
  private int serial;
  private String moment;

  SourceChanges(SourceExact exact) {
    this.exact = exact;
  }

  /** Rows that came and changed over more than a year. */
  void fill(Random random, int count) {
    LocalDateTime now = exact.wallTime();
    for (int change = 0; change < count; change++) {
      long minutesAgo = (count - change) * (600_000L / count) + random.nextInt(600);
      if (change == 0) {
        minutesAgo = Duration.ofDays(365 * 57).toMinutes(); // before 1970
      }
      moment = SourcePages.WALL_CLOCK.format(now.minusMinutes(minutesAgo));
      one(random);
    }
    moment = null;
  }

  void some(Random random, int count) {
    for (int change = 0; change < count; change++) {
      one(random);
    }
  }

  private void one(Random random) {
    exact.changes++;
    List<SourceDivision> divisions = List.copyOf(exact.divisions.values());
    SourceDivision division = divisions.get(random.nextInt(divisions.size()));
    List<Endpoint> endpoints =
        exact.endpoints.values().stream()
            .filter(endpoint -> !endpoint.id().equals(Endpoint.DELETED))
            .toList();
    Endpoint endpoint = endpoints.get(random.nextInt(endpoints.size()));
    List<List<String>> there = new ArrayList<>(division.rows(endpoint.id()).keySet());
    List<List<String>> deleted =
        gone.computeIfAbsent(division.code + endpoint.id(), key -> new ArrayList<>());
    int what = random.nextInt(10);
    String text = TEXTS.get(random.nextInt(TEXTS.size())) + ++serial;
    if (there.isEmpty() || what < 4) {
      put(division, endpoint, key(division, endpoint, random), text, random);
    } else if (what < 7) {
      put(division, endpoint, there.get(random.nextInt(there.size())), text, random);
    } else if (what < 9 || deleted.isEmpty()) {
      delete(division, endpoint, there.get(random.nextInt(there.size())), deleted, random);
    } else {
      exact.counters.hit("created again under its old key");
      put(division, endpoint, deleted.remove(random.nextInt(deleted.size())), text, random);
    }
  }

  private static List<String> key(SourceDivision division, Endpoint endpoint, Random random) {
    String id = division.newId();
    return endpoint.keyColumns().size() == 1
        ? List.of(id)
        : List.of(id, document(division, random));
  }

  private static String document(SourceDivision division, Random random) {
    int document = random.nextInt(5);
    return document == 4
        ? ZERO
        : String.format("%08x-0000-4000-9000-%012x", division.code, document);
  }

  private void put(
      SourceDivision division, Endpoint endpoint, List<String> key, String text, Random random) {
    Map<String, String> before = division.rows(endpoint.id()).get(key);
    String document = before == null ? document(division, random) : before.get("ENTRYID");
    division.put(endpoint, key, document, text, moment == null ? exact.wallClock() : moment);
  }

  private void delete(
      SourceDivision division,
      Endpoint endpoint,
      List<String> key,
      List<List<String>> deleted,
      Random random) {
    if (endpoint.documentColumn().isPresent() && random.nextInt(3) == 0) {
      String document = division.rows(endpoint.id()).get(key).get("ENTRYID");
      division
          .rows(endpoint.id())
          .forEach(
              (each, row) -> {
                if (document.equals(row.get("ENTRYID"))) {
                  deleted.add(each);
                }
              });
      division.deleteDocument(endpoint, document, exact.clock.now());
    } else {
      deleted.add(key);
      division.delete(endpoint, key, exact.clock.now());
    }
    if (endpoint.strategy() == Strategy.SNAPSHOT) {
      deleted.clear(); // a snapshot has no memory to be wrong about
    }
  }
}
