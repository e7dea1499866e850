package com.ddbm.exactonline.procedures;

import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.Variant;

/** The custodian: granted to no role, called by procedures of the app only. */
public final class TokenProcedures {

  private TokenProcedures() {}

  /** {@code core.access_token(connection, rejected_generation)}. */
  public static Variant accessToken(Session session, String connection, Long rejectedGeneration) {
    long rejected = rejectedGeneration == null ? 0 : rejectedGeneration;
    return Entry.answer(
        session, "access_token", app -> app.custodian().accessToken(connection, rejected));
  }

  /** {@code core.exchange_code(connection, client_secret, redirect_url)}. */
  public static Variant exchangeCode(
      Session session, String connection, String clientSecret, String redirectUrl) {
    return Entry.answer(
        session,
        "exchange_code",
        app -> app.custodian().exchange(connection, clientSecret, redirectUrl));
  }
}
