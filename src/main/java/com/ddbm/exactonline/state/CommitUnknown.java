package com.ddbm.exactonline.state;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;

/**
 * Nobody knows whether a transaction was committed: the connection broke while Snowflake was asked
 * to. Whoever gets this must write nothing more from what it has in memory, but look at what is
 * there: the run goes on under its number once its lease has lapsed.
 */
public final class CommitUnknown extends ConnectorException {

  private static final long serialVersionUID = 1L;

  /**
   * @param cause what COMMIT came back with
   */
  public CommitUnknown(Throwable cause) {
    super(
        ErrorCode.EO_3004,
        cause,
        "it did not say whether a transaction was committed. The run goes on from what is there");
  }
}
