package com.ddbm.exactonline.state;

import com.ddbm.exactonline.errors.ErrorCode;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Warnings and errors on their way to the account's event table, which an account may share with
 * the provider (manifest.yml, telemetry_event_definitions). Snowflake takes them from SLF4J once a
 * procedure has com.snowflake:telemetry among its packages (Logging messages in Java).
 *
 * <p>A record holds a number, the sentence of the error list without its arguments, and the run:
 * the full text, which may name a customer's tables and divisions, stays in {@code core.events}.
 */
public final class EventLog {

  private static final Logger LOG = LoggerFactory.getLogger("com.ddbm.exactonline");

  private EventLog() {}

  /** Logs an event, unless it merely informs. */
  static void write(Event event) {
    switch (event.level()) {
      case "ERROR" -> write(Level.ERROR, event.code(), event.runId(), Optional.empty());
      case "WARNING" -> write(Level.WARN, event.code(), event.runId(), Optional.empty());
      default -> {}
    }
  }

  /**
   * Logs an error nobody foresaw.
   *
   * @param where names of classes and places in the code, no messages
   */
  public static void unexpected(ErrorCode error, String where) {
    write(Level.ERROR, error.code(), Optional.empty(), Optional.of(where));
  }

  private static void write(
      Level level, String code, Optional<String> runId, Optional<String> where) {
    LoggingEventBuilder builder = LOG.atLevel(level).addKeyValue("code", code);
    Optional<ErrorCode> known = ErrorCode.ofCode(code);
    if (known.isPresent()) {
      builder = builder.addKeyValue("side", known.get().side());
    }
    if (runId.isPresent()) {
      builder = builder.addKeyValue("run_id", runId.get());
    }
    if (where.isPresent()) {
      builder = builder.addKeyValue("where", where.get());
    }
    builder.log(known.map(ErrorCode::generalMessage).orElse(code));
  }
}
