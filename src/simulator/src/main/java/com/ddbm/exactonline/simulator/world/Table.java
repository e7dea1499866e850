package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Dataset;
import com.ddbm.exactonline.simulator.data.DivisionSeed;
import com.ddbm.exactonline.simulator.data.Row;
import java.util.function.Predicate;

/** The rows of a dataset in a division. Callers hold the division's lock. */
public abstract class Table {
  private final Dataset dataset;
  private final DivisionSeed seed;

  /** A table. */
  protected Table(Dataset dataset, DivisionSeed seed) {
    this.dataset = dataset;
    this.seed = seed;
  }

  /** The dataset. */
  public final Dataset dataset() {
    return dataset;
  }

  /** A position that can be moved over this table's rows. */
  public final Row row() {
    return new Row(dataset, seed);
  }

  /** Rows in order of their number, after this one. */
  public abstract Selection afterNumber(int number, int limit, Predicate<Row> filter);

  /** Rows in order of their row version, after this one. */
  public abstract Selection afterTimestamp(long timestamp, int limit, Predicate<Row> filter);

  /** The row of this number, if it exists now. */
  public final Selection one(int number) {
    Selection found = afterNumber(number - 1, 1, row -> true);
    return found.size() == 1 && found.number(0) == number ? found : new Selection();
  }

  /** How many rows exist now. */
  public abstract int count();

  /** One more than the highest row number ever used. */
  public abstract int nextNumber();
}
