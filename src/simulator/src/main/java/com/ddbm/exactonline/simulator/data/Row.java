package com.ddbm.exactonline.simulator.data;

/**
 * The position from which all values of a row follow. One object is moved over many rows, since
 * making one per row would cost more than writing it.
 */
public final class Row {
  /** Stands for "no time". */
  public static final long NO_TIME = Long.MIN_VALUE;

  private final long tableSeed;
  private final Dataset dataset;
  private final DivisionSeed division;
  int number;
  int keyNumber;
  int version;
  long timestamp;
  long modified;
  long seed;
  long documentSeed;
  int document;
  int line;
  Object content;

  /** A position in the table of a dataset in a division. */
  public Row(Dataset dataset, DivisionSeed division) {
    this.dataset = dataset;
    this.division = division;
    this.tableSeed = division.tableSeed(dataset);
  }

  /**
   * Moves to a row. A negative version stands for a row of a snapshot that shows the key of the row
   * before it: Exact promises no key there, and a replica has to stand it.
   */
  public Row move(
      int newNumber, int newVersion, long newTimestamp, long newModified, Object newContent) {
    number = newNumber;
    keyNumber = newVersion < 0 ? newNumber - 1 : newNumber;
    version = Math.abs(newVersion);
    timestamp = newTimestamp;
    modified = newModified;
    content = newContent;
    seed = Mix.mix(tableSeed + newNumber * 0x9E3779B97F4A7C15L);
    int linesPerDocument = dataset.linesPerDocument();
    if (linesPerDocument > 1) {
      document = newNumber / linesPerDocument;
      line = newNumber % linesPerDocument;
      documentSeed = Mix.mix(tableSeed ^ 0x0DDBA11L, document);
    } else {
      document = newNumber;
      line = newNumber % 5 + 1;
      documentSeed = seed;
    }
    return this;
  }

  /** The number of the row in its table. */
  public int number() {
    return number;
  }

  /** The line number of a row of a header-and-line stream; 0 is the header. */
  public int line() {
    return line;
  }

  /** The document the row belongs to. */
  public int document() {
    return document;
  }

  /** The row version, as the division shows it now. */
  public long timestamp() {
    return timestamp;
  }

  /** When the row was changed last, or {@link #NO_TIME}. */
  public long modified() {
    return modified;
  }

  /** What was attached to the row by a table that keeps its rows. */
  public Object content() {
    return content;
  }

  /** The seed of the row's table. */
  public long tableSeed() {
    return tableSeed;
  }

  DivisionSeed division() {
    return division;
  }
}
