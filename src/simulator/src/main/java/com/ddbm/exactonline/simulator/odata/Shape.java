package com.ddbm.exactonline.simulator.odata;

/**
 * How an answer is dressed. The usual one is what Exact sends; the others are what integrators
 * report now and then.
 *
 * @param bareArray rows directly under {@code d}
 * @param extraProperty a property nobody asked for is added to each row
 * @param missingProperty the last selected property is left out of each row
 * @param numbersAsText numbers and booleans are written as text
 * @param timestampAsNumber row versions are written as numbers
 * @param nextNull the last page says {@code "__next": null}
 * @param byteOrderMark the answer begins with a byte order mark
 */
public record Shape(
    boolean bareArray,
    boolean extraProperty,
    boolean missingProperty,
    boolean numbersAsText,
    boolean timestampAsNumber,
    boolean nextNull,
    boolean byteOrderMark) {
  /** What Exact usually sends. */
  public static final Shape USUAL = new Shape(false, false, false, false, false, false, false);

  /** The same with rows directly under {@code d}, or not. */
  public Shape bareArray(boolean value) {
    return new Shape(
        value,
        extraProperty,
        missingProperty,
        numbersAsText,
        timestampAsNumber,
        nextNull,
        byteOrderMark);
  }
}
