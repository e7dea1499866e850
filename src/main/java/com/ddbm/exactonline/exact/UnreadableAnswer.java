package com.ddbm.exactonline.exact;

import java.io.IOException;

/** The body of an answer is not what was asked for. */
final class UnreadableAnswer extends IOException {

  /** What it is instead. */
  enum Reason {
    /** HTML: the token was not accepted. */
    LOGIN_PAGE,
    /** XML: the header Accept was lost on the way. */
    XML,
    /** It ends too early. */
    TRUNCATED,
    /** It is no JSON, or JSON of another kind. */
    MALFORMED,
    /** A value is larger than Snowflake can hold, or nested deeper than data is. */
    TOO_LARGE
  }

  private static final long serialVersionUID = 1L;
  private final Reason reason;

  UnreadableAnswer(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
