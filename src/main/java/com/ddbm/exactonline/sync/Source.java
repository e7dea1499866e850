package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An endpoint as a configuration wants it: its table and the settings that hold for it once the
 * configuration's overrides are looked at.
 *
 * @param startDate present only where Exact can honour it (a Timestamp for a date, or Modified)
 */
record Source(
    Endpoint endpoint, TableDefinition table, Reconcile reconcile, Optional<LocalDate> startDate) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Source of(ConfigurationRecord configuration, Endpoint endpoint) {
    JsonNode override = override(configuration.overrides().get(endpoint.id()));
    boolean marks =
        override.path("deletions").isTextual()
            ? override.path("deletions").asText().equals("mark")
            : configuration.markDeletions();
    Reconcile reconcile =
        override.path("reconcile").isTextual()
            ? Reconcile.valueOf(override.path("reconcile").asText().toUpperCase(Locale.ROOT))
            : configuration.reconcile();
    Optional<LocalDate> start =
        override.path("start_date").isTextual()
            ? Optional.of(LocalDate.parse(override.path("start_date").asText()))
            : configuration.startDate();
    return new Source(
        endpoint,
        Tables.definition(configuration, endpoint, marks),
        reconcile,
        start.filter(date -> honoursStartDate(endpoint)));
  }

  private static JsonNode override(String text) {
    if (text == null) {
      return JSON.createObjectNode();
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("a stored override cannot be read", unreadable);
    }
  }

  /** Whether "changed since" can shorten a fetch of this endpoint. */
  static boolean honoursStartDate(Endpoint endpoint) {
    return switch (endpoint.strategy()) {
      case ROW_VERSION -> endpoint.syncTimestampName().isPresent();
      case MODIFIED -> true;
      case SNAPSHOT, FULL -> false;
    };
  }

  String id() {
    return endpoint.id();
  }

  /** Names of all columns, as the catalogue has them now. */
  List<String> columnNames() {
    return table.columns().stream().map(TableDefinition.Definition::name).toList();
  }

  /** Whether it is the log of deletions itself. */
  boolean isDeletionLog() {
    return endpoint.id().equals(Endpoint.DELETED);
  }
}
