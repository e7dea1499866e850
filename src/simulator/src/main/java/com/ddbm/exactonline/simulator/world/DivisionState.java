package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Dataset;
import com.ddbm.exactonline.simulator.data.DivisionSeed;
import com.ddbm.exactonline.simulator.data.Mix;
import com.ddbm.exactonline.simulator.data.Row;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One administration: its tables, its row version counter, and how its owner sees it. Guarded by
 * its lock. Every change passes through here and is written to the journal.
 */
public final class DivisionState {
  private static final int INITIAL_DELETIONS = 12;
  private static final long DAY = 86_400_000L;

  private final DivisionSeed seed;
  private final Datasets datasets;
  private final LongSupplier oldestDeletion;
  private final Supplier<Journal> journal;
  private final long firstTimestamp;
  private final long createdAt;
  private final long startedAt;
  private final Map<String, Table> tables = new HashMap<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private long counter;
  private volatile long changes;
  private long shift;
  private int moves;
  private long movedAt = Row.NO_TIME;
  private String name;
  private String refusal = "";
  private boolean archived;

  /**
   * An administration as the seed makes it.
   *
   * @param createdAt when it was made, as wall-clock time
   * @param startedAt the wall-clock time before which the rows of the seed were changed or deleted
   */
  DivisionState(
      DivisionSeed seed,
      Datasets datasets,
      String name,
      long createdAt,
      long startedAt,
      LongSupplier oldestDeletion,
      Supplier<Journal> journal) {
    this.seed = seed;
    this.datasets = datasets;
    this.name = name;
    this.createdAt = createdAt;
    this.startedAt = startedAt;
    this.oldestDeletion = oldestDeletion;
    this.journal = journal;
    this.firstTimestamp =
        (2_000_000L + (Mix.mix(seed.seed()) >>> 44) % 1_000_000L) * RowTable.STRIDE;
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
    int count = Math.min(INITIAL_DELETIONS, seed.baseRows(log.dataset()));
    for (int index = 0; index < count; index++) {
      long bits = Mix.mix(seed.seed() ^ 0xDE1E7EDL, index);
      log.add(
          firstTimestamp + (long) index * RowTable.STRIDE + RowTable.STRIDE - 1,
          new Deletion(
              index % 10 + 1,
              bits,
              Mix.mix(bits) | Long.MIN_VALUE,
              startedAt - (count - index) * DAY));
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
      return tables.computeIfAbsent(
          dataset.id(),
          id ->
              id.equals(Datasets.DELETED)
                  ? new DeletionTable(dataset, seed, timestamp -> timestamp + shift, oldestDeletion)
                  : new RowTable(
                      dataset,
                      seed,
                      dataset.hasTimestamps() ? firstTimestamp + dataset.slot() : 0,
                      startedAt - DAY,
                      timestamp -> timestamp + shift));
    }
  }

  /** The rows of a dataset that can be changed. */
  public RowTable rows(Dataset dataset) {
    return (RowTable) table(dataset);
  }

  /** The log of deletions. */
  public DeletionTable deletions() {
    return (DeletionTable) table(datasets.byId(Datasets.DELETED));
  }

  /** How many changes there have been; whoever remembers a page asks whether it is still true. */
  public long changes() {
    return changes;
  }

  /** A row version higher than all before. */
  public long nextTimestamp() {
    counter += 3;
    return counter;
  }

  /** Gives a row new values and a new row version, or brings it (back) to life. */
  public void put(Dataset dataset, int number, int version, long timestamp, long modified) {
    changes++;
    rows(dataset).put(number, version, timestamp, modified);
    counter = Math.max(counter, timestamp);
    journal.get().write("P", code(), dataset.id(), number, version, timestamp, modified);
  }

  /** Takes a row away, unannounced. */
  public void remove(Dataset dataset, int number) {
    changes++;
    rows(dataset).remove(number);
    journal.get().write("R", code(), dataset.id(), number);
  }

  /** Logs a deletion under a new row version. */
  public void logDeletion(Deletion deletion) {
    logDeletion(nextTimestamp(), deletion);
  }

  private void logDeletion(long timestamp, Deletion deletion) {
    changes++;
    deletions().add(timestamp, deletion);
    counter = Math.max(counter, timestamp);
    journal
        .get()
        .write(
            "D",
            code(),
            timestamp,
            deletion.entityType(),
            deletion.keyHigh(),
            deletion.keyLow(),
            deletion.deletedAt());
  }

  /** Lets every deletion logged so far be older than what Exact keeps. */
  public void expireDeletions() {
    changes++;
    deletions().expireAll();
    journal.get().write("E", code());
  }

  /**
   * Moves to another database: every row shows a smaller row version from now on, also when it
   * moves again.
   */
  public void move(long at) {
    changes++;
    moves++;
    movedAt = at;
    shift = 100_000L - 777L * (moves % 100) - firstTimestamp;
    journal.get().write("M", code(), at);
  }

  /** Repeats a line of the journal that concerns this division. */
  void replay(String[] line) {
    switch (line[0]) {
      case "P" ->
          put(
              datasets.byId(line[2]),
              Integer.parseInt(line[3]),
              Integer.parseInt(line[4]),
              Long.parseLong(line[5]),
              Long.parseLong(line[6]));
      case "R" -> remove(datasets.byId(line[2]), Integer.parseInt(line[3]));
      case "D" ->
          logDeletion(
              Long.parseLong(line[2]),
              new Deletion(
                  Integer.parseInt(line[3]),
                  Long.parseLong(line[4]),
                  Long.parseLong(line[5]),
                  Long.parseLong(line[6])));
      case "E" -> expireDeletions();
      case "M" -> move(Long.parseLong(line[2]));
      case "A" -> archive(Boolean.parseBoolean(line[2]));
      case "F" -> refuse(line[2]);
      case "T" -> rename(line[2]);
      default ->
          throw new IllegalStateException("The journal has a line of an unknown kind: " + line[0]);
    }
  }

  /** When it moved last, or {@link Row#NO_TIME}. */
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
    journal.get().write("T", code(), newName);
  }

  /** Why calls are refused, as the header Reason says it; empty when they are not. */
  public String refusal() {
    return refusal;
  }

  /** Refuses calls for a reason, or allows them again when it is empty. */
  public void refuse(String reason) {
    refusal = reason;
    journal.get().write("F", code(), reason);
  }

  /** Whether it is archived. */
  public boolean archived() {
    return archived;
  }

  /** Archives it or not. */
  public void archive(boolean value) {
    archived = value;
    journal.get().write("A", code(), value);
  }
}
