package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.sync.RunOutcome;
import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.Variant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** {@code core.run} and the others that concern runs. */
public final class RunProcedures {

  private static final Duration POLL = Duration.ofSeconds(2);

  /** How long {@code run} watches a run that somebody else works on. */
  private static final Duration LONGEST_WATCH = Duration.ofHours(12);

  private RunProcedures() {}

  /** {@code core.fetch_now(configuration, settings)}. */
  public static Variant fetchNow(Session session, String configuration, String settings) {
    return Entry.answer(session, "fetch_now", app -> app.runs().fetchNow(configuration, settings));
  }

  /** {@code core.run(configuration, settings)}. */
  public static Variant run(Session session, String configuration, String settings) {
    return Entry.answer(session, "run", app -> runToItsEnd(app, configuration, settings));
  }

  private static Outcome runToItsEnd(Installation app, String configuration, String settings)
      throws InterruptedException {
    RunService.Queued queued = app.runs().queue(configuration, settings);
    String runId = queued.run().runId();
    Instant giveUp = app.clock().now().plus(LONGEST_WATCH);
    List<RunOutcome> outcomes = app.worker().work(queued.configuration());
    while (!settled(app, runId) && app.clock().now().isBefore(giveUp)) {
      app.clock().sleep(POLL);
      // Once a new execution goes on with it this one only watches; while another holder works it
      // looks whether he is gone, since a dead one leaves his run to whoever comes first.
      if (!goesOnElsewhere(outcomes)) {
        outcomes = app.worker().workAgain(queued.configuration());
      }
    }
    return app.runs().describe(runId);
  }

  private static boolean goesOnElsewhere(List<RunOutcome> outcomes) {
    return !outcomes.isEmpty() && outcomes.get(outcomes.size() - 1).goesOnElsewhere();
  }

  private static boolean settled(Installation app, String runId) {
    RunRecord run = app.queue().find(runId).orElseThrow();
    return run.status().ended() || run.status() == RunStatus.WAITING;
  }

  /** {@code core.cancel_run(run_id)}. */
  public static Variant cancelRun(Session session, String runId) {
    return Entry.answer(session, "cancel_run", app -> app.runs().cancel(runId));
  }

  /** {@code core.retry_run(run_id)}. */
  public static Variant retryRun(Session session, String runId) {
    return Entry.answer(session, "retry_run", app -> app.runs().retry(runId));
  }

  /** {@code core.reload(configuration, endpoint, settings)}. */
  public static Variant reload(
      Session session, String configuration, String endpoint, String settings) {
    return Entry.answer(
        session, "reload", app -> app.runs().reload(configuration, endpoint, settings));
  }
}
