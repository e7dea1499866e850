package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A division as Exact keeps it: rows with row versions, deletions, and what is allowed in it. */
final class SourceDivision {

  /**
   * A deletion.
   *
   * @param row as sync/Deleted shows it, by column name
   */
  record Deletion(Map<String, String> row, Instant at) {
    long timestamp() {
      return Long.parseLong(row.get("TIMESTAMP"));
    }
  }

  /** When a row changed last, which Exact shows nobody. */
  static final String CHANGED = "changed";

  final int code;
  final Map<String, Map<List<String>, Map<String, String>>> rows = new LinkedHashMap<>();
  final Map<String, Map<List<String>, Map<String, String>>> formerVersions = new LinkedHashMap<>();
  final List<Deletion> deletions = new ArrayList<>();
  final Set<String> everDeleted = new HashSet<>();
  final Set<String> missingRights = new HashSet<>();
  final Map<String, Set<String>> refusedProperties = new TreeMap<>();
  final Set<String> everRefused = new HashSet<>();
  LocalDateTime movedAt;
  boolean blocked;
  boolean archived;
  boolean listed = true;

  /** Whether some rows never get a date of change. */
  boolean withoutModified;

  long version = 100;
  private long serial;

  SourceDivision(int code) {
    this.code = code;
  }

  Map<List<String>, Map<String, String>> rows(String endpoint) {
    return rows.computeIfAbsent(endpoint, key -> new LinkedHashMap<>());
  }

  String newId() {
    serial++;
    return String.format("%08x-0000-4000-8000-%012x", code, serial * 7919 % 1_000_003);
  }

  /** Creates or changes a row as Exact does: a new row version, Modified now. */
  void put(Endpoint endpoint, List<String> key, String document, String text, String wallClock) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("ID", key.get(0));
    row.put("ENTRYID", key.size() > 1 ? key.get(1) : document);
    row.put("DESCRIPTION", text);
    row.put("AMOUNT", Integer.toString(Math.abs(text.hashCode() % 10_000)));
    if (endpoint.strategy() == Strategy.ROW_VERSION) {
      row.put("TIMESTAMP", Long.toString(++version));
    }
    if (endpoint.strategy() == Strategy.MODIFIED) {
      boolean none = withoutModified && Math.floorMod(key.get(0).hashCode(), 4) == 0;
      row.put("MODIFIED", none ? null : wallClock);
    }
    row.put(CHANGED, wallClock);
    for (int index = 0; index < endpoint.columns().size(); index++) {
      String name = endpoint.columns().get(index).name();
      if (!row.containsKey(name)) {
        row.put(name, "more " + text);
      }
    }
    Map<String, String> before = rows(endpoint.id()).put(key, row);
    if (before != null) {
      formerVersions.computeIfAbsent(endpoint.id(), id -> new LinkedHashMap<>()).put(key, before);
    }
  }

  /** Deletes a row; where Exact reports that, it does. */
  void delete(Endpoint endpoint, List<String> key, Instant now) {
    rows(endpoint.id()).remove(key);
    endpoint.entityType().ifPresent(type -> report(type, key.get(0), now));
  }

  /** Deletes a document with all its lines, reported once under the document's key. */
  void deleteDocument(Endpoint endpoint, String document, Instant now) {
    rows(endpoint.id()).values().removeIf(row -> document.equals(row.get("ENTRYID")));
    report(endpoint.entityType().orElseThrow(), document, now);
  }

  private void report(int type, String entityKey, Instant now) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("TIMESTAMP", Long.toString(++version));
    row.put("ID", newId());
    row.put("ENTITYKEY", entityKey);
    row.put("ENTITYTYPE", Integer.toString(type));
    deletions.add(new Deletion(row, now));
    everDeleted.add(row.get("ID"));
  }

  /** The first row version at or after a moment, as Exact translates a date. */
  long versionAt(String endpoint, String moment) {
    return rows(endpoint).values().stream()
        .filter(row -> row.get(CHANGED).compareTo(moment) >= 0)
        .mapToLong(row -> Long.parseLong(row.get("TIMESTAMP")))
        .min()
        .orElse(version + 1);
  }

  /**
   * Another database: row versions begin anew and are smaller.
   *
   * @param keepsDeletions whether deletions come along, or are forgotten
   */
  void move(List<Endpoint> endpoints, LocalDateTime wallClock, boolean keepsDeletions) {
    movedAt = wallClock;
    version = 10;
    formerVersions.clear();
    List<Map<String, String>> moved = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      if (endpoint.strategy() == Strategy.ROW_VERSION) {
        moved.addAll(rows(endpoint.id()).values());
      }
    }
    if (keepsDeletions) {
      deletions.forEach(deletion -> moved.add(deletion.row()));
    } else {
      deletions.clear();
    }
    moved.sort(Comparator.comparingLong(row -> Long.parseLong(row.get("TIMESTAMP"))));
    moved.forEach(row -> row.put("TIMESTAMP", Long.toString(++version)));
  }
}
