package com.ddbm.exactonline.twins;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * What the in-memory target and journal share: one transaction at a time, undone change by change.
 * Outside a transaction every change stands at once.
 */
public final class InMemoryDatabase {

  private final Deque<Runnable> undo = new ArrayDeque<>();
  private boolean open;

  public void begin() {
    if (open) {
      throw new IllegalStateException("a transaction is open already");
    }
    open = true;
    undo.clear();
  }

  public void commit() {
    open = false;
    undo.clear();
  }

  public void rollback() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
    open = false;
  }

  public boolean inTransaction() {
    return open;
  }

  /** DDL commits what is open in Snowflake: the engine must not do it there. */
  void refuseInTransaction(String what) {
    if (open) {
      throw new IllegalStateException(what + " inside a transaction would commit it");
    }
  }

  void requireTransaction(String what) {
    if (!open) {
      throw new IllegalStateException(what + " belongs inside a publish");
    }
  }

  /** Notes how a change that was just made is taken back. */
  public void undoWith(Runnable step) {
    if (open) {
      undo.push(step);
    }
  }

  <K, V> void put(Map<K, V> map, K key, V value) {
    V before = map.put(key, value);
    undoWith(
        () -> {
          if (before == null) {
            map.remove(key);
          } else {
            map.put(key, before);
          }
        });
  }

  <K, V> void remove(Map<K, V> map, K key) {
    V before = map.remove(key);
    if (before != null) {
      undoWith(() -> map.put(key, before));
    }
  }
}
