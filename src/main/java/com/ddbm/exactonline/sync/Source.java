package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.warehouse.TableDefinition;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * An endpoint as a configuration wants it: its table and the settings that hold for it once the
 * configuration's overrides are looked at.
 *
 * @param startDate present only where Exact can honour it (a Timestamp for a date, or Modified)
 */
record Source(
    Endpoint endpoint, TableDefinition table, Reconcile reconcile, Optional<LocalDate> startDate) {

  static Source of(ConfigurationRecord configuration, Endpoint endpoint) {
    EndpointSettings settings = EndpointSettings.of(configuration, endpoint);
    return new Source(
        endpoint,
        Tables.definition(configuration, endpoint, settings.markDeletions()),
        settings.reconcile(),
        settings.startDate());
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
