package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.warehouse.SqlSession;

/**
 * Tokens as a run gets them: the custodian is called anew each time, so that it may see a secret
 * that was altered a moment ago. Called on the thread that runs SQL, outside transactions.
 */
final class ProcedureTokenStore implements TokenStore {

  private final SqlSession sql;

  ProcedureTokenStore(SqlSession sql) {
    this.sql = sql;
  }

  @Override
  public AccessToken accessToken(String connection, long rejectedGeneration) {
    return TokenAnswers.read(
        sql.query("CALL core.access_token(?, ?)", connection, rejectedGeneration).get(0).text(0));
  }
}
