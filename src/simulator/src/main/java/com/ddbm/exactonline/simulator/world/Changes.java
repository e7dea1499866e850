package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Dataset;
import com.ddbm.exactonline.simulator.data.Guids;
import com.ddbm.exactonline.simulator.data.Mix;
import com.ddbm.exactonline.simulator.data.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes to the rows of a division: updates, inserts, deletions and keys that come back. Rows that
 * have row versions get new ones; deletions are logged where Exact logs them. Callers hold the
 * write lock of the division.
 */
public final class Changes {
  private final World world;
  private final DivisionState division;
  private final Dataset dataset;
  private final RowTable table;
  private final Map<String, Integer> done = new LinkedHashMap<>();

  private Changes(World world, DivisionState division, Dataset dataset) {
    this.world = world;
    this.division = division;
    this.dataset = dataset;
    this.table = division.rows(dataset);
  }

  /** How many changes of each kind to make. */
  public record Amounts(int updates, int inserts, int deletions, int recreated) {}

  /** Makes changes to rows that the seed chooses; returns how many were made of each kind. */
  public static Map<String, Integer> batch(
      World world, DivisionState division, Dataset dataset, long seed, Amounts amounts) {
    Changes changes = new Changes(world, division, dataset);
    long bits = Mix.mix(seed, Mix.mix(division.code(), Mix.text(dataset.id())));
    LiveRows rows = new LiveRows(changes.table, bits);
    for (int index = 0; index < amounts.updates(); index++) {
      changes.update(rows.next());
    }
    if (!dataset.single()) {
      for (int index = 0; index < amounts.deletions(); index++) {
        changes.delete(changes.table.anyLive(Mix.mix(bits, 1_000_000L + index)), (index & 1) == 1);
      }
      for (int index = 0; index < amounts.recreated(); index++) {
        changes.recreate(changes.table.anyLive(Mix.mix(bits, 2_000_000L + index)));
      }
      for (int index = 0; index < amounts.inserts(); index++) {
        changes.insert();
      }
    }
    return changes.done;
  }

  /**
   * Changes one row by its number: update, delete, delete-document, recreate, insert, touch,
   * vanish.
   */
  public static Map<String, Integer> one(
      World world, DivisionState division, Dataset dataset, String kind, int number) {
    Changes changes = new Changes(world, division, dataset);
    int chosen = number >= 0 ? number : changes.table.anyLive(0);
    switch (kind) {
      case "update" -> changes.update(chosen);
      case "delete" -> changes.delete(chosen, false);
      case "delete-document" -> changes.delete(chosen, true);
      case "recreate" -> changes.recreate(chosen);
      case "insert" -> changes.insert();
      case "vanish" -> changes.vanish(chosen);
      case "duplicate" -> changes.duplicate();
      default ->
          throw new IllegalArgumentException(
              "Unknown kind of change: "
                  + kind
                  + " (update, delete, delete-document, recreate, insert, vanish, duplicate)");
    }
    return changes.done;
  }

  /**
   * Changes a row of a page that is just being answered, so that the same row comes once more with
   * a higher row version: on a later page or, when there is none, at the end of this one.
   */
  public static Selection changeOneOf(
      World world, DivisionState division, Dataset dataset, Selection page, boolean last) {
    if (page.size() == 0 || !dataset.hasTimestamps() || dataset.id().equals(Datasets.DELETED)) {
      return page;
    }
    division.lock().writeLock().lock();
    try {
      int number = page.number(page.size() / 2);
      Changes changes = new Changes(world, division, dataset);
      changes.updateAlone(number);
      world.flush();
      if (last) {
        Selection renewed = changes.table.one(number);
        if (renewed.size() == 1) {
          page.add(renewed, 0);
        }
      }
      return page;
    } finally {
      division.lock().writeLock().unlock();
    }
  }

  private void count(String kind) {
    done.merge(kind, 1, Integer::sum);
  }

  private long now() {
    return world.clock().wallClock();
  }

  private void put(int number, int version) {
    long timestamp = dataset.hasTimestamps() ? division.nextTimestamp() : 0;
    long modified = table.neverModified(number) ? Row.NO_TIME : now();
    division.put(dataset, number, version, timestamp, modified);
  }

  private void updateAlone(int number) {
    if (table.live(number)) {
      int version = table.version(number);
      put(number, version < 0 ? version - 1 : version + 1);
      count("updated");
    }
  }

  private void update(int number) {
    if (number < 0) {
      return;
    }
    updateAlone(number);
    renewDocument(number, number);
  }

  /** In some streams a change of header or line gives all rows of the document new row versions. */
  private void renewDocument(int number, int except) {
    if (!dataset.changesAsDocument()) {
      return;
    }
    for (int other : document(number)) {
      if (other != except && table.live(other)) {
        put(other, table.version(other));
        count("touched");
      }
    }
  }

  private List<Integer> document(int number) {
    List<Integer> numbers = new ArrayList<>();
    int first = number - number % dataset.linesPerDocument();
    for (int offset = 0; offset < dataset.linesPerDocument(); offset++) {
      numbers.add(first + offset);
    }
    return numbers;
  }

  private void insert() {
    int number = table.nextNumber();
    put(number, 0);
    count("inserted");
    renewDocument(number, number);
  }

  private void delete(int number, boolean wholeDocument) {
    if (number < 0 || !table.live(number)) {
      return;
    }
    boolean header = dataset.linesPerDocument() > 1 && number % dataset.linesPerDocument() == 0;
    if (dataset.linesPerDocument() > 1 && (wholeDocument || header)) {
      for (int other : document(number)) {
        if (table.live(other)) {
          division.remove(dataset, other);
          count("deleted");
        }
      }
      long seed = Dataset.documentSeed(table.row().tableSeed());
      int document = number / dataset.linesPerDocument();
      log(Guids.high(seed, document), Guids.low(seed, document));
      return;
    }
    division.remove(dataset, number);
    count("deleted");
    logRow(number);
    renewDocument(number, number);
  }

  /** A row goes without a trace, as rows do where Exact logs no deletions. */
  private void vanish(int number) {
    if (number >= 0 && table.live(number)) {
      division.remove(dataset, number);
      count("vanished");
    }
  }

  /** A snapshot gets one more row whose key is that of the row before it. */
  private void duplicate() {
    if (!dataset.id().equals("financial_reporting_balance")
        && !dataset.id().equals("financial_aging_overview")) {
      throw new IllegalArgumentException(
          "Keys come twice in financial_reporting_balance and financial_aging_overview only");
    }
    if (!table.live(table.nextNumber() - 1)) {
      insert();
    }
    put(table.nextNumber(), -1);
    count("duplicated");
  }

  private void recreate(int number) {
    if (number < 0) {
      return;
    }
    int version = table.version(number);
    if (table.live(number)) {
      division.remove(dataset, number);
      logRow(number);
    }
    put(number, Math.abs(version) + 1);
    count("recreated");
    renewDocument(number, number);
  }

  private void logRow(int number) {
    Row row = table.row();
    boolean headerIsDocument =
        dataset.changesAsDocument() && number % dataset.linesPerDocument() == 0;
    if (headerIsDocument) {
      long seed = Dataset.documentSeed(row.tableSeed());
      int document = number / dataset.linesPerDocument();
      log(Guids.high(seed, document), Guids.low(seed, document));
    } else {
      log(Guids.high(row.tableSeed(), number), Guids.low(row.tableSeed(), number));
    }
  }

  private void log(long high, long low) {
    if (dataset.entityType() != 0) {
      division.logDeletion(new Deletion(dataset.entityType(), high, low, now()));
      count("logged");
    }
  }
}
