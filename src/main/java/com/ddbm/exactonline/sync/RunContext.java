package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.CallBudget;
import com.ddbm.exactonline.state.Claim;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.DivisionRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.StepRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a plan is made from.
 *
 * @param startedAt when the run first began, not this execution of it
 * @param divisions as refreshed, all of the connection
 * @param sources endpoints of the run in catalogue order
 * @param cursors of the configuration
 * @param before steps of earlier executions of the run
 */
record RunContext(
    Claim claim,
    Instant startedAt,
    Instant now,
    ConfigurationRecord configuration,
    List<DivisionRecord> divisions,
    List<Source> sources,
    Map<StepKey, CursorRecord> cursors,
    Map<StepKey, StepRecord> before,
    CallBudget budget) {

  RunContext with(List<Source> wanted) {
    return new RunContext(
        claim, startedAt, now, configuration, divisions, wanted, cursors, before, budget);
  }
}
