package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.state.DivisionRecord;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which divisions a run is about. */
final class DivisionSelection {

  private DivisionSelection() {}

  /** Which divisions a run is about; those left out of "all" are named by the caller. */
  static List<DivisionRecord> of(RunContext context) {
    RunRecord run = context.claim().run();
    List<Integer> wanted =
        run.divisions().isEmpty() ? context.configuration().divisions() : run.divisions();
    Set<Integer> retried =
        run.onlySteps().stream().map(StepKey::division).collect(Collectors.toSet());
    Set<Integer> begun =
        context.before().keySet().stream().map(StepKey::division).collect(Collectors.toSet());
    List<DivisionRecord> known = new ArrayList<>(context.divisions());
    for (int code : wanted) {
      if (known.stream().noneMatch(division -> division.division() == code)) {
        known.add(unseen(code));
      }
    }
    return known.stream()
        .filter(
            division ->
                !retried.isEmpty()
                    ? retried.contains(division.division())
                    : wanted.contains(division.division())
                        || begun.contains(division.division())
                        || (wanted.isEmpty() && belongsToAll(division)))
        .toList();
  }

  /** A division that is asked for by its code and was never listed. */
  private static DivisionRecord unseen(int code) {
    return new DivisionRecord(
        code,
        "",
        DivisionRefresh.GONE,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static boolean belongsToAll(DivisionRecord division) {
    return division.status().equals(DivisionRefresh.ACTIVE)
        || division.status().equals(DivisionRefresh.BLOCKED);
  }
}
