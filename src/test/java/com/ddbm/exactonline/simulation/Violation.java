package com.ddbm.exactonline.simulation;

/** A promise was broken. An Error, so that the engine does not take it for a failure of a step. */
final class Violation extends Error {
  private static final long serialVersionUID = 1L;

  Violation(String what) {
    super(what);
  }
}
