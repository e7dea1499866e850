package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.billing.MonthlyCap;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.UsageRecord;
import com.ddbm.exactonline.sync.ExactGateway;
import java.util.List;

/** Opens Exact Online for a run only while the connection's monthly cap leaves room. */
final class CappedGateway implements ExactGateway {

  private final ExactGateway gateway;
  private final MonthlyCap cap;
  private final Clock clock;

  CappedGateway(ExactGateway gateway, MonthlyCap cap, Clock clock) {
    this.gateway = gateway;
    this.cap = cap;
    this.clock = clock;
  }

  /**
   * {@inheritDoc}
   *
   * @throws com.ddbm.exactonline.errors.ConnectorException EO-1020 at the cap; the run then ends
   *     FAILED, and a failed run costs nothing
   */
  @Override
  public Session open(ConnectionRecord connection, List<UsageRecord> usage, TokenStore tokens) {
    cap.requireRoom(connection.name(), clock.now());
    return gateway.open(connection, usage, tokens);
  }
}
