package com.ddbm.exactonline.simulator.http;

import com.ddbm.exactonline.simulator.data.Bytes;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Byte arrays that are used again, since a page takes two megabytes and a new array each time would
 * cost more than its content.
 */
public final class Buffers {
  private static final int KEPT = 32;
  private static final int LARGEST_KEPT = 8 * 1024 * 1024;

  private final ArrayBlockingQueue<Bytes> free = new ArrayBlockingQueue<>(KEPT);

  /** An empty one. */
  public Bytes take() {
    Bytes bytes = free.poll();
    return bytes == null ? new Bytes(256 * 1024) : bytes;
  }

  /** Takes one back. */
  public void give(Bytes bytes) {
    if (bytes.capacity() <= LARGEST_KEPT) {
      bytes.truncate(0);
      free.offer(bytes);
    }
  }
}
