package com.ddbm.exactonline.warehouse;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import java.sql.SQLException;
import java.util.Locale;

/**
 * A statement that Snowflake refused, known by its error number and SQLSTATE. The text Snowflake
 * sends while it executes may quote data, so that it goes nowhere: neither into the message nor, as
 * a cause, into a stack trace. What it says before it executes anything (numbers below 100000) can
 * only name objects and is shown.
 */
public final class SqlFailure extends ConnectorException {

  private static final long serialVersionUID = 1L;

  /** What callers can tell apart. */
  public enum Kind {
    /** It is not there, or the app may not see it: Snowflake does not tell these apart. */
    ABSENT_OR_HIDDEN,
    /** It is there and the app may not do this with it. */
    FORBIDDEN,
    /** An object of this name is there already. */
    EXISTS,
    /** No room left where data is kept. */
    FULL,
    OTHER
  }

  /** Error numbers of Snowflake's server (https://docs.snowflake.com/en/user-guide). */
  private static final int OBJECT_ABSENT = 2003;

  private static final int OBJECT_ABSENT_OR_OPERATION_REFUSED = 2043;
  private static final int OBJECT_EXISTS = 2002;
  private static final int INSUFFICIENT_PRIVILEGES = 3001;

  /** SQLSTATE classes and values of the SQL standard and of PostgreSQL, which Snowflake follows. */
  private static final String STATE_FORBIDDEN = "42501";

  private static final String STATE_ABSENT = "42S02";
  private static final String STATE_EXISTS = "42710";
  private static final String STATE_RESOURCES = "53";

  /** From this number on errors are of execution: their text may quote data. */
  private static final int EXECUTION = 100_000;

  private static final int SHOWN_CHARACTERS = 300;

  /** The class of SQLSTATEs of statements that were refused before they ran. */
  private static final String STATES_OF_COMPILING = "42";

  private final Kind kind;
  private final boolean neverRan;

  private SqlFailure(Kind kind, boolean neverRan, ErrorCode error, String argument) {
    super(error, null, argument);
    this.kind = kind;
    this.neverRan = neverRan;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * Whether the server refused the statement before running it, so that nothing can have happened.
   * Otherwise (a lost connection, a time-out, an error while it ran) something may have.
   */
  public boolean neverRan() {
    return neverRan;
  }

  /**
   * Translates what a driver threw.
   *
   * @param thrown anything; when no SQLException is among its causes it is returned as EO-3004
   *     under the name of its class
   */
  public static SqlFailure of(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return of(sql.getErrorCode(), sql.getSQLState(), sql.getMessage());
      }
    }
    return new SqlFailure(
        Kind.OTHER, false, ErrorCode.EO_3004, thrown.getClass().getSimpleName() + " in the driver");
  }

  /** The failure behind an error number, a SQLSTATE and Snowflake's own text. */
  static SqlFailure of(int number, String state, String text) {
    String shown = String.format(Locale.ROOT, "error %06d, SQLSTATE %s", number, state);
    if (number > 0 && number < EXECUTION && text != null) {
      String line = text.strip().replaceAll("\\s+", " ");
      shown += ": " + line.substring(0, Math.min(line.length(), SHOWN_CHARACTERS));
    }
    boolean neverRan =
        number > 0 && number < EXECUTION && state != null && state.startsWith(STATES_OF_COMPILING);
    return switch (kind(number, state == null ? "" : state)) {
      case ABSENT_OR_HIDDEN ->
          new SqlFailure(
              Kind.ABSENT_OR_HIDDEN,
              neverRan,
              ErrorCode.EO_3004,
              "an object does not exist or the app may not see it (" + shown + ")");
      case FORBIDDEN ->
          new SqlFailure(
              Kind.FORBIDDEN,
              neverRan,
              ErrorCode.EO_3004,
              "the app lacks a privilege (" + shown + ")");
      case EXISTS ->
          new SqlFailure(
              Kind.EXISTS,
              neverRan,
              ErrorCode.EO_3004,
              "an object of that name exists (" + shown + ")");
      case FULL -> new SqlFailure(Kind.FULL, neverRan, ErrorCode.EO_3009, shown);
      case OTHER -> new SqlFailure(Kind.OTHER, neverRan, ErrorCode.EO_3004, shown);
    };
  }

  private static Kind kind(int number, String state) {
    if (number == INSUFFICIENT_PRIVILEGES || state.equals(STATE_FORBIDDEN)) {
      return Kind.FORBIDDEN;
    }
    if (number == OBJECT_EXISTS || state.equals(STATE_EXISTS)) {
      return Kind.EXISTS;
    }
    if (number == OBJECT_ABSENT
        || number == OBJECT_ABSENT_OR_OPERATION_REFUSED
        || state.equals(STATE_ABSENT)) {
      return Kind.ABSENT_OR_HIDDEN;
    }
    return state.startsWith(STATE_RESOURCES) ? Kind.FULL : Kind.OTHER;
  }
}
