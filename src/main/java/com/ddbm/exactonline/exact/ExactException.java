package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import java.time.Instant;

/** What Exact Online, or the way to it, refused; already translated for the user. */
public final class ExactException extends ConnectorException {

  /** What a caller can do about it. */
  public enum Kind {
    /** The network, a time-out, 5xx after all retries: try the run again later. */
    TRANSIENT,
    /** A limit that resets at {@link #retryAt()}: go on elsewhere and come back. */
    LIMIT,
    /** The connection needs a person to sign in again. */
    SIGN_IN,
    /** The stored secret is older than the state row says: go on in a new task execution. */
    STALE_SECRET,
    /** Client id or client secret are wrong. */
    CREDENTIALS,
    /** No way out: the specification is not approved. */
    NETWORK_ACCESS,
    /** The app registration lacks the scope of this endpoint: permanent for the endpoint. */
    SCOPE,
    /** The licence lacks the module, as far as a 403 tells: permanent for the endpoint there. */
    MODULE,
    /** The user lacks the right: permanent for the endpoint in this division. */
    RIGHT,
    /** The division is blocked, archived or refused: permanent for the division. */
    DIVISION,
    /** The path or the country does not offer the endpoint (404). */
    NOT_OFFERED,
    /** The next link has expired or is refused: restart that chain. */
    LINK_EXPIRED,
    /**
     * A bad query or an answer that cannot be understood: ours or theirs, permanent for the step.
     */
    PROTOCOL
  }

  private static final long serialVersionUID = 1L;
  private final Kind kind;
  private final transient Instant retryAt;

  /**
   * @param kind what a caller can do about it
   * @param error the entry of the error list
   * @param retryAt when a limit resets, null for other kinds
   * @param cause what it came from, or null
   * @param arguments what fills the sentence
   */
  public ExactException(
      Kind kind, ErrorCode error, Instant retryAt, Throwable cause, Object... arguments) {
    super(error, cause, arguments);
    this.kind = kind;
    this.retryAt = retryAt;
  }

  private ExactException(Kind kind, String sentence, ErrorCode error, Instant retryAt) {
    super(sentence, error);
    this.kind = kind;
    this.retryAt = retryAt;
  }

  /** A failure that was reported elsewhere (by the custodian): its sentence is complete already. */
  public static ExactException repeated(
      Kind kind, ErrorCode error, String sentence, Instant retryAt) {
    return new ExactException(kind, sentence, error, retryAt);
  }

  public Kind kind() {
    return kind;
  }

  /** When a limit resets; null for other kinds. */
  public Instant retryAt() {
    return retryAt;
  }
}
