package com.ddbm.exactonline.warehouse;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Pages whose memory is used again: one of half a megabyte is a large object to Java's collector,
 * and a load of millions of rows that makes one for each page keeps growing the heap. Holds as much
 * as was in use at one moment. Thread-safe.
 */
public final class CsvPages {

  /** A page of a few hundred rows of usual width needs no growing. */
  private static final int FIRST_BYTES = 64 * 1024;

  /** A page that was longer is an exception: its memory is not kept for the next. */
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();

  /** An empty page for rows of this table. */
  public CsvPage take(TableDefinition table) {
    byte[] memory = free.poll();
    return new CsvPage(table, memory == null ? new byte[FIRST_BYTES] : memory);
  }

  /** Takes back a page that nobody uses any more, whatever it holds. */
  public void giveBack(CsvPage page) {
    byte[] memory = page.surrender();
    if (memory.length <= MOST_BYTES) {
      free.add(memory);
    }
  }
}
