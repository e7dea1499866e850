package com.ddbm.exactonline.simulator.data;

import java.util.Arrays;
import java.util.function.ToIntFunction;

/** What a division adds to the seed: its code, and how many rows each of its tables began with. */
public final class DivisionSeed {
  private final int code;
  private final long seed;
  private final ToIntFunction<Dataset> baseRows;
  private volatile int[] known = new int[0];

  /** The seed of a division. */
  public DivisionSeed(long simulatorSeed, int code, ToIntFunction<Dataset> baseRows) {
    this.code = code;
    this.seed = Mix.mix(simulatorSeed, code);
    this.baseRows = baseRows;
  }

  /** The code of the division. */
  public int code() {
    return code;
  }

  /** A number from which all of the division's own values follow. */
  public long seed() {
    return seed;
  }

  /** A number for a table of this division. */
  public long tableSeed(Dataset dataset) {
    return Mix.mix(seed, dataset.salt());
  }

  /** How many rows the table began with. */
  public int baseRows(Dataset dataset) {
    // Columns ask this for every row they refer to: remembered, since looking it up by name was a
    // tenth of all time.
    int[] rows = known;
    int ordinal = dataset.ordinal();
    if (ordinal < rows.length && rows[ordinal] > 0) {
      return rows[ordinal] - 1;
    }
    int found = baseRows.applyAsInt(dataset);
    int[] more = Arrays.copyOf(rows, Math.max(rows.length, ordinal + 1));
    more[ordinal] = found + 1;
    known = more;
    return found;
  }
}
