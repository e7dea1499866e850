package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Dataset;
import com.ddbm.exactonline.simulator.data.DivisionSeed;
import com.ddbm.exactonline.simulator.data.Mix;
import com.ddbm.exactonline.simulator.data.Row;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/**
 * Rows that follow from the seed, and the few that were changed since. Only the latter take memory,
 * so a million rows cost nothing.
 */
public final class RowTable extends Table {
  /**
   * Distance between the row versions of neighbouring rows: room for all datasets of a division.
   */
  public static final int STRIDE = 128;

  private static final long FIRST_MODIFIED = 1_704_103_200_123L;

  /** What became of a row: its version, and when it changed; dead rows have been deleted. */
  private record Changed(int version, long timestamp, long modified, boolean live) {}

  private final int baseRows;
  private final long firstTimestamp;
  private final boolean someWithoutModified;
  private final long lastModified;
  private final LongUnaryOperator shown;
  private final Map<Integer, Changed> changed = new HashMap<>();
  private final TreeMap<Long, Integer> byTimestamp = new TreeMap<>();
  private int nextNumber;
  private int count;

  /**
   * A table with the rows of the seed.
   *
   * @param firstTimestamp the row version of row 0, or 0 when there are none
   * @param lastModified the wall-clock time before which the rows of the seed were changed
   * @param shown turns a row version into the one the division shows after it has moved
   */
  public RowTable(
      Dataset dataset,
      DivisionSeed seed,
      long firstTimestamp,
      long lastModified,
      LongUnaryOperator shown) {
    super(dataset, seed);
    this.baseRows = seed.baseRows(dataset);
    this.firstTimestamp = firstTimestamp;
    this.lastModified = lastModified;
    this.shown = shown;
    this.nextNumber = baseRows;
    this.count = baseRows;
    this.someWithoutModified =
        !dataset.hasTimestamps() && "Modified".equals(dataset.primary().cursor());
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int nextNumber() {
    return nextNumber;
  }

  /** Whether the row exists now. */
  public boolean live(int number) {
    Changed change = changed.get(number);
    return change == null ? number >= 0 && number < baseRows : change.live();
  }

  /** How often the row was changed. */
  public int version(int number) {
    Changed change = changed.get(number);
    return change == null ? 0 : change.version();
  }

  /** Gives a row new values, or a new row version only, or brings it (back) to life. */
  public void put(int number, int version, long timestamp, long modified) {
    forget(number);
    if (number >= nextNumber) {
      nextNumber = number + 1;
    }
    changed.put(number, new Changed(version, timestamp, modified, true));
    byTimestamp.put(dataset().hasTimestamps() ? timestamp : -1L - number, number);
    count++;
  }

  /** Deletes a row. */
  public void remove(int number) {
    int version = version(number);
    forget(number);
    changed.put(number, new Changed(version, 0, Row.NO_TIME, false));
  }

  private void forget(int number) {
    if (live(number)) {
      count--;
    }
    Changed before = changed.remove(number);
    if (before != null && before.live()) {
      byTimestamp.remove(dataset().hasTimestamps() ? before.timestamp() : -1L - number);
    }
  }

  /** A row that exists, chosen by these bits; -1 when there is none. */
  public int anyLive(long bits) {
    if (count == 0) {
      return -1;
    }
    int start = Mix.below(bits, nextNumber);
    for (int step = 0; step < nextNumber; step++) {
      int number = (start + step) % nextNumber;
      if (live(number)) {
        return number;
      }
    }
    return -1;
  }

  @Override
  public Selection afterNumber(int number, int limit, Predicate<Row> filter) {
    Selection selection = new Selection();
    Row row = row();
    for (int candidate = Math.max(number + 1, 0); candidate < nextNumber; candidate++) {
      Changed change = changed.isEmpty() ? null : changed.get(candidate);
      if (change == null ? candidate < baseRows : change.live()) {
        if (!take(selection, row, candidate, change, limit, filter)) {
          return selection;
        }
      }
    }
    return selection;
  }

  @Override
  public Selection afterTimestamp(long timestamp, int limit, Predicate<Row> filter) {
    Selection selection = new Selection();
    Row row = row();
    long shift = shown.applyAsLong(0);
    long after = timestamp - shift;
    long first =
        after < firstTimestamp ? 0 : Math.min(baseRows, (after - firstTimestamp) / STRIDE + 1);
    for (int candidate = (int) first; candidate < baseRows; candidate++) {
      if (!changed.isEmpty() && changed.containsKey(candidate)) {
        continue;
      }
      if (!take(selection, row, candidate, null, limit, filter)) {
        return selection;
      }
    }
    for (int candidate : byTimestamp.tailMap(after, false).values()) {
      if (!take(selection, row, candidate, changed.get(candidate), limit, filter)) {
        return selection;
      }
    }
    return selection;
  }

  /** Adds a row that passes the filter; false when the page was full already. */
  private boolean take(
      Selection selection, Row row, int number, Changed change, int limit, Predicate<Row> filter) {
    int version = change == null ? 0 : change.version();
    long timestamp =
        !dataset().hasTimestamps()
            ? 0
            : shown.applyAsLong(
                change == null ? firstTimestamp + (long) number * STRIDE : change.timestamp());
    row.move(
        number,
        version,
        timestamp,
        change == null ? baseModified(number) : change.modified(),
        null);
    if (!filter.test(row)) {
      return true;
    }
    if (selection.size() == limit) {
      selection.more(true);
      return false;
    }
    selection.add(row, version);
    return true;
  }

  /**
   * Whether a row never tells when it was changed: some of Exact's rows do not, so that a filter on
   * Modified cannot find their changes.
   */
  public boolean neverModified(int number) {
    return someWithoutModified && number % 40 == 17;
  }

  /** Times rise with row numbers, so that a date can be turned into a row version. */
  private long baseModified(int number) {
    if (neverModified(number)) {
      return Row.NO_TIME;
    }
    long step = (lastModified - FIRST_MODIFIED) / Math.max(1, baseRows);
    return FIRST_MODIFIED + number * step + (Mix.mix(number) >>> 40) % Math.max(1, step);
  }
}
