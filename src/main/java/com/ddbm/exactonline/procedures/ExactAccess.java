package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.exact.CallBudget;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.state.UsageRecord;
import com.ddbm.exactonline.sync.ExactGateway;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A few questions to Exact Online outside a run; the calls they cost are counted all the same. */
final class ExactAccess {

  private final ExactGateway gateway;
  private final SyncJournal journal;
  private final Clock clock;

  ExactAccess(ExactGateway gateway, SyncJournal journal, Clock clock) {
    this.gateway = gateway;
    this.journal = journal;
    this.clock = clock;
  }

  /** Questions to Exact Online. */
  interface Questions<T> {
    T ask(ExactApi api, CallBudget budget) throws InterruptedException;
  }

  /** Asks, and notes the calls whether it went well or not. */
  <T> T with(ConnectionRecord connection, TokenStore tokens, Questions<T> questions)
      throws InterruptedException {
    LocalDate yesterday = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC).minusDays(1);
    List<UsageRecord> before = journal.usage(connection.name(), yesterday);
    ExactGateway.Session session = gateway.open(connection, before, tokens);
    try {
      return questions.ask(session.api(), session.budget());
    } finally {
      journal.addUsage(connection.name(), made(before, session.budget().usage()));
    }
  }

  private record DivisionDay(int division, LocalDate day) {}

  /** What was counted since: the budget's numbers include those it was given. */
  private static List<UsageRecord> made(List<UsageRecord> before, List<CallBudget.Usage> after) {
    Map<DivisionDay, UsageRecord> earlier = new HashMap<>();
    before.forEach(each -> earlier.put(new DivisionDay(each.division(), each.day()), each));
    List<UsageRecord> made = new ArrayList<>();
    for (CallBudget.Usage now : after) {
      UsageRecord then = earlier.get(new DivisionDay(now.division(), now.day()));
      long calls = now.calls() - (then == null ? 0 : then.calls());
      if (calls > 0) {
        made.add(
            new UsageRecord(
                now.division(),
                now.day(),
                calls,
                Optional.ofNullable(now.limitPerDay()),
                Optional.ofNullable(now.remaining()),
                now.answers429() - (then == null ? 0 : then.answers429()),
                now.errors() - (then == null ? 0 : then.errors()),
                Optional.<Instant>ofNullable(now.lastAnswerAt())));
      }
    }
    return made;
  }
}
