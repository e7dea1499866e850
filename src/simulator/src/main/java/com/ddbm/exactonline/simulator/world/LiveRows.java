package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Mix;

/** Rows of a table in an order that looks random, each of them once. */
final class LiveRows {
  private final RowTable table;
  private final int size;
  private final int step;
  private int position;
  private int visited;

  LiveRows(RowTable table, long bits) {
    this.table = table;
    this.size = table.nextNumber();
    this.position = Mix.below(bits, Math.max(1, size));
    int candidate = 1 + Mix.below(Mix.mix(bits), Math.max(1, size));
    while (divisor(candidate, size) != 1) {
      candidate++;
    }
    this.step = candidate;
  }

  /** The next row that exists, or -1 when all have been named. */
  int next() {
    while (visited < size) {
      int number = position;
      position = (int) (((long) position + step) % size);
      visited++;
      if (table.live(number)) {
        return number;
      }
    }
    return -1;
  }

  private static int divisor(int left, int right) {
    return right == 0 ? left : divisor(right, left % right);
  }
}
