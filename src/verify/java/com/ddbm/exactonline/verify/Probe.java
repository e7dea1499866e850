package com.ddbm.exactonline.verify;

import com.snowflake.snowpark_java.Row;
import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.SnowflakeSecrets;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Each method asks a Snowflake account one question and returns what it saw, as text. */
public final class Probe {

  private Probe() {}

  /** Reads the secret, has a nested CALL alter it, and reads it again: "before|after". */
  public static String secretAlteredByNestedCall(Session session, String value) {
    String before = secret();
    session.sql("CALL core.store(?)", value).collect();
    return before + "|" + secret();
  }

  /** The secret as a new call sees it. */
  public static String secretNow(Session session) {
    return secret();
  }

  /** ALTER SECRET with a bound value, straight from Java. */
  public static String secretBoundFromJava(Session session, String value) {
    session.sql("ALTER SECRET state.probe SET SECRET_STRING = ?", value).collect();
    return "bound";
  }

  /** uploadStream into a stage of the app, COPY from it: the rows that arrived. */
  public static String stageAndCopy(Session session) {
    session.sql("DELETE FROM state.loaded").collect();
    byte[] rows = "1,\"one\"\n2,\"\"\n3,\n".getBytes(StandardCharsets.UTF_8);
    session.file().uploadStream("@state.files/probe/rows.csv", new ByteArrayInputStream(rows), false);
    session
        .sql(
            "COPY INTO state.loaded FROM @state.files/probe/ FILE_FORMAT = (TYPE = CSV"
                + " FIELD_OPTIONALLY_ENCLOSED_BY = '\"' EMPTY_FIELD_AS_NULL = TRUE NULL_IF = ())"
                + " FORCE = TRUE")
        .collect();
    session.sql("REMOVE @state.files/probe/").collect();
    return lines(session, "SELECT number || '=' || COALESCE('[' || text || ']', 'NULL') FROM state.loaded ORDER BY number");
  }

  /** A phase without SQL: does the procedure live through it? */
  public static String withoutSql(Session session, Long seconds) throws InterruptedException {
    Thread.sleep(seconds * 1000);
    return "lived";
  }

  /** EXECUTE TASK from a procedure. */
  public static String startTask(Session session) {
    session.sql("EXECUTE TASK state.started_by_procedure").collect();
    return "started";
  }

  /** What the tasks wrote. */
  public static String notes(Session session) {
    return lines(session, "SELECT note || '=' || COUNT(*) FROM state.notes GROUP BY note ORDER BY note");
  }

  /** TASK_HISTORY as the app sees it. */
  public static String taskHistory(Session session) {
    return lines(
        session,
        "SELECT name || '=' || COUNT(*) FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) GROUP BY name ORDER BY name");
  }

  /** What the billing function returns. */
  public static String billing(Session session, String baseCharge) {
    long now = System.currentTimeMillis();
    String amount = new java.math.BigDecimal(baseCharge).toPlainString();
    return lines(
        session,
        "SELECT SYSTEM$CREATE_BILLING_EVENT('SYNC_RUN', '', " + now + ", " + now + ", " + amount + ", '', '{\"run_id\":\"probe\"}')");
  }

  /** A future grant to an application role on a schema that the app made. */
  public static String futureGrant(Session session, String database) {
    String schema = makeSchema(session, database);
    session.sql("GRANT SELECT ON FUTURE TABLES IN SCHEMA " + schema + " TO APPLICATION ROLE probe_admin").collect();
    session.sql("CREATE TABLE IF NOT EXISTS " + schema + ".LATER (id NUMBER)").collect();
    return Arrays.stream(session.sql("SHOW GRANTS ON TABLE " + schema + ".LATER").collect())
        .map(Row::toString)
        .anyMatch(row -> row.toUpperCase(java.util.Locale.ROOT).contains("PROBE_ADMIN"))
        ? "granted"
        : "not granted";
  }

  /** A database of the app with a row in it, which is to outlive the app. */
  public static String leaveARow(Session session, String database) {
    String schema = makeSchema(session, database);
    session.sql("CREATE OR REPLACE TABLE " + schema + ".LEFT_BEHIND (id NUMBER)").collect();
    session.sql("INSERT INTO " + schema + ".LEFT_BEHIND VALUES (1)").collect();
    return "left";
  }

  /** A database and a schema of the app, as the connector makes them; its quoted name. */
  private static String makeSchema(Session session, String database) {
    String quoted = '"' + database.replace("\"", "\"\"") + '"';
    session.sql("CREATE DATABASE IF NOT EXISTS " + quoted).collect();
    session.sql("CREATE SCHEMA IF NOT EXISTS " + quoted + ".PROBE").collect();
    return quoted + ".PROBE";
  }

  private static String secret() {
    return SnowflakeSecrets.newInstance().getGenericSecretString("probe");
  }

  private static String lines(Session session, String query) {
    return Arrays.stream(session.sql(query).collect())
        .map(row -> row.isNullAt(0) ? "NULL" : row.getString(0))
        .collect(Collectors.joining(" "));
  }
}
