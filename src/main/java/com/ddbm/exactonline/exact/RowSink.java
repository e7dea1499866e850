package com.ddbm.exactonline.exact;

/** Receives the rows of a page while the page is being read. */
public interface RowSink {

  /**
   * One row. The arguments are valid during the call only.
   *
   * @param values canonical text of each column in the order of the endpoint's columns; null is SQL
   *     NULL, the empty string an empty string. Numbers are plain decimals as stored (rounded
   *     half-even to 12 places, no trailing zeros, no exponent), DateTime is {@code
   *     YYYY-MM-DDTHH:MM:SS.mmm} wall clock, Boolean {@code true/false}, Binary upper-case hex
   * @param extra a JSON object text of what fits no column (unasked properties, original text of
   *     values that do not fit, under the property's name), or null
   */
  void accept(String[] values, String extra);
}
