package com.ddbm.exactonline.simulation;

/** The process was killed here. An Error, so that nobody handles it. */
final class Crash extends Error {
  private static final long serialVersionUID = 1L;

  Crash(String where) {
    super("killed at " + where, null, false, false);
  }
}
