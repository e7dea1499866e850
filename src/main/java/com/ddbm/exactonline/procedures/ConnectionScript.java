package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.exact.ExactOAuth;
import com.ddbm.exactonline.exact.Site;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.warehouse.Identifier;
import com.ddbm.exactonline.warehouse.SqlText;

/**
 * The worksheet that makes a connection and signs it in. It runs as it is, from any current
 * database, after two values were filled in; none of them is an argument of a CALL.
 */
final class ConnectionScript {

  private ConnectionScript() {}

  /** Where the user of a connection signs in. */
  static String signInAddress(ConnectionRecord connection) {
    return ExactOAuth.authorizationUrl(
        Site.of(connection.site()).orElseThrow(),
        connection.clientId(),
        connection.redirectUri(),
        null);
  }

  /**
   * The text.
   *
   * @param exists whether the connection is there already, so that the text need not make it
   */
  static String write(
      Identifier application,
      ConnectionRecord connection,
      boolean exists,
      AccessApproval.State approval) {
    String app = application.quoted();
    String name = SqlText.literal(connection.name());
    StringBuilder text = new StringBuilder();
    text.append("-- Exact Online Connector: connects ").append(connection.name()).append("\n");
    text.append("-- Run it as ACCOUNTADMIN.\n--\n");
    text.append("-- 1. Sign in at Exact Online; open this address in a browser:\n");
    text.append("--    ").append(signInAddress(connection)).append("\n");
    text.append("-- 2. Copy the whole address that you land on (the page itself may be empty).\n");
    text.append(
        "-- 3. Paste two values over their marks below, each on its line: the client secret\n");
    text.append(
        "--    of your app registration and the address you copied. (A ' or \\ in them is\n");
    text.append(
        "--    written twice, as in every SQL text.) The code in that address lives three\n");
    text.append("--    minutes and works once, so run this worksheet at once.\n\n");
    text.append("-- The app may speak to Exact Online's hosts, and to no others");
    text.append(approval.approved() ? " (approved already):\n-- " : ":\n");
    text.append(approval.statement()).append(";\n\n");
    if (!exists) {
      text.append("CALL ").append(app).append(".core.create_connection(").append(name);
      text.append(", OBJECT_CONSTRUCT(\n  'site', ").append(SqlText.literal(connection.site()));
      text.append(",\n  'client_id', ").append(SqlText.literal(connection.clientId()));
      text.append(",\n  'redirect_uri', ").append(SqlText.literal(connection.redirectUri()));
      text.append(",\n  'daily_calls', ").append(connection.dailyCalls()).append("));\n\n");
    }
    text.append("-- The inbox of the connection; the next statement empties it.\n");
    text.append("ALTER SECRET ").append(app).append('.');
    text.append(ConnectionSecrets.inboxName(connection.key())).append(" SET SECRET_STRING = '\n");
    text.append("<CLIENT_SECRET>\n<REDIRECTED_ADDRESS>\n';\n\n");
    text.append("CALL ").append(app).append(".core.authorize_connection(").append(name);
    text.append(", NULL, NULL);\n");
    return text.toString();
  }
}
