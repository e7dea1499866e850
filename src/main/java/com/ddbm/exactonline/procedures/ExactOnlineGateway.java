package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.exact.CallBudget;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.ExactClient;
import com.ddbm.exactonline.exact.ExactTransport;
import com.ddbm.exactonline.exact.LearnedCallBudget;
import com.ddbm.exactonline.exact.Site;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.UsageRecord;
import com.ddbm.exactonline.sync.ExactGateway;
import java.time.Duration;
import java.util.List;

/** The real gateway: Exact's client over one transport. */
final class ExactOnlineGateway implements ExactGateway {

  private final ExactTransport transport;
  private final Clock clock;
  private final Duration patience;

  /**
   * @param patience the longest wait for a limit that is slept through inside a call
   */
  ExactOnlineGateway(ExactTransport transport, Clock clock, Duration patience) {
    this.transport = transport;
    this.clock = clock;
    this.patience = patience;
  }

  @Override
  public Session open(ConnectionRecord connection, List<UsageRecord> usage, TokenStore tokens) {
    List<CallBudget.Usage> earlier =
        usage.stream()
            .map(
                each ->
                    new CallBudget.Usage(
                        each.division(),
                        each.day(),
                        each.calls(),
                        each.limitPerDay().orElse(null),
                        each.remaining().orElse(null),
                        each.answers429(),
                        each.errors(),
                        each.lastAnswerAt().orElse(null)))
            .toList();
    LearnedCallBudget budget = new LearnedCallBudget(connection.dailyCalls(), earlier);
    Site site = Site.of(connection.site()).orElseThrow();
    return new Session(
        new ExactClient(connection.name(), site, transport, tokens, budget, clock, patience),
        budget);
  }
}
