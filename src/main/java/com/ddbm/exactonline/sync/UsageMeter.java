package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.CallBudget;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.state.UsageRecord;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds the calls of this run to those of all runs of the connection. */
final class UsageMeter {

  private record Day(int division, LocalDate day) {}

  private final CallBudget budget;
  private final SyncJournal journal;
  private final String connection;
  private final Map<Day, CallBudget.Usage> written = new LinkedHashMap<>();

  UsageMeter(CallBudget budget, SyncJournal journal, String connection) {
    this.budget = budget;
    this.journal = journal;
    this.connection = connection;
    budget.usage().forEach(usage -> written.put(day(usage), usage));
  }

  private static Day day(CallBudget.Usage usage) {
    return new Day(usage.division(), usage.day());
  }

  /** Writes what was counted since the last time, in one statement, outside transactions. */
  void flush() {
    List<UsageRecord> made = new ArrayList<>();
    Map<Day, CallBudget.Usage> seen = new LinkedHashMap<>();
    for (CallBudget.Usage usage : budget.usage()) {
      CallBudget.Usage before = written.get(day(usage));
      if (!usage.equals(before)) {
        made.add(difference(usage, before));
        seen.put(day(usage), usage);
      }
    }
    if (!made.isEmpty()) {
      journal.addUsage(connection, made);
      written.putAll(seen);
    }
  }

  private static UsageRecord difference(CallBudget.Usage usage, CallBudget.Usage before) {
    return new UsageRecord(
        usage.division(),
        usage.day(),
        usage.calls() - (before == null ? 0 : before.calls()),
        Optional.ofNullable(usage.limitPerDay()),
        Optional.ofNullable(usage.remaining()),
        usage.answers429() - (before == null ? 0 : before.answers429()),
        usage.errors() - (before == null ? 0 : before.errors()),
        Optional.ofNullable(usage.lastAnswerAt()));
  }
}
