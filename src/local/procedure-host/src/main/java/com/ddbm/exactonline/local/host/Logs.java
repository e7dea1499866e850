package com.ddbm.exactonline.local.host;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.LoggingEventAware;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Where SLF4J leads: what a procedure logs at the application's log level or above goes to the
 * server, which keeps it in the event table (Snowflake's com.snowflake:telemetry does the same);
 * everything else that warns goes to this process's own log.
 */
public final class Logs implements SLF4JServiceProvider {
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter contexts = new NOPMDCAdapter();
  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

  @Override
  public ILoggerFactory getLoggerFactory() {
    return name -> loggers.computeIfAbsent(name, EventLogger::new);
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return contexts;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {
    // everything is made with the object
  }

  /** A logger whose threshold is that of the call in which it is used. */
  private static final class EventLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1L;

    EventLogger(String name) {
      this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
      return enabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
      return enabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
      return enabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
      return enabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
      return enabled(Level.ERROR);
    }

    @Override
    public void log(LoggingEvent event) {
      if (enabled(event.getLevel())) {
        Object[] arguments = event.getArgumentArray();
        write(
            event.getLevel(),
            MessageFormatter.basicArrayFormat(event.getMessage(), arguments),
            event.getKeyValuePairs(),
            event.getThrowable());
      }
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level, Marker marker, String message, Object[] arguments, Throwable failure) {
      write(level, MessageFormatter.basicArrayFormat(message, arguments), null, failure);
    }

    private static boolean enabled(Level level) {
      return Call.current()
          .map(call -> call.logs(level))
          .orElse(level.toInt() >= Level.WARN.toInt());
    }

    private void write(
        Level level, String message, List<KeyValuePair> attributes, Throwable failure) {
      Call call = Call.current().orElse(null);
      if (call == null) {
        System.err.println(level + " " + name + ": " + message);
        return;
      }
      ObjectNode record = Channel.message("log");
      record.put("level", level.name()).put("logger", name).put("message", message);
      ObjectNode given = record.putObject("attributes");
      if (attributes != null) {
        attributes.forEach(pair -> given.put(pair.key, String.valueOf(pair.value)));
      }
      if (failure != null) {
        given.put("exception.type", failure.getClass().getName());
        given.put("exception.message", String.valueOf(failure.getMessage()));
      }
      call.send(record);
    }
  }
}
