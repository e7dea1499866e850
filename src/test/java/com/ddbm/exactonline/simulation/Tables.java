package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.twins.InMemoryTable;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The tables beside the truth. */
final class Tables {

  private final Simulation simulation;
  private final SourceExact exact;

  /** Rows that were in a table and true when last looked at, by table and division. */
  private final Map<String, Map<List<String>, Map<String, String>>> seen = new LinkedHashMap<>();

  private final Map<String, Object> moves = new LinkedHashMap<>();

  /** Keys in tables in which rows are only ever marked. */
  private final Map<String, Set<List<String>>> kept = new LinkedHashMap<>();

  Tables(Simulation simulation) {
    this.simulation = simulation;
    exact = simulation.exact;
  }

  InMemoryTable of(ConfigurationRecord configuration, Endpoint endpoint) {
    return simulation.target.table(
        com.ddbm.exactonline.sync.Tables.definition(configuration, endpoint, false).name());
  }

  /**
   * Every table of a configuration holds exactly what Exact holds, as far as was asked for.
   *
   * @param whole whether everything was fetched anew, so that keys were compared in any case
   */
  void areRight(String name, boolean whole) {
    ConfigurationRecord configuration = simulation.journal.configuration(name);
    Set<String> chosen = Set.copyOf(configuration.endpoints());
    for (Endpoint endpoint : simulation.catalogue) {
      if (chosen.isEmpty() || chosen.contains(endpoint.id())) {
        for (int division : exact.divisions.keySet()) {
          boolean compared =
              whole || simulation.wishes(name).reconcile(endpoint) != Reconcile.NEVER;
          holdsTheTruth(configuration, endpoint, division, compared);
          if (compared || endpoint.deletions() != DeletionMethod.RECONCILE_KEYS) {
            holdsNothingElse(configuration, endpoint, division);
          }
        }
      }
    }
  }

  /**
   * All rows of Exact that were asked for are there, with every value.
   *
   * @param compared whether keys were compared, which finds rows that no increment brings
   */
  void holdsTheTruth(
      ConfigurationRecord configuration, Endpoint endpoint, int division, boolean compared) {
    Map<List<String>, Map<String, String>> truth = truth(endpoint, division);
    Optional<LocalDate> start = simulation.wishes(configuration.name()).start(endpoint);
    Map<List<String>, Map<String, String>> actual = actual(configuration, endpoint, division);
    expected(endpoint, division)
        .forEach(
            (key, row) -> {
              boolean optional =
                  isUndated(endpoint, row)
                      ? !compared || start.isPresent()
                      : isOlder(truth.get(key), start) && actual.get(key) == null;
              if (!optional && !row.equals(actual.get(key))) {
                throw new Violation(
                    where(configuration, endpoint, division)
                        + " differs from the truth:\n  expected "
                        + row
                        + "\n  actual   "
                        + actual.get(key));
              }
            });
  }

  /** No row is there that Exact does not have; the log of deletions keeps what Exact forgets. */
  void holdsNothingElse(ConfigurationRecord configuration, Endpoint endpoint, int division) {
    Map<List<String>, Map<String, String>> expected = expected(endpoint, division);
    Set<String> ever = exact.divisions.get(division).everDeleted;
    actual(configuration, endpoint, division)
        .forEach(
            (key, row) -> {
              boolean logged = endpoint.id().equals(Endpoint.DELETED) && ever.contains(key.get(0));
              if (!logged && !expected.containsKey(key)) {
                throw new Violation(
                    where(configuration, endpoint, division) + " has too much:\n  " + row);
              }
            });
  }

  /** Rows that were there, and that Exact still has unchanged, do not go. */
  void loseNothing() {
    for (String name : List.of(Simulation.BOOKS, Simulation.OTHER)) {
      ConfigurationRecord configuration = simulation.journal.configuration(name);
      for (Endpoint endpoint : exact.endpoints.values()) {
        for (int division : exact.divisions.keySet()) {
          losesNothing(configuration, endpoint, division);
          keepsWhatIsMarked(configuration, endpoint, division);
        }
      }
    }
  }

  private void losesNothing(ConfigurationRecord configuration, Endpoint endpoint, int division) {
    String where = where(configuration, endpoint, division);
    InMemoryTable table = of(configuration, endpoint);
    Optional<LocalDate> start = simulation.wishes(configuration.name()).start(endpoint);
    // A move in the middle of a chain can cut the chain short; the next run reloads the division.
    Object movedAt = Objects.toString(exact.divisions.get(division).movedAt);
    boolean justMoved = !movedAt.equals(moves.put(where, movedAt));
    if (table == null || endpoint.id().equals(Endpoint.DELETED) || justMoved) {
      seen.remove(where);
      return;
    }
    Map<List<String>, Map<String, String>> actual = actual(configuration, endpoint, division);
    Map<List<String>, Map<String, String>> truth =
        exact.divisions.get(division).rows(endpoint.id());
    seen.getOrDefault(where, Map.of())
        .forEach(
            (key, row) -> {
              boolean stillTrue = truth.get(key) == row && !isOlder(row, start);
              stillTrue &= !isUndated(endpoint, row) || start.isEmpty();
              if (stillTrue && !actual.containsKey(key)) {
                throw new Violation(where + " lost a row that Exact has:\n  " + row);
              }
            });
    Map<List<String>, Map<String, String>> now = new LinkedHashMap<>();
    actual.forEach(
        (key, row) -> {
          Map<String, String> there = truth.get(key);
          if (there != null && there.get("DESCRIPTION").equals(row.get("DESCRIPTION"))) {
            now.put(key, there);
          }
        });
    seen.put(where, now);
  }

  /** Where rows are to be marked, none ever leaves the table. */
  private void keepsWhatIsMarked(
      ConfigurationRecord configuration, Endpoint endpoint, int division) {
    String where = where(configuration, endpoint, division);
    InMemoryTable table = of(configuration, endpoint);
    if (table == null || !simulation.wishes(configuration.name()).marks(endpoint)) {
      kept.remove(where);
      return;
    }
    Set<List<String>> now = new HashSet<>(table.division(division).keySet());
    for (List<String> key : kept.getOrDefault(where, Set.of())) {
      if (!now.contains(key)) {
        throw new Violation(where + " lost a row that was to be marked: " + key);
      }
    }
    kept.put(where, now);
  }

  /** A user dropped a table: what was in it is no longer expected there. */
  void forget() {
    seen.clear();
    kept.clear();
  }

  private static String where(ConfigurationRecord configuration, Endpoint endpoint, int division) {
    return endpoint.id() + " of " + configuration.name() + " in " + division;
  }

  private Map<List<String>, Map<String, String>> expected(Endpoint endpoint, int division) {
    Map<List<String>, Map<String, String>> expected = new LinkedHashMap<>();
    for (Map<String, String> row : exact.truth(division, endpoint)) {
      Map<String, String> values = new LinkedHashMap<>(row);
      values.values().removeIf(Objects::isNull);
      values.keySet().removeIf(column -> !endpoint.hasColumn(column));
      expected.put(key(endpoint, row), values);
    }
    return expected;
  }

  private Map<List<String>, Map<String, String>> truth(Endpoint endpoint, int division) {
    Map<List<String>, Map<String, String>> truth = new LinkedHashMap<>();
    exact.truth(division, endpoint).forEach(row -> truth.put(key(endpoint, row), row));
    return truth;
  }

  private static boolean isUndated(Endpoint endpoint, Map<String, String> row) {
    return endpoint.strategy() == Strategy.MODIFIED && row.get(Endpoint.MODIFIED) == null;
  }

  /** Whether a row changed last before the day since which history is wanted. */
  static boolean isOlder(Map<String, String> row, Optional<LocalDate> start) {
    return start
        .filter(date -> row.get(SourceDivision.CHANGED).compareTo(date.toString()) < 0)
        .isPresent();
  }

  private Map<List<String>, Map<String, String>> actual(
      ConfigurationRecord configuration, Endpoint endpoint, int division) {
    Map<List<String>, Map<String, String>> actual = new LinkedHashMap<>();
    InMemoryTable table = of(configuration, endpoint);
    if (table == null) {
      return actual;
    }
    for (InMemoryTable.Row row : table.present(division)) {
      actual.put(key(endpoint, row.values()), row.values());
    }
    return actual;
  }

  private static List<String> key(Endpoint endpoint, Map<String, String> row) {
    return endpoint.keyColumns().stream().map(row::get).toList();
  }
}
