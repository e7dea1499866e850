package com.ddbm.exactonline.exact;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.PageRequest.TimestampAfter;
import java.time.Duration;
import java.util.List;

/** A client on a scripted server, for the tests of what answers mean. */
final class ClientWorld {

  static final Endpoint ACCOUNTS = Catalogue.get().require("crm_accounts");
  static final String EMPTY = "{\"d\":{\"results\":[]}}";
  static final String ONE_ROW = "{\"d\":{\"results\":[{\"ID\":\"a\",\"Timestamp\":\"7\"}]}}";
  static final int DIVISION = 123;

  final ManualClock clock = new ManualClock("2026-01-05T10:00:10Z");
  final ScriptedTransport server = new ScriptedTransport();
  final ScriptedTokens tokens = new ScriptedTokens(clock);
  final LearnedCallBudget budget = new LearnedCallBudget(20_000, List.of());
  final RecordingSink sink = new RecordingSink(ACCOUNTS);
  final ExactClient client = patient(ExactClient.PATIENCE_OF_RUNS);

  /** A client on the same server that waits for limits this long. */
  ExactClient patient(Duration patience) {
    return new ExactClient("exact", Site.NL, server, tokens, budget, clock, patience);
  }

  static PageRequest first(int division, Endpoint endpoint) {
    List<String> columns = endpoint.columns().stream().map(Column::name).toList();
    return new PageRequest(division, endpoint, columns, new TimestampAfter(1), null);
  }

  static PageRequest link(String link) {
    List<String> columns = ACCOUNTS.columns().stream().map(Column::name).toList();
    return new PageRequest(DIVISION, ACCOUNTS, columns, new TimestampAfter(1), link);
  }

  Page page() throws InterruptedException {
    return client.page(first(DIVISION, ACCOUNTS), sink);
  }

  Page page(String link) throws InterruptedException {
    return client.page(link(link), sink);
  }

  ExactException refusal() {
    return catchThrowableOfType(ExactException.class, this::page);
  }
}
