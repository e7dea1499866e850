package com.ddbm.exactonline.errors;

/** A failure or refusal from the error list. Its message never carries a secret. */
public class ConnectorException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private final ErrorCode error;

  /**
   * @param error the entry of the list
   * @param cause what it came from, or null
   * @param arguments what fills {0}, {1} ...
   */
  public ConnectorException(ErrorCode error, Throwable cause, Object... arguments) {
    super(error.message(arguments), cause);
    this.error = error;
  }

  public ErrorCode error() {
    return error;
  }
}
