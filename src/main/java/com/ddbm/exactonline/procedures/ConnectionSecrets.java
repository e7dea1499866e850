package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.warehouse.SqlSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The objects that belong to the secrets of a connection. All names are made of its key, which is
 * generated; values are bound.
 *
 * <p>A secret is created once and from then on only ever altered: CREATE OR REPLACE would lose the
 * token and cut it off from the integration and the custodian.
 */
final class ConnectionSecrets implements SecretWriter {

  /** What a secret holds while it holds nothing; Snowflake wants some text. */
  private static final String NOTHING = "-";

  private static final List<String> CUSTODIAN =
      List.of("core.access_token(STRING, NUMBER)", "core.exchange_code(STRING, STRING, STRING)");

  private final SqlSession sql;

  ConnectionSecrets(SqlSession sql) {
    this.sql = sql;
  }

  /** The alias under which the custodian reads the token secret. */
  static String tokenAlias(String key) {
    return "token_" + checked(key);
  }

  /** The alias under which the custodian reads the inbox secret. */
  static String inboxAlias(String key) {
    return "inbox_" + checked(key);
  }

  /** The inbox secret as a statement names it, without the application. */
  static String inboxName(String key) {
    return ("state.inbox_" + checked(key)).toUpperCase(java.util.Locale.ROOT);
  }

  /** Makes the secrets of a new connection, empty, and the procedures that write them. */
  void create(String key) {
    String token = "state.token_" + checked(key);
    String inbox = "state.inbox_" + key;
    for (String secret : List.of(token, inbox)) {
      sql.execute(
          "CREATE SECRET IF NOT EXISTS "
              + secret
              + " TYPE = GENERIC_STRING SECRET_STRING = '"
              + NOTHING
              + "' COMMENT = 'Exact Online Connector: belongs to a connection'");
    }
    sql.execute("GRANT MODIFY ON SECRET " + inbox + " TO APPLICATION ROLE app_admin");
    sql.execute(
        "CREATE OR REPLACE PROCEDURE state.store_token_"
            + key
            + "(value STRING) RETURNS STRING LANGUAGE SQL AS 'BEGIN ALTER SECRET "
            + token
            + " SET SECRET_STRING = :value; RETURN ''stored''; END'");
    sql.execute(
        "CREATE OR REPLACE PROCEDURE state.empty_inbox_"
            + key
            + "(value STRING) RETURNS STRING LANGUAGE SQL AS 'BEGIN ALTER SECRET "
            + inbox
            + " SET SECRET_STRING = :value; RETURN ''stored''; END'");
    // One that was left behind by an interrupted drop must not lend its token to a new connection.
    storeToken(key, NOTHING);
    emptyInbox(key);
  }

  /** Removes the secrets of a connection that the custodian no longer holds. */
  void drop(String key) {
    sql.execute("DROP PROCEDURE IF EXISTS state.store_token_" + checked(key) + "(STRING)");
    sql.execute("DROP PROCEDURE IF EXISTS state.empty_inbox_" + key + "(STRING)");
    sql.execute("DROP SECRET IF EXISTS state.token_" + key);
    sql.execute("DROP SECRET IF EXISTS state.inbox_" + key);
  }

  /** Lets the integration allow, and the custodian read, the secrets of exactly these. */
  void attach(Collection<String> keys) {
    List<String> names = new ArrayList<>();
    List<String> aliases = new ArrayList<>();
    for (String key : keys) {
      for (String alias : List.of(tokenAlias(key), inboxAlias(key))) {
        names.add("state." + alias);
        aliases.add("'" + alias + "' = state." + alias);
      }
    }
    sql.execute(
        "ALTER EXTERNAL ACCESS INTEGRATION exact_online_access SET ALLOWED_AUTHENTICATION_SECRETS = "
            + (names.isEmpty() ? "none" : "(" + String.join(", ", names) + ")"));
    if (!aliases.isEmpty()) {
      for (String procedure : CUSTODIAN) {
        sql.execute(
            "ALTER PROCEDURE " + procedure + " SET SECRETS = (" + String.join(", ", aliases) + ")");
      }
    }
  }

  /** Outside transactions: it is DDL. */
  @Override
  public void storeToken(String key, String text) {
    sql.query("CALL state.store_token_" + checked(key) + "(?)", text);
  }

  /** Forgets what a user put into the inbox. */
  void emptyInbox(String key) {
    sql.query("CALL state.empty_inbox_" + checked(key) + "(?)", NOTHING);
  }

  private static String checked(String key) {
    if (!key.matches("[a-z0-9_]+")) {
      throw new IllegalArgumentException("a key is made of a-z, 0-9 and _");
    }
    return key;
  }
}
