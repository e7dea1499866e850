package com.ddbm.exactonline.simulation;

/** A bug that may be planted between the engine and a port; there is none by default. */
interface Mutation {

  Mutation NONE = new Mutation() {};

  /** The port with the bug in it. */
  default <T> T in(Class<T> type, T port, Simulation simulation) {
    return port;
  }
}
