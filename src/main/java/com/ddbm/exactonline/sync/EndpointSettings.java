package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.Reconcile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * What holds for one endpoint of a configuration: its override where there is one, otherwise what
 * the configuration says.
 *
 * @param markDeletions whether deleted rows are marked in place of deleted
 * @param startDate present only where Exact Online can honour it
 */
public record EndpointSettings(
    boolean markDeletions, Reconcile reconcile, Optional<LocalDate> startDate) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The settings of an endpoint in a configuration. */
  public static EndpointSettings of(ConfigurationRecord configuration, Endpoint endpoint) {
    JsonNode override = override(configuration.overrides().get(endpoint.id()));
    return new EndpointSettings(
        word(override, "deletions").map("mark"::equals).orElse(configuration.markDeletions()),
        word(override, "reconcile")
            .map(each -> Reconcile.valueOf(each.toUpperCase(Locale.ROOT)))
            .orElse(configuration.reconcile()),
        word(override, "start_date")
            .map(LocalDate::parse)
            .or(configuration::startDate)
            .filter(date -> endpoint.takesStartDate()));
  }

  private static Optional<String> word(JsonNode override, String name) {
    return Optional.ofNullable(override.path(name).textValue());
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
}
