package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.CallBudget;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.UsageRecord;
import java.util.List;

/**
 * Opens Exact Online for a run. The real one makes an HTTP client; tests have a world in memory.
 */
public interface ExactGateway {

  /**
   * A client for one connection and one run.
   *
   * @param usage calls that all runs of the connection made today and yesterday (UTC), as stored
   * @param tokens where the client gets access tokens; safe to call from any thread of the run,
   *     since it hands the request to the thread that may run SQL
   */
  Session open(ConnectionRecord connection, List<UsageRecord> usage, TokenStore tokens);

  /**
   * What a run works with.
   *
   * @param api the client
   * @param budget the counter that the client asks before each call; its usage() includes what was
   *     given to {@link #open}
   */
  record Session(ExactApi api, CallBudget budget) {}
}
