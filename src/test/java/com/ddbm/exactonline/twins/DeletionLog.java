package com.ddbm.exactonline.twins;

import java.util.LinkedHashMap;
import java.util.Map;

/** Rows of sync/Deleted in the state tables, which journal and target both read. */
public final class DeletionLog {

  /**
   * A row of the log.
   *
   * @param values all staged values by column name
   */
  public record Entry(
      long timestamp,
      int entityType,
      String entityKey,
      Map<String, String> values,
      String hash,
      String extra) {}

  private final Map<String, Map<Integer, Map<String, Entry>>> entries = new LinkedHashMap<>();

  /** Entries of a division by their ID. */
  public Map<String, Entry> of(String connection, int division) {
    return entries
        .computeIfAbsent(connection, key -> new LinkedHashMap<>())
        .computeIfAbsent(division, key -> new LinkedHashMap<>());
  }
}
