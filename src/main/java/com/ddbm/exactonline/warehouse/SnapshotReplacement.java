package com.ddbm.exactonline.warehouse;

import com.ddbm.exactonline.warehouse.Target.Counts;
import com.ddbm.exactonline.warehouse.Target.MergeRules;
import com.ddbm.exactonline.warehouse.Target.SnapshotResult;
import com.ddbm.exactonline.warehouse.Target.Staging;
import com.ddbm.exactonline.warehouse.Target.WriteStamp;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One use of {@link Target#replace}: count, then write what differs and nothing else. */
final class SnapshotReplacement {

  private final SqlSession session;
  private final Staging staging;
  private final SnapshotStatements statements;
  private final DeleteStatements delete;
  private final WriteStamp stamp;

  private final Map<Integer, Counts> counts = new TreeMap<>();
  private final Set<Integer> duplicates = new TreeSet<>();

  SnapshotReplacement(SqlSession session, Staging staging, boolean marks, WriteStamp stamp) {
    this.session = session;
    this.staging = staging;
    this.statements = new SnapshotStatements(staging.table(), marks);
    this.delete = new DeleteStatements(staging.table(), marks);
    this.stamp = stamp;
  }

  SnapshotResult replace(Set<Integer> divisions, MergeRules rules) {
    divisions.forEach(division -> counts.put(division, Counts.NONE));
    session.forEach(
        statements.countByKey(staging.name(), divisions),
        row -> {
          int division = (int) row.number(0);
          if (row.number(1) > 0) {
            duplicates.add(division);
          } else {
            counts.put(
                division, new Counts(row.number(2), row.number(3), row.number(4), row.number(5)));
          }
        });
    replaceByKey(rules);
    if (!duplicates.isEmpty()) {
      replaceByHash();
    }
    return new SnapshotResult(counts, duplicates);
  }

  private void replaceByKey(MergeRules rules) {
    Set<Integer> losing = new TreeSet<>();
    Set<Integer> writing = new TreeSet<>();
    counts.forEach(
        (division, each) -> {
          if (each.deleted() > 0) {
            losing.add(division);
          }
          if (each.inserted() + each.updated() > 0) {
            writing.add(division);
          }
        });
    if (!losing.isEmpty()) {
      session.execute(delete.remove(statements.goneByKey(staging.name(), losing)), removalBinds());
    }
    if (!writing.isEmpty()) {
      session.execute(
          statements.mergeByKey(staging.name(), writing, rules),
          stamp.runId(),
          SqlText.moment(stamp.at()),
          stamp.runId(),
          SqlText.moment(stamp.at()));
    }
  }

  private void replaceByHash() {
    Set<Integer> losing = new TreeSet<>();
    Set<Integer> writing = new TreeSet<>();
    session.forEach(
        statements.countByHash(staging.name(), duplicates),
        row -> {
          int division = (int) row.number(0);
          Counts found = new Counts(row.number(1), 0, row.number(2), row.number(3));
          counts.put(division, found);
          if (found.deleted() > 0) {
            losing.add(division);
          }
          // What is removed too often comes back by the insert.
          if (found.inserted() + found.deleted() > 0) {
            writing.add(division);
          }
        });
    if (!losing.isEmpty()) {
      session.execute(statements.removeByHash(staging.name(), losing), removalBinds());
    }
    if (!writing.isEmpty()) {
      session.execute(
          statements.insertByHash(staging.name(), writing),
          stamp.runId(),
          SqlText.moment(stamp.at()));
    }
  }

  private Object[] removalBinds() {
    return SnowflakeTarget.removalBinds(staging.table(), stamp).toArray();
  }
}
