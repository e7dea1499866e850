package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.warehouse.SnowparkSession;
import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.Variant;

/**
 * What every entry has around it: the parts put together, failures turned into outcomes, nothing
 * raised and no stack trace shown.
 */
final class Entry {

  private Entry() {}

  /** The work of a procedure. */
  interface Work {
    Outcome in(Installation app) throws InterruptedException;
  }

  /** Does the work and answers, whatever happens. */
  static Variant answer(Session session, String procedure, Work work) {
    return outcome(session, procedure, work).toVariant();
  }

  static Outcome outcome(Session session, String procedure, Work work) {
    try (Installation app = new Installation(new SnowparkSession(session))) {
      return guarded(app, procedure, work);
    }
  }

  // Everything is caught here on purpose: what a customer sees is a number and a sentence.
  @SuppressWarnings("CatchAndPrintStackTrace")
  private static Outcome guarded(Installation app, String procedure, Work work) {
    try {
      return work.in(app);
    } catch (ConnectorException failure) {
      return withRemedy(app, Outcome.of(failure), failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Outcome.of(ErrorCode.EO_9002, ErrorCode.EO_9002.message(), Json.object());
    } catch (RuntimeException | Error unexpected) {
      return app.unexpectedErrors().record(procedure, unexpected);
    }
  }

  /** Where access was not approved, the statement that approves it goes along. */
  private static Outcome withRemedy(Installation app, Outcome outcome, ConnectorException failure) {
    if (failure.error() != ErrorCode.EO_3001) {
      return outcome;
    }
    try {
      return outcome.withStatements(app.approval().missing());
    } catch (ConnectorException notShown) {
      return outcome;
    }
  }

  /**
   * Raises when a task's work failed, so that Snowflake's task history tells the truth: number and
   * sentence only, no stack trace.
   */
  static Variant raiseOnFailure(Outcome outcome) {
    if (!outcome.isDone()) {
      throw new TaskFailed(outcome.code() + " " + outcome.message());
    }
    return outcome.toVariant();
  }

  /** Carries a number and a sentence to the task history. */
  static final class TaskFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TaskFailed(String sentence) {
      super(sentence, null, false, false);
    }
  }
}
