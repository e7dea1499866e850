package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Dataset;
import com.ddbm.exactonline.simulator.data.DivisionSeed;
import com.ddbm.exactonline.simulator.data.Mix;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;

/** One administration: its tables, its row version counter, and how its owner sees it. Guarded by its lock. */
public final class DivisionState {
  private static final int INITIAL_DELETIONS = 12;

  private final DivisionSeed seed;
  private final Datasets datasets;
  private final LongSupplier oldestDeletion;
  private final long firstTimestamp;
  private final long createdAt;
  private final Map<String, Table> tables = new HashMap<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private long counter;
  private long shift;
  private int moves;
  private long movedAt = Long.MIN_VALUE;
  private String name;
  private boolean blocked;
  private boolean archived;
  private boolean removed;

  /** An administration as the seed makes it. */
  public DivisionState(DivisionSeed seed, Datasets datasets, String name, long createdAt, LongSupplier oldestDeletion) {
    this.seed = seed;
    this.datasets = datasets;
    this.name = name;
    this.createdAt = createdAt;
    this.oldestDeletion = oldestDeletion;
    this.firstTimestamp = (2_000_000L + (Mix.mix(seed.seed()) >>> 44) % 1_000_000L) * RowTable.STRIDE;
    int rows = INITIAL_DELETIONS + 1;
    for (Dataset dataset : datasets.all().values()) {
      rows = dataset.hasTimestamps() ? Math.max(rows, seed.baseRows(dataset)) : rows;
    }
    this.counter = firstTimestamp + (long) (rows + 1) * RowTable.STRIDE;
    logOldDeletions();
  }

  /** Deletions from before the simulator was started; their keys exist nowhere. */
  private void logOldDeletions() {
    DeletionTable log = deletions();
    int count = Math.min(INITIAL_DELETIONS, seed.baseRows(datasets.byId(Datasets.DELETED)));
    for (int index = 0; index < count; index++) {
      long bits = Mix.mix(seed.seed() ^ 0xDE1E7EDL, index);
      log.add(firstTimestamp + (long) index * RowTable.STRIDE + RowTable.STRIDE - 1, new Deletion(index % 10 + 1, bits,
          Mix.mix(bits) | Long.MIN_VALUE, createdAt - (count - index) * 86_400_000L));
    }
  }

  /** The lock: read for pages, write for changes. */
  public ReentrantReadWriteLock lock() {
    return lock;
  }

  /** The code. */
  public int code() {
    return seed.code();
  }

  /** The seed of its rows. */
  public DivisionSeed seed() {
    return seed;
  }

  /** The table of a dataset. */
  public Table table(Dataset dataset) {
    synchronized (tables) {
      return tables.computeIfAbsent(dataset.id(), id -> id.equals(Datasets.DELETED)
          ? new DeletionTable(dataset, seed, timestamp -> timestamp + shift, oldestDeletion)
          : new RowTable(dataset, seed, dataset.hasTimestamps() ? firstTimestamp + dataset.slot() : 0,
              timestamp -> timestamp + shift));
    }
  }

  /** The log of deletions. */
  public DeletionTable deletions() {
    return (DeletionTable) table(datasets.byId(Datasets.DELETED));
  }

  /** A row version higher than all before; steps of three leave room for duplicates just below. */
  public long nextTimestamp() {
    counter += 3;
    return counter;
  }

  /** Moves to another database: every row shows a smaller row version from now on. */
  public void move(long at) {
    moves++;
    movedAt = at;
    shift = 1000L + 777L * moves - firstTimestamp;
  }

  /** When it moved last, or {@link com.ddbm.exactonline.simulator.data.Row#NO_TIME}. */
  public long movedAt() {
    return movedAt;
  }

  /** When it was made, as wall-clock time. */
  public long createdAt() {
    return createdAt;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Gives it another name. */
  public void rename(String newName) {
    name = newName;
  }

  /** Whether calls are refused since it is blocked. */
  public boolean blocked() {
    return blocked;
  }

  /** Blocks it or not. */
  public void block(boolean value) {
    blocked = value;
  }

  /** Whether it is archived. */
  public boolean archived() {
    return archived;
  }

  /** Archives it or not. */
  public void archive(boolean value) {
    archived = value;
  }

  /** Whether the user has no access to it any more. */
  public boolean removed() {
    return removed;
  }

  /** Takes the user's access or gives it back. */
  public void remove(boolean value) {
    removed = value;
  }
}
