package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.DivisionRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import java.util.List;
import java.util.Map;

/**
 * What a run is going to do.
 *
 * @param states every step, those that ended before or cannot begin included
 * @param divisions those with something to fetch
 * @param cursors to be saved before anything is fetched
 * @param forgotten checkpoints that are given up, by step
 * @param budgeting what it costs
 */
record RunPlan(
    Map<StepKey, StepState> states,
    List<DivisionRecord> divisions,
    List<CursorRecord> cursors,
    Map<StepKey, Checkpoint> forgotten,
    Budgeting budgeting) {}
