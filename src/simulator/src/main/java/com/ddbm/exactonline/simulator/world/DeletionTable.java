package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Dataset;
import com.ddbm.exactonline.simulator.data.DivisionSeed;
import com.ddbm.exactonline.simulator.data.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/**
 * The log of deletions. Exact keeps rows for two months; older ones stay here for the truth but are
 * no longer shown.
 */
public final class DeletionTable extends Table {
  private final List<Deletion> deletions = new ArrayList<>();
  private final List<Long> timestamps = new ArrayList<>();
  private final LongUnaryOperator shown;
  private final LongSupplier oldestShown;
  private int expired;

  /** A log that shows deletions no older than the given wall-clock time. */
  public DeletionTable(
      Dataset dataset, DivisionSeed seed, LongUnaryOperator shown, LongSupplier oldestShown) {
    super(dataset, seed);
    this.shown = shown;
    this.oldestShown = oldestShown;
  }

  /** Appends a deletion. */
  public void add(long timestamp, Deletion deletion) {
    deletions.add(deletion);
    timestamps.add(timestamp);
  }

  /** Lets everything logged so far be older than two months. */
  public void expireAll() {
    expired = deletions.size();
  }

  @Override
  public int count() {
    return deletions.size();
  }

  @Override
  public int nextNumber() {
    return deletions.size();
  }

  /** All rows, those no longer shown as well. */
  public Selection all(int afterNumber, int limit) {
    Selection selection = new Selection();
    for (int number = afterNumber + 1; number < deletions.size(); number++) {
      if (selection.size() == limit) {
        selection.more(true);
        break;
      }
      add(selection, number);
    }
    return selection;
  }

  @Override
  public Selection afterNumber(int number, int limit, Predicate<Row> filter) {
    return page(number + 1, Long.MIN_VALUE, limit, filter);
  }

  @Override
  public Selection afterTimestamp(long timestamp, int limit, Predicate<Row> filter) {
    return page(0, timestamp, limit, filter);
  }

  private Selection page(int first, long timestamp, int limit, Predicate<Row> filter) {
    Selection selection = new Selection();
    Row row = row();
    long oldest = oldestShown.getAsLong();
    for (int number = Math.max(first, expired); number < deletions.size(); number++) {
      Deletion deletion = deletions.get(number);
      long shownTimestamp = shown.applyAsLong(timestamps.get(number));
      row.move(number, 0, shownTimestamp, Row.NO_TIME, deletion);
      if (deletion.deletedAt() < oldest || shownTimestamp <= timestamp || !filter.test(row)) {
        continue;
      }
      if (selection.size() == limit) {
        selection.more(true);
        break;
      }
      add(selection, number);
    }
    return selection;
  }

  private void add(Selection selection, int number) {
    selection.add(
        number, 0, shown.applyAsLong(timestamps.get(number)), Row.NO_TIME, deletions.get(number));
  }
}
