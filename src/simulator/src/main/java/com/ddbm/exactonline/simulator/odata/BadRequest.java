package com.ddbm.exactonline.simulator.odata;

/** A question Exact refuses with status 400 and this sentence. */
public final class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A refusal with the sentence that goes into the answer. */
  public BadRequest(String message) {
    super(message, null, false, false);
  }
}
