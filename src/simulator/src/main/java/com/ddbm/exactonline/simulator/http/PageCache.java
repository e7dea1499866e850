package com.ddbm.exactonline.simulator.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pages that were sent before, so that a benchmark measures its engines and not the making of the
 * same rows again. The least recently used ones go when there is no room.
 */
public final class PageCache {
  /** A page: its bytes and how many rows they hold. */
  public record Page(byte[] body, int rows) {}

  private final long capacity;
  private final Map<String, Page> pages = new LinkedHashMap<>(64, 0.75f, true);
  private long size;

  /** A cache of at most this many bytes; with 0 nothing is remembered. */
  public PageCache(long capacity) {
    this.capacity = capacity;
  }

  /** Whether pages are remembered at all. */
  public boolean on() {
    return capacity > 0;
  }

  /** The page under this key, or null. */
  public synchronized Page get(String key) {
    return pages.get(key);
  }

  /** Remembers a page. */
  public synchronized void put(String key, Page page) {
    Page former = pages.put(key, page);
    size += page.body().length - (former == null ? 0 : former.body().length);
    while (size > capacity) {
      Map.Entry<String, Page> oldest = pages.entrySet().iterator().next();
      pages.remove(oldest.getKey());
      size -= oldest.getValue().body().length;
    }
  }
}
