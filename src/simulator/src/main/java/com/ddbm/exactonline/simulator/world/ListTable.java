package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Content;
import com.ddbm.exactonline.simulator.data.Dataset;
import com.ddbm.exactonline.simulator.data.DivisionSeed;
import com.ddbm.exactonline.simulator.data.Row;
import java.util.List;
import java.util.function.Predicate;

/** Rows that are known one by one: the user, the divisions, answers of functions. */
public final class ListTable extends Table {
  private final List<Content> rows;

  /** A table of these rows. */
  public ListTable(Dataset dataset, DivisionSeed seed, List<Content> rows) {
    super(dataset, seed);
    this.rows = List.copyOf(rows);
  }

  @Override
  public Selection afterNumber(int number, int limit, Predicate<Row> filter) {
    Selection selection = new Selection();
    Row row = row();
    for (int candidate = number + 1; candidate < rows.size(); candidate++) {
      row.move(candidate, 0, 0, Row.NO_TIME, rows.get(candidate));
      if (!filter.test(row)) {
        continue;
      }
      if (selection.size() == limit) {
        selection.more(true);
        break;
      }
      selection.add(row, 0);
    }
    return selection;
  }

  @Override
  public Selection afterTimestamp(long timestamp, int limit, Predicate<Row> filter) {
    return afterNumber(-1, limit, filter);
  }

  @Override
  public int count() {
    return rows.size();
  }

  @Override
  public int nextNumber() {
    return rows.size();
  }
}
