package com.ddbm.exactonline.simulator.data;

/** Values of a row that is known by itself rather than made from the seed. */
public interface Content {
  /**
   * Gives the value of a property; false when it has none of its own and the generated one is to be
   * shown.
   */
  boolean write(String property, ValueSink sink);
}
