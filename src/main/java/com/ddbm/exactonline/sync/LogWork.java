package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.exact.ExactApi.Right;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.Page;
import com.ddbm.exactonline.exact.PageRequest;
import com.ddbm.exactonline.warehouse.CsvPage;

/**
 * The fetching of a division's sync/Deleted, after its entities: first whether the user may read it
 * (without the right it is silently empty), then its rows above the log's position. One worker at a
 * time.
 *
 * <p>It has no checkpoint: the log takes a deletion once, so that a chain begun anew doubles
 * nothing, and two months of deletions are few pages.
 */
final class LogWork {

  private static final int MOST_RESTARTS = 3;

  private final int division;
  private final Source source;
  private final Clock clock;
  private final Batches batches;
  private final boolean seenBefore;
  private final LinkLoop loop = new LinkLoop();
  private boolean rightDue;
  private boolean usable;
  private boolean proven;
  private boolean done;
  private boolean cut;
  private ChainPosition position;
  private String link;
  private int restarts;
  private long sequence;

  /**
   * @param source the endpoint of deletions, whether or not the configuration loads its table
   * @param from exclusive lower bound
   * @param rightDue whether the right is to be checked; otherwise the user is known to have it
   * @param seenBefore whether deletions of the division were seen before, which proves the right
   *     where the server does not tell
   */
  LogWork(
      int division,
      Source source,
      long from,
      boolean rightDue,
      boolean seenBefore,
      Clock clock,
      Batches batches) {
    this.division = division;
    this.source = source;
    this.rightDue = rightDue;
    this.seenBefore = seenBefore;
    this.clock = clock;
    this.batches = batches;
    usable = true;
    proven = true;
    position = ChainPosition.startingAt(Long.toString(Math.max(1, from)));
  }

  Endpoint endpoint() {
    return source.endpoint();
  }

  boolean rightDue() {
    return rightDue;
  }

  /** Whether it may be read at all. */
  boolean usable() {
    return usable;
  }

  /** Whether an empty answer can be believed: otherwise keys are compared as well. */
  boolean proven() {
    return usable && proven;
  }

  boolean done() {
    return done;
  }

  /** Checks the right. */
  void checkRight(ExactApi api) throws InterruptedException {
    LogDelta delta = new LogDelta(division);
    delta.right = api.mayRead(division, source.endpoint());
    delta.rightCheckedAt = clock.now();
    found(delta);
  }

  /** The check itself was refused: nothing is known, and it is made again next time. */
  void rightUnknown() {
    LogDelta delta = new LogDelta(division);
    delta.right = Right.UNKNOWN;
    found(delta);
  }

  private void found(LogDelta delta) {
    rightDue = false;
    usable = delta.right != Right.MISSING;
    proven = delta.right == Right.GRANTED || seenBefore;
    delta.calls = 1;
    delta.unusable = !usable;
    batches.addLog(delta, null, null);
  }

  /** Reads one page. */
  void advance(ExactApi api) throws InterruptedException {
    CsvPage rows = batches.pages().take(source.table());
    try {
      advance(api, rows);
    } finally {
      batches.pages().giveBack(rows);
    }
  }

  private void advance(ExactApi api, CsvPage rows) throws InterruptedException {
    PageTally tally = new PageTally(true);
    int timestamp = source.endpoint().indexOf(Endpoint.TIMESTAMP);
    PageRequest request =
        new PageRequest(
            division,
            source.endpoint(),
            source.columnNames(),
            new PageRequest.TimestampAfter(Long.parseLong(position.from())),
            link);
    Page page;
    try {
      page =
          api.page(
              request,
              new ExactApi.RetryableSink() {
                @Override
                public void accept(String[] values, String extra) {
                  tally.add(values[timestamp]);
                  rows.add(division, ++sequence, values, extra);
                }

                @Override
                public void restart() {
                  tally.restart();
                  rows.restart();
                }
              });
    } catch (ExactException refusal) {
      if (refusal.kind() == ExactException.Kind.LINK_EXPIRED
          && link != null
          && ++restarts <= MOST_RESTARTS) {
        link = null;
        position = ChainPosition.startingAt(position.from());
        return;
      }
      throw refusal;
    }
    loop.follow(link, page, source.endpoint().title());
    link = page.nextLink();
    position = position.after(tally).goingOnAt(link);
    LogDelta delta = new LogDelta(division);
    delta.fetched = page.rows();
    delta.calls = page.calls();
    if (link == null) {
      // A right that is taken away in the middle of a chain looks like its end.
      cut = page.rows() == 0 && position.pages() > 1;
      if (!cut) {
        done = true;
        delta.endedAt = Long.parseLong(position.cursorByOrder());
      }
    }
    batches.addLog(delta, new Batch.Lane(source, Batch.Kind.LOG), rows);
  }

  /** Whether the last page was empty, so that {@link #confirm} must tell what that means. */
  boolean cut() {
    return cut;
  }

  /**
   * Asks for the right once more.
   *
   * @return false when it is gone; where the server does not tell, these pages are read again with
   *     the next run
   */
  boolean confirm(ExactApi api) throws InterruptedException {
    LogDelta delta = new LogDelta(division);
    Right right = api.mayRead(division, source.endpoint());
    delta.calls = 1;
    if (right != Right.MISSING) {
      done = true;
      boolean granted = right == Right.GRANTED;
      delta.endedAt = Long.parseLong(granted ? position.cursorByOrder() : position.from());
    }
    cut = false;
    batches.addLog(delta, null, null);
    return done;
  }

  /**
   * It cannot be read after all.
   *
   * @param skipped whether that is no failure: the licence or the country does not have it
   */
  void giveUp(ConnectorException refusal, boolean skipped) {
    usable = false;
    LogDelta delta = new LogDelta(division);
    delta.unusable = true;
    delta.refusal = refusal;
    delta.skipped = skipped;
    batches.addLog(delta, null, null);
  }
}
