package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.warehouse.CsvPage;
import com.ddbm.exactonline.warehouse.CsvPages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The batch that workers write into now. Rows of a page and what they mean for their step enter it
 * together, so that closing it never parts them. Thread-safe.
 */
final class Batches {

  private final SyncSettings settings;
  private final Clock clock;
  private final CsvPages pages = new CsvPages();
  private Batch current = new Batch();
  private long held;
  private long peak;
  private long aside;

  Batches(SyncSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Where the memory of pages comes from, and goes when their rows have entered the batch. */
  CsvPages pages() {
    return pages;
  }

  /** A page was read: its rows and what they mean. */
  synchronized void add(Delta delta, Batch.Lane lane, CsvPage page) {
    if (page != null && page.rows() > 0) {
      GzipChunks chunks = chunks(lane);
      long before = chunks.size();
      chunks.add(page);
      hold(chunks.size() - before);
      current.rows += page.rows();
    }
    add(delta);
  }

  /** A snapshot is complete: all its rows enter the batch at once. */
  synchronized void addSnapshot(Delta delta, Batch.Lane lane, GzipChunks rows, long count) {
    GzipChunks chunks = chunks(lane);
    long before = chunks.size();
    chunks.addAll(rows);
    hold(chunks.size() - before);
    current.rows += count;
    add(delta);
  }

  /** Something happened to a step without rows. */
  synchronized void add(Delta delta) {
    if (current.since == null) {
      current.since = clock.now();
    }
    current.deltas.computeIfAbsent(delta.work, Delta::new).add(delta);
  }

  /** Something happened to the fetching of a division's deletions. */
  synchronized void addLog(LogDelta delta, Batch.Lane lane, CsvPage page) {
    if (page != null && page.rows() > 0) {
      GzipChunks chunks = chunks(lane);
      long before = chunks.size();
      chunks.add(page);
      hold(chunks.size() - before);
      current.rows += page.rows();
    }
    if (current.since == null) {
      current.since = clock.now();
    }
    current.logs.computeIfAbsent(delta.division, LogDelta::new).add(delta);
  }

  private GzipChunks chunks(Batch.Lane lane) {
    return current.lanes.computeIfAbsent(lane, key -> new GzipChunks(settings.chunkBytes()));
  }

  private void hold(long bytes) {
    held += bytes;
    peak = Math.max(peak, held);
  }

  /** Compressed bytes that snapshots under way keep aside until they are complete. */
  synchronized void setAside(long bytes) {
    aside += bytes;
    peak = Math.max(peak, held + aside);
  }

  /** Whether snapshots under way keep so much that no further division should be begun. */
  synchronized boolean muchAside() {
    return aside >= settings.bytesInFlight();
  }

  /** Whether workers must stop until files were uploaded. */
  synchronized boolean full() {
    return held >= settings.bytesInFlight();
  }

  /** The most bytes that were held at any time. */
  synchronized long peakBytes() {
    return peak;
  }

  /** Whether it is time to load: by rows or by age. */
  synchronized boolean due() {
    return current.rows >= settings.batchRows() || !dueAt().isAfter(clock.now());
  }

  /** When the batch will be due by age. */
  synchronized Instant dueAt() {
    return current.since == null ? Instant.MAX : current.since.plus(settings.batchTime());
  }

  /** What is under way in the batch, for those who watch. */
  synchronized Map<StepKey, Delta> under() {
    Map<StepKey, Delta> under = new LinkedHashMap<>();
    current.deltas.forEach(
        (work, delta) -> {
          Delta copy = new Delta(work);
          copy.add(delta);
          under.put(work.plan.key(), copy);
        });
    return under;
  }

  synchronized boolean isEmpty() {
    return current.isEmpty();
  }

  synchronized long rows() {
    return current.rows;
  }

  /** Closed files of the current batch, to be uploaded while workers go on. */
  synchronized List<Loader.Upload> takeClosed(boolean closeAll) {
    return take(current, closeAll);
  }

  /** What is left of a batch that was closed. */
  synchronized List<Loader.Upload> takeRest(Batch closed) {
    return take(closed, true);
  }

  private static List<Loader.Upload> take(Batch batch, boolean closeAll) {
    List<Loader.Upload> uploads = new ArrayList<>();
    batch.lanes.forEach(
        (lane, chunks) -> {
          if (closeAll) {
            chunks.seal();
          }
          chunks.take().forEach(chunk -> uploads.add(new Loader.Upload(batch, lane, chunk)));
        });
    return uploads;
  }

  /** A file has left the memory. */
  synchronized void uploaded(Loader.Upload upload) {
    held -= upload.bytes().length;
  }

  /** Closes the current batch and begins the next. */
  synchronized Batch swap() {
    Batch closed = current;
    current = new Batch();
    return closed;
  }

  /** How long until the batch is due by age, at most this. */
  Duration untilDue(Duration atMost) {
    Instant due = dueAt();
    if (due.equals(Instant.MAX)) {
      return atMost;
    }
    Duration left = Duration.between(clock.now(), due);
    return left.isNegative() ? Duration.ZERO : left.compareTo(atMost) < 0 ? left : atMost;
  }
}
