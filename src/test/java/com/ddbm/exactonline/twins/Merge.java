package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.Target.Counts;
import com.ddbm.exactonline.warehouse.Target.MergeRules;
import com.ddbm.exactonline.warehouse.Target.SnapshotResult;
import com.ddbm.exactonline.warehouse.Target.WriteStamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** MERGE and snapshot comparison on an in-memory table. */
final class Merge {

  private final InMemoryTable there;
  private final TableDefinition table;
  private final WriteStamp stamp;
  private final MergeRules rules;

  Merge(InMemoryTable there, TableDefinition table, WriteStamp stamp, MergeRules rules) {
    this.there = there;
    this.table = table;
    this.stamp = stamp;
    this.rules = rules;
  }

  Map<Integer, Counts> merge(Map<Integer, Map<List<String>, InMemoryStaging.Row>> staged) {
    Map<Integer, Counts> counts = new LinkedHashMap<>();
    staged.forEach(
        (division, keys) ->
            keys.forEach(
                (key, row) -> counts.merge(division, mergeRow(division, key, row), Counts::plus)));
    return counts;
  }

  private Counts mergeRow(int division, List<String> key, InMemoryStaging.Row row) {
    List<InMemoryTable.Row> stored = there.at(division, key);
    if (stored.isEmpty()) {
      there.put(division, key, List.of(written(division, row, null)));
      return new Counts(1, 0, 0, 0);
    }
    InMemoryTable.Row before = stored.get(0);
    String version = table.versionColumn();
    boolean older =
        version != null
            && before.deletedAt() == null
            && row.values().get(version) != null
            && before.values().get(version) != null
            && !rules.reloaded().contains(division)
            && row.version(version) < before.version(version);
    boolean revived = before.deletedAt() != null;
    if (older || (!revived && row.hash().equals(before.hash()))) {
      return new Counts(0, 0, 1, 0);
    }
    there.put(division, key, List.of(written(division, row, before)));
    return revived ? new Counts(1, 0, 0, 0) : new Counts(0, 1, 0, 0);
  }

  private InMemoryTable.Row written(
      int division, InMemoryStaging.Row row, InMemoryTable.Row before) {
    Map<String, String> values = new LinkedHashMap<>(row.values());
    for (String refused : rules.refused().getOrDefault(division, Set.of())) {
      String kept = before == null ? null : before.values().get(refused);
      if (kept == null) {
        values.remove(refused);
      } else {
        values.put(refused, kept);
      }
    }
    return new InMemoryTable.Row(values, row.hash(), row.extra(), stamp.runId(), stamp.at(), null);
  }

  SnapshotResult replace(List<InMemoryStaging.Row> staged, Set<Integer> divisions) {
    Map<Integer, Counts> counts = new LinkedHashMap<>();
    Set<Integer> duplicates = new LinkedHashSet<>();
    for (int division : divisions) {
      Map<List<String>, List<InMemoryStaging.Row>> answer = new LinkedHashMap<>();
      for (InMemoryStaging.Row row : staged) {
        if (row.division() == division) {
          answer.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row);
        }
      }
      if (answer.values().stream().anyMatch(rows -> rows.size() > 1)) {
        duplicates.add(division);
      }
      Set<List<String>> keys = new LinkedHashSet<>(answer.keySet());
      keys.addAll(there.division(division).keySet());
      Counts sum = Counts.NONE;
      for (List<String> key : keys) {
        List<InMemoryStaging.Row> rows = answer.getOrDefault(key, List.of());
        List<InMemoryTable.Row> stored = there.at(division, key);
        if (rows.size() == 1 && stored.size() == 1) {
          sum = sum.plus(mergeRow(division, key, rows.get(0)));
        } else {
          sum = sum.plus(multiset(division, key, rows));
        }
      }
      counts.put(division, sum);
    }
    return new SnapshotResult(counts, duplicates);
  }

  /** Rows of one key, compared by hash alone. */
  private Counts multiset(int division, List<String> key, List<InMemoryStaging.Row> rows) {
    List<InMemoryTable.Row> left = new ArrayList<>(there.at(division, key));
    List<InMemoryTable.Row> result = new ArrayList<>();
    Counts sum = Counts.NONE;
    for (InMemoryStaging.Row row : rows) {
      InMemoryTable.Row same =
          left.stream()
              .filter(each -> each.deletedAt() == null && row.hash().equals(each.hash()))
              .findFirst()
              .orElse(null);
      if (same != null) {
        left.remove(same);
        result.add(same);
        sum = sum.plus(new Counts(0, 0, 1, 0));
      } else {
        result.add(written(division, row, null));
        sum = sum.plus(new Counts(1, 0, 0, 0));
      }
    }
    for (InMemoryTable.Row gone : left) {
      if (gone.deletedAt() == null) {
        sum = sum.plus(new Counts(0, 0, 0, 1));
        if (table.markDeletions()) {
          result.add(gone.marked(stamp));
        }
      } else if (rows.isEmpty()) {
        result.add(gone);
      }
    }
    there.put(division, key, result);
    return sum;
  }
}
