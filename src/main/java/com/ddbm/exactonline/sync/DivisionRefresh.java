package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.ExactApi.Division;
import com.ddbm.exactonline.state.DivisionRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the divisions that Exact Online lists with those that are known: new, moved, blocked,
 * archived, gone.
 *
 * @param all every division ever seen, as it is now
 * @param changed those that must be saved
 * @param moved those whose database was replaced since they were last seen
 * @param news a sentence for each change
 */
record DivisionRefresh(
    List<DivisionRecord> all, List<DivisionRecord> changed, Set<Integer> moved, List<String> news) {

  static final String ACTIVE = "ACTIVE";
  static final String BLOCKED = "BLOCKED";
  static final String ARCHIVED = "ARCHIVED";
  static final String GONE = "GONE";

  static DivisionRefresh of(List<DivisionRecord> known, List<Division> listed) {
    Map<Integer, DivisionRecord> before = new LinkedHashMap<>();
    known.forEach(division -> before.put(division.division(), division));
    List<DivisionRecord> all = new ArrayList<>();
    List<DivisionRecord> changed = new ArrayList<>();
    Set<Integer> moved = new LinkedHashSet<>();
    List<String> news = new ArrayList<>();
    for (Division division : listed) {
      DivisionRecord old = before.remove(division.code());
      DivisionRecord now = refreshed(old, division);
      all.add(now);
      if (!now.equals(old)) {
        changed.add(now);
        boolean hasMoved = old != null && !Objects.equals(old.movedAt(), now.movedAt());
        if (hasMoved) {
          moved.add(now.division());
        }
        news.addAll(sentences(old, now, hasMoved));
      }
    }
    for (DivisionRecord missing : before.values()) {
      DivisionRecord gone = with(missing, missing.name(), GONE, missing);
      all.add(gone);
      if (!gone.equals(missing)) {
        changed.add(gone);
        news.add(label(gone) + " is no longer listed for this user.");
      }
    }
    return new DivisionRefresh(all, changed, moved, news);
  }

  private static DivisionRecord refreshed(DivisionRecord old, Division division) {
    String status =
        division.blockingStatus() != 0 ? BLOCKED : division.archived() ? ARCHIVED : ACTIVE;
    DivisionRecord base =
        old == null
            ? new DivisionRecord(
                division.code(),
                division.description(),
                status,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            : old;
    return new DivisionRecord(
        division.code(),
        division.description(),
        status,
        Optional.ofNullable(division.movedAt()),
        base.deletedPosition(),
        base.deletedFetchedAt(),
        base.deletedRightCheckedAt(),
        base.deletedRight());
  }

  private static DivisionRecord with(
      DivisionRecord base, String name, String status, DivisionRecord log) {
    return new DivisionRecord(
        base.division(),
        name,
        status,
        base.movedAt(),
        log.deletedPosition(),
        log.deletedFetchedAt(),
        log.deletedRightCheckedAt(),
        log.deletedRight());
  }

  private static List<String> sentences(DivisionRecord old, DivisionRecord now, boolean moved) {
    List<String> news = new ArrayList<>();
    if (old == null) {
      news.add(label(now) + " is new.");
    } else if (!old.status().equals(now.status())) {
      news.add(label(now) + " was " + old.status() + " and is " + now.status() + " now.");
    }
    if (moved) {
      news.add(label(now) + " was moved to another database: it is loaded anew.");
    }
    return news;
  }

  private static String label(DivisionRecord division) {
    return "Division " + division.division() + " (" + division.name() + ")";
  }

  /** The divisions with their logs emptied where they moved. */
  List<DivisionRecord> afterReset() {
    return all.stream()
        .map(
            division ->
                moved.contains(division.division())
                    ? new DivisionRecord(
                        division.division(),
                        division.name(),
                        division.status(),
                        division.movedAt(),
                        0,
                        Optional.empty(),
                        division.deletedRightCheckedAt(),
                        division.deletedRight())
                    : division)
        .toList();
  }
}
