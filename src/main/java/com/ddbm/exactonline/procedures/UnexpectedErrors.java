package com.ddbm.exactonline.procedures;

import static com.ddbm.exactonline.warehouse.SqlText.toMoment;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.state.EventLog;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import java.util.UUID;

/**
 * What nobody foresaw: the user gets a number, an event keeps where it came from. Messages of
 * foreign exceptions are left out, since they may quote a token or a customer's data; class names
 * and places in the code cannot.
 */
final class UnexpectedErrors {

  private static final int MOST_FRAMES = 40;
  private static final int LONGEST = 8000;

  private final SqlSession sql;
  private final Clock clock;

  UnexpectedErrors(SqlSession sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  /** Records the error as an event and makes the answer for the user. */
  Outcome record(String procedure, Throwable error) {
    String id = UUID.randomUUID().toString();
    EventLog.unexpected(ErrorCode.EO_9001, describe(error));
    String sentence = ErrorCode.EO_9001.message("event " + id + " in " + procedure);
    try {
      sql.execute(
          "INSERT INTO state.events (event_id, happened_at, level, code, message, details) SELECT ?, "
              + toMoment("?")
              + ", 'ERROR', ?, ?, ?",
          id,
          SqlText.moment(clock.now()),
          ErrorCode.EO_9001.code(),
          sentence,
          describe(error));
    } catch (ConnectorException notEvenThat) {
      sentence = ErrorCode.EO_9001.message("in " + procedure + ", and it could not be recorded");
    }
    return Outcome.of(ErrorCode.EO_9001, sentence, Json.object().put("event_id", id));
  }

  /** Class names and places, outermost first. */
  static String describe(Throwable error) {
    StringBuilder text = new StringBuilder();
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < 5; depth++) {
      text.append(depth == 0 ? "" : "caused by ").append(cause.getClass().getName()).append('\n');
      StackTraceElement[] frames = cause.getStackTrace();
      for (int index = 0; index < Math.min(frames.length, MOST_FRAMES); index++) {
        text.append("  at ").append(frames[index]).append('\n');
      }
      cause = cause.getCause();
    }
    return text.length() <= LONGEST ? text.toString() : text.substring(0, LONGEST);
  }
}
