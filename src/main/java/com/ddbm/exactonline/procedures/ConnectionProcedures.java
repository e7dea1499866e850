package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code core.create_connection} and the others that concern connections. */
public final class ConnectionProcedures {

  private ConnectionProcedures() {}

  /** {@code core.create_connection(name, settings)}. */
  public static Variant createConnection(Session session, String name, String settings) {
    return Entry.answer(
        session, "create_connection", app -> app.connections().create(name, settings));
  }

  /** {@code core.connection_script(name, settings)}. */
  public static Variant connectionScript(Session session, String name, String settings) {
    return Entry.answer(
        session, "connection_script", app -> app.connections().script(name, settings));
  }

  /** {@code core.authorization_url(connection)}. */
  public static Variant authorizationUrl(Session session, String connection) {
    return Entry.answer(
        session, "authorization_url", app -> app.connections().authorizationUrl(connection));
  }

  /** {@code core.authorize_connection(connection, client_secret, redirect_url)}. */
  public static Variant authorizeConnection(
      Session session, String connection, String clientSecret, String redirectUrl) {
    return Entry.answer(
        session,
        "authorize_connection",
        app -> app.connections().authorize(connection, clientSecret, redirectUrl));
  }

  /** {@code core.drop_connection(name)}. */
  public static Variant dropConnection(Session session, String name) {
    return Entry.answer(session, "drop_connection", app -> app.connections().drop(name));
  }

  /** {@code core.refresh_divisions(connection)}. */
  public static Variant refreshDivisions(Session session, String connection) {
    return Entry.answer(session, "refresh_divisions", app -> refresh(app, connection));
  }

  private static Outcome refresh(Installation app, String connection) throws InterruptedException {
    ConnectionRecord record = app.connections().required("connection", connection);
    DivisionList.Found found =
        app.questions()
            .with(
                record, app.tokens(), (api, budget) -> app.divisions().refresh(record.name(), api));
    ObjectNode payload = Json.object().put("connection", record.name());
    payload.put("divisions", found.seen().size());
    payload.set("added", Json.numbers(found.added()));
    payload.set("gone", Json.numbers(found.gone()));
    return Outcome.done(found.seen().size() + " divisions are visible.", payload);
  }

  /** {@code core.test_connection(connection, endpoint)}. */
  public static Variant testConnection(Session session, String connection, String endpoint) {
    return Entry.answer(session, "test_connection", app -> test(app, connection, endpoint));
  }

  private static Outcome test(Installation app, String connection, String endpoint)
      throws InterruptedException {
    Faults faults = new Faults();
    Optional<Endpoint> chosen = Optional.ofNullable(endpoint).flatMap(Catalogue.get()::endpoint);
    if (endpoint != null && chosen.isEmpty()) {
      String nearest = NearestName.of(endpoint, Catalogue.get().ids());
      faults.add("endpoint", "There is no such endpoint; did you mean " + nearest + "?");
    }
    ConnectionRecord record = app.connections().find("connection", connection, faults);
    faults.refuseIfAny();
    List<ConnectionTester.Verdict> verdicts =
        app.tester().test(record, app.approval().state().approved(), chosen);
    ObjectNode payload = Json.object().put("connection", record.name());
    ArrayNode array = payload.putArray("verdicts");
    List<String> failed = new ArrayList<>();
    List<String> codes = new ArrayList<>();
    for (ConnectionTester.Verdict verdict : verdicts) {
      array
          .addObject()
          .put("check", verdict.check())
          .put("verdict", verdict.verdict())
          .put("code", verdict.code())
          .put("message", verdict.message())
          .put("remedy", verdict.remedy());
      if (verdict.verdict().equals("failed")) {
        failed.add(verdict.check());
        codes.add(verdict.code());
      }
    }
    Outcome outcome =
        Outcome.done(
            failed.isEmpty() ? "Nothing failed." : "Failed: " + String.join(", ", failed) + ".",
            payload);
    return codes.contains(ErrorCode.EO_3001.code())
        ? outcome.withStatements(app.approval().missing())
        : outcome;
  }
}
