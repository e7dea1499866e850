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

  /** For failures that come ready-made, see {@link #repeated}. */
  protected ConnectorException(String sentence, ErrorCode error) {
    super(sentence);
    this.error = error;
  }

  /** A failure that was reported elsewhere: its sentence is complete already. */
  public static ConnectorException repeated(ErrorCode error, String sentence) {
    return new ConnectorException(sentence, error);
  }

  public ErrorCode error() {
    return error;
  }
}
