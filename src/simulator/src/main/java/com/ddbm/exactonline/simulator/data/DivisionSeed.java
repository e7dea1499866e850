package com.ddbm.exactonline.simulator.data;

import java.util.function.ToIntFunction;

/** What a division adds to the seed: its code, and how many rows each of its tables began with. */
public final class DivisionSeed {
  private final int code;
  private final long seed;
  private final ToIntFunction<Dataset> baseRows;

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
    return baseRows.applyAsInt(dataset);
  }
}
