package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.sync.EndpointSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Configurations that write the rows of the same divisions into the same tables. With equal
 * settings both write the same and the second has nothing to change. With another start date a
 * whole fetch of the one would delete what the other loaded and never asks for again; with another
 * way of deleting it is chance whether a row stays marked. Those are refused.
 */
final class SharedTables {

  private static final int MOST_NAMED = 5;

  private final ConfigurationService.Divisions divisions;

  SharedTables(ConfigurationService.Divisions divisions) {
    this.divisions = divisions;
  }

  /**
   * Adds a fault for each configuration that contradicts the wanted one in a table of both.
   *
   * @param sharing as {@link #sharing} found them
   */
  void check(ConfigurationRecord wanted, List<ConfigurationRecord> sharing, Faults faults) {
    for (ConfigurationRecord other : sharing) {
      boolean deletions = false;
      boolean startDate = false;
      List<String> tables = new ArrayList<>();
      for (String id : endpoints(wanted, other)) {
        Endpoint endpoint = Catalogue.get().require(id);
        EndpointSettings one = EndpointSettings.of(wanted, endpoint);
        EndpointSettings two = EndpointSettings.of(other, endpoint);
        boolean otherDeletions = one.markDeletions() != two.markDeletions();
        boolean otherStartDate = !one.startDate().equals(two.startDate());
        deletions |= otherDeletions;
        startDate |= otherStartDate;
        if (otherDeletions || otherStartDate) {
          tables.add(endpoint.table());
        }
      }
      if (!tables.isEmpty()) {
        List<String> settings = new ArrayList<>();
        if (deletions) {
          settings.add(ConfigurationSettings.DELETIONS_SETTING.name());
        }
        if (startDate) {
          settings.add(ConfigurationSettings.START_DATE.name());
        }
        faults.add(
            "schema",
            ErrorCode.EO_1022,
            other.name(),
            some(tables),
            String.join(" and ", settings));
      }
    }
  }

  /** The other configurations with a table and a division in common, by name. */
  List<ConfigurationRecord> sharing(ConfigurationRecord wanted, List<ConfigurationRecord> all) {
    return all.stream()
        .filter(other -> !other.name().equals(wanted.name()))
        .filter(other -> other.database().equals(wanted.database()))
        .filter(other -> other.schema().equals(wanted.schema()))
        .filter(other -> !endpoints(wanted, other).isEmpty())
        .filter(other -> shareDivision(wanted, other))
        .toList();
  }

  private static Set<String> endpoints(ConfigurationRecord one, ConfigurationRecord other) {
    Set<String> both = new LinkedHashSet<>(endpoints(one));
    both.retainAll(endpoints(other));
    return both;
  }

  private static List<String> endpoints(ConfigurationRecord configuration) {
    return configuration.endpoints().isEmpty() ? Catalogue.get().ids() : configuration.endpoints();
  }

  /** Divisions that come later count where both of one connection want all. */
  private boolean shareDivision(ConfigurationRecord one, ConfigurationRecord other) {
    boolean all = one.divisions().isEmpty() || other.divisions().isEmpty();
    return (all && one.connection().equals(other.connection()))
        || !Collections.disjoint(reached(one), reached(other));
  }

  private Set<Integer> reached(ConfigurationRecord configuration) {
    return configuration.divisions().isEmpty()
        ? divisions.of(configuration.connection())
        : Set.copyOf(configuration.divisions());
  }

  private static String some(List<String> tables) {
    return tables.size() <= MOST_NAMED
        ? String.join(", ", tables)
        : String.join(", ", tables.subList(0, MOST_NAMED))
            + " and "
            + (tables.size() - MOST_NAMED)
            + " more";
  }
}
