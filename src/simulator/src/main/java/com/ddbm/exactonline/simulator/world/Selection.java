package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Row;
import java.util.Arrays;

/**
 * The rows of one page, copied out of a table so that they can be written while the table changes.
 */
public final class Selection {
  private int[] numbers = new int[64];
  private int[] versions = new int[64];
  private long[] timestamps = new long[64];
  private long[] modified = new long[64];
  private Object[] contents = new Object[64];
  private int size;
  private boolean more;

  /** How many rows it has. */
  public int size() {
    return size;
  }

  /** Whether the table has further rows after these. */
  public boolean more() {
    return more;
  }

  /** Tells whether further rows follow. */
  public void more(boolean further) {
    more = further;
  }

  /** Appends the row. */
  public void add(Row row, int version) {
    add(row.number(), version, row.timestamp(), row.modified(), row.content());
  }

  /** Appends a row. */
  public void add(int number, int version, long timestamp, long modifiedAt, Object content) {
    if (size == numbers.length) {
      int capacity = size * 2;
      numbers = Arrays.copyOf(numbers, capacity);
      versions = Arrays.copyOf(versions, capacity);
      timestamps = Arrays.copyOf(timestamps, capacity);
      modified = Arrays.copyOf(modified, capacity);
      contents = Arrays.copyOf(contents, capacity);
    }
    numbers[size] = number;
    versions[size] = version;
    timestamps[size] = timestamp;
    modified[size] = modifiedAt;
    contents[size] = content;
    size++;
  }

  /** Appends a row of another selection. */
  public void add(Selection other, int index) {
    add(
        other.numbers[index],
        other.versions[index],
        other.timestamps[index],
        other.modified[index],
        other.contents[index]);
  }

  /** Moves a row object to the row at this place. */
  public Row position(Row row, int index) {
    return row.move(
        numbers[index], versions[index], timestamps[index], modified[index], contents[index]);
  }

  /** The row number at this place. */
  public int number(int index) {
    return numbers[index];
  }

  /** The row version at this place. */
  public long timestamp(int index) {
    return timestamps[index];
  }

  /** The version of the values at this place. */
  public int version(int index) {
    return versions[index];
  }

  /** When the row at this place was changed. */
  public long modified(int index) {
    return modified[index];
  }

  /** The first rows only; the rest counts as further rows. */
  public Selection first(int count) {
    if (count >= size) {
      return this;
    }
    Selection selection = new Selection();
    for (int index = 0; index < count; index++) {
      selection.add(this, index);
    }
    selection.more = true;
    return selection;
  }

  /** The rows after the first ones. */
  public Selection after(int count) {
    Selection selection = new Selection();
    for (int index = count; index < size; index++) {
      selection.add(this, index);
    }
    selection.more = more;
    return selection;
  }
}
