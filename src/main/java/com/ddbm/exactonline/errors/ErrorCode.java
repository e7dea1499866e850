package com.ddbm.exactonline.errors;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The error list: every refusal and failure a user can meet has a number, a sentence, a remedy and
 * a side.
 *
 * <p>Numbers are never reused. 1xxx: your settings; 2xxx: Exact Online; 3xxx: Snowflake; 9xxx: us.
 * In texts, {0}, {1} are replaced by arguments.
 */
public enum ErrorCode {
  // ---- your settings
  EO_1001(
      Side.SETTINGS,
      "Some arguments are not right: {0}",
      "Correct what payload.errors names and call again."),
  EO_1002(
      Side.SETTINGS,
      "There is no connection named {0}.",
      "SELECT * FROM core.connections lists those that exist."),
  EO_1003(
      Side.SETTINGS,
      "There is no configuration named {0}.",
      "SELECT * FROM core.configurations lists those that exist."),
  EO_1004(
      Side.SETTINGS,
      "There is no schedule named {0}.",
      "SELECT * FROM core.schedules lists those that exist."),
  EO_1005(
      Side.SETTINGS,
      "There is no run {0}.",
      "SELECT run_id, configuration, status FROM core.runs lists them."),
  EO_1006(
      Side.SETTINGS,
      "A connection named {0} exists already.",
      "Choose another name, or sign in again with authorize_connection."),
  EO_1007(
      Side.SETTINGS,
      "A configuration named {0} exists already.",
      "Choose another name, or call update_configuration."),
  EO_1008(
      Side.SETTINGS,
      "A schedule named {0} exists already.",
      "Choose another name, or call update_schedule."),
  EO_1009(
      Side.SETTINGS,
      "Connection {0} has not been signed in yet.",
      "Call connection_script or authorization_url and sign in at Exact Online."),
  EO_1010(
      Side.SETTINGS,
      "The inbox of connection {0} does not hold a client secret and a redirected address.",
      "Run the worksheet of connection_script after filling in both marked values."),
  EO_1011(
      Side.SETTINGS,
      "The redirected address carries no code: {0}",
      "Sign in again and paste the whole address of the page you land on."),
  EO_1012(
      Side.SETTINGS,
      "Run {0} has ended already ({1}).",
      "Only a queued, running or waiting run can be cancelled."),
  EO_1013(
      Side.SETTINGS,
      "Run {0} has nothing to retry: no step failed.",
      "Start a new run with fetch_now."),
  EO_1014(Side.SETTINGS, "Configuration {0} is still used by: {1}.", "Drop those first."),
  EO_1015(
      Side.SETTINGS,
      "Nothing to do: the configuration selects no division that this connection may read.",
      "Call refresh_divisions and check the divisions of the configuration."),
  EO_1016(
      Side.SETTINGS,
      "Table {0} exists already in another shape: {1}.",
      "Choose another schema, or rename or drop that table; nothing was written to it."),
  EO_1017(
      Side.SETTINGS,
      "Division {0} is not among those that this connection sees.",
      "Check the code, and in Exact Online whether the signed-in user and the app may read it; or remove the division from the configuration."),
  EO_1018(
      Side.SETTINGS,
      "The start date is not supported by: {0}.",
      "Leave these endpoints out, or drop the start date."),
  EO_1020(
      Side.SETTINGS,
      "Connection {0} has reached its monthly cap of ${1}; no further run begins this month (UTC).",
      "Raise or remove the cap with set_monthly_cap, or wait for the next month. Your data stays as it is."),
  EO_1021(
      Side.SETTINGS,
      "Connection {0} has cost ${1} this month: 80 % of its cap of ${2} or more.",
      "Nothing has to be done; at the cap no further run begins. set_monthly_cap changes it."),
  EO_1022(
      Side.SETTINGS,
      "Configuration {0} writes the same divisions into {1}, with another setting of {2}.",
      "Choose another schema, or the same settings. For several rhythms one configuration can have several schedules."),
  // ---- Exact Online
  EO_2001(
      Side.EXACT_ONLINE,
      "Exact Online cannot be reached: {0}",
      "Try again later; runs on a schedule do so by themselves."),
  EO_2002(
      Side.EXACT_ONLINE,
      "Exact Online answered {0} and repeating did not help.",
      "Try again later; Exact Online may be in maintenance."),
  EO_2003(
      Side.EXACT_ONLINE,
      "Exact Online refuses the client id or client secret of connection {0}.",
      "Check both in Exact Online's App Center and authorize the connection again."),
  EO_2004(
      Side.EXACT_ONLINE,
      "The sign-in of connection {0} has ended: {1}",
      "Sign in again: call connection_script or authorization_url, then authorize_connection."),
  EO_2005(
      Side.EXACT_ONLINE,
      "The code has expired or was used already.",
      "Codes live three minutes and work once: sign in again and authorize at once."),
  EO_2006(
      Side.EXACT_ONLINE,
      "The app registration lacks the scope {0} that {1} needs.",
      "Add the scope to the app in Exact Online's App Center, then sign in again."),
  EO_2007(
      Side.EXACT_ONLINE,
      "Exact Online does not let this user read {0} in division {1}: {2}",
      "Ask the administrator of the division for the right, or leave the endpoint out."),
  EO_2008(
      Side.EXACT_ONLINE,
      "Division {0} is refused: {1}",
      "Check in Exact Online whether it is blocked, archived or no longer yours."),
  EO_2009(
      Side.EXACT_ONLINE,
      "{0} is not offered in division {1} (country or licence).",
      "Nothing to do; leave the endpoint out if the message disturbs."),
  EO_2010(
      Side.EXACT_ONLINE,
      "The calls of division {0} are used up until {1}.",
      "The run goes on by itself then."),
  EO_2011(
      Side.EXACT_ONLINE,
      "The day's calls of connection {0} are used up until {1}.",
      "The run goes on by itself then; daily_calls holds your contract's number."),
  EO_2012(
      Side.EXACT_ONLINE,
      "Exact Online sent an answer that cannot be understood: {0}",
      "Try again; if it stays, send us the support bundle."),
  EO_2013(
      Side.EXACT_ONLINE,
      "Exact Online refuses a query: {0}",
      "Try again; if it stays, send us the support bundle."),
  EO_2014(
      Side.EXACT_ONLINE,
      "Exact Online blocks this app for too many errors until {0}.",
      "The run goes on by itself then."),
  EO_2015(
      Side.EXACT_ONLINE,
      "A next link leads to another host ({0}) and was not followed.",
      "Try again; if it stays, send us the support bundle."),
  EO_2016(
      Side.EXACT_ONLINE, "A page link expired and the chain was started anew.", "Nothing to do."),
  EO_2017(
      Side.EXACT_ONLINE,
      "{0} answered with no rows in division {1}, and the user lacks the right to it.",
      "Give the user the right in Exact Online; nothing was deleted here."),
  EO_2018(
      Side.EXACT_ONLINE,
      "The licence lacks the module for {0} in division {1}.",
      "Nothing to do; leave the endpoint out if the message disturbs."),
  // ---- Snowflake
  EO_3001(
      Side.SNOWFLAKE,
      "Access to Exact Online's hosts has not been approved.",
      "An account administrator approves it under the app's Connections, or with ALTER APPLICATION <app> APPROVE SPECIFICATION exact_online_access SEQUENCE_NUMBER = <n> (SHOW SPECIFICATIONS IN APPLICATION <app> shows the number)."),
  EO_3002(
      Side.SNOWFLAKE,
      "The app may not write into {0}: {1}",
      "Run the GRANT statements in payload.statements (check_target shows them), then try again."),
  EO_3003(
      Side.SNOWFLAKE,
      "The target {0} does not exist, or the app may not see it.",
      "Create it and run the statements in payload.statements, or set create_target to true."),
  EO_3004(
      Side.SNOWFLAKE,
      "Snowflake refused a statement: {0}",
      "See the message; if it stays, send us the support bundle."),
  EO_3005(Side.SNOWFLAKE, "Another run has taken over run {0}; this one stops.", "Nothing to do."),
  EO_3006(
      Side.SNOWFLAKE,
      "Warehouse {0} cannot be used by the app: {1}",
      "GRANT USAGE ON WAREHOUSE to the application, or leave the setting out (serverless)."),
  EO_3007(
      Side.SNOWFLAKE,
      "The billing event was refused: {0}",
      "Nothing to do; your data is complete."),
  EO_3008(
      Side.SNOWFLAKE,
      "A stored secret is older than the connection's state and was not used.",
      "Nothing to do; the run goes on in a new task execution. If it stays, sign in again."),
  EO_3009(
      Side.SNOWFLAKE,
      "A table of the app is full or the disk is: {0}",
      "Make room and run again; nothing was lost."),
  // ---- us
  EO_9001(
      Side.CONNECTOR,
      "Something unexpected happened: {0}",
      "Send us the support bundle; the run can be repeated safely."),
  EO_9002(
      Side.CONNECTOR,
      "The run was cancelled.",
      "Start it again whenever you like; what was published stays.");

  private static final Pattern ARGUMENT = Pattern.compile("\\{\\d}");

  private final Side side;
  private final String message;
  private final String remedy;

  ErrorCode(Side side, String message, String remedy) {
    this.side = side;
    this.message = message;
    this.remedy = remedy;
  }

  /** The number as shown, for example {@code EO-1001}. */
  public String code() {
    return name().replace('_', '-');
  }

  public Side side() {
    return side;
  }

  /** The sentence with its arguments filled in. */
  public String message(Object... arguments) {
    String text = message;
    for (int index = 0; index < arguments.length; index++) {
      text = text.replace("{" + index + "}", String.valueOf(arguments[index]));
    }
    return text;
  }

  /** The sentence without its arguments, which may name a customer's things: for telemetry. */
  public String generalMessage() {
    return ARGUMENT.matcher(message).replaceAll("…");
  }

  /** The entry of a number as shown; empty when there is none. */
  public static Optional<ErrorCode> ofCode(String code) {
    return Arrays.stream(values()).filter(entry -> entry.code().equals(code)).findFirst();
  }

  public String remedy() {
    return remedy;
  }
}
