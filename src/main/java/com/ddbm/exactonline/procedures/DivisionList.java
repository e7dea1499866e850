package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.state.DivisionRecord;
import com.ddbm.exactonline.state.SyncJournal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the divisions of a connection from Exact Online into the state tables. */
final class DivisionList {

  private final SyncJournal journal;

  DivisionList(SyncJournal journal) {
    this.journal = journal;
  }

  /**
   * What was found.
   *
   * @param seen codes that Exact lists now
   * @param added codes that were not known before
   * @param gone codes that are no longer listed
   */
  record Found(Set<Integer> seen, Set<Integer> added, Set<Integer> gone) {}

  /** The codes that a connection was last seen to have; empty when they were never read. */
  Set<Integer> known(String connection) {
    Set<Integer> codes = new TreeSet<>();
    journal.divisions(connection).stream()
        .filter(division -> !division.status().equals("GONE"))
        .forEach(division -> codes.add(division.division()));
    return codes;
  }

  /** Reads them anew. */
  Found refresh(String connection, ExactApi api) throws InterruptedException {
    Map<Integer, DivisionRecord> before = new HashMap<>();
    journal.divisions(connection).forEach(each -> before.put(each.division(), each));
    List<DivisionRecord> after = new ArrayList<>();
    Set<Integer> seen = new TreeSet<>();
    Set<Integer> added = new TreeSet<>();
    for (ExactApi.Division division : api.divisions(List.copyOf(known(connection)))) {
      DivisionRecord old = before.get(division.code());
      seen.add(division.code());
      if (old == null) {
        added.add(division.code());
      }
      after.add(record(division, old));
    }
    Set<Integer> gone = new TreeSet<>();
    for (DivisionRecord old : before.values()) {
      if (!seen.contains(old.division())) {
        gone.add(old.division());
        after.add(with(old, old.name(), "GONE"));
      }
    }
    journal.saveDivisions(connection, after);
    return new Found(seen, added, gone);
  }

  private static DivisionRecord record(ExactApi.Division division, DivisionRecord old) {
    DivisionRecord base =
        old != null
            ? old
            : new DivisionRecord(
                division.code(),
                division.description(),
                "ACTIVE",
                // A division that was never loaded has nothing to lose by a move: noted by the run.
                Optional.ofNullable(division.movedAt()),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    return with(base, division.description(), status(division));
  }

  private static String status(ExactApi.Division division) {
    if (division.blockingStatus() != 0) {
      return "BLOCKED";
    }
    return division.archived() ? "ARCHIVED" : "ACTIVE";
  }

  private static DivisionRecord with(DivisionRecord old, String name, String status) {
    return new DivisionRecord(
        old.division(),
        name,
        status,
        old.movedAt(),
        old.deletedPosition(),
        old.deletedFetchedAt(),
        old.deletedRightCheckedAt(),
        old.deletedRight());
  }
}
