package com.ddbm.exactonline.verify;

import com.snowflake.snowpark_java.Session;
import org.slf4j.LoggerFactory;

/** One record for the event table, written as the connector writes its own (state.EventLog). */
public final class LogProbe {

  private LogProbe() {}

  /** Logs a warning with a key and a value; what became of it is seen in the event table only. */
  public static String logAWarning(Session session) {
    LoggerFactory.getLogger("com.ddbm.exactonline.verify")
        .atWarn()
        .addKeyValue("code", "PROBE")
        .log("A warning of the probe.");
    return "logged";
  }
}
