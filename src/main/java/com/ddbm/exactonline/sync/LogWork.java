package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.exact.ExactApi.Right;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.Page;
import com.ddbm.exactonline.exact.PageRequest;
import com.ddbm.exactonline.warehouse.CsvPage;
import java.util.Set;

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
  private boolean rightDue;
  private boolean usable;
  private boolean done;
  private ChainPosition position;
  private String link;
  private int restarts;
  private long sequence;

  /**
   * @param source the endpoint of deletions, whether or not the configuration loads its table
   * @param from exclusive lower bound
   * @param rightDue whether the right is to be checked
   * @param usable what is known of the right without a check
   * @param seenBefore whether deletions of the division were seen before
   */
  LogWork(
      int division,
      Source source,
      long from,
      boolean rightDue,
      boolean usable,
      boolean seenBefore,
      Clock clock,
      Batches batches) {
    this.division = division;
    this.source = source;
    this.rightDue = rightDue;
    this.usable = usable;
    this.seenBefore = seenBefore;
    this.clock = clock;
    this.batches = batches;
    position = ChainPosition.startingAt(Long.toString(Math.max(1, from)));
  }

  boolean rightDue() {
    return rightDue;
  }

  boolean usable() {
    return usable;
  }

  boolean done() {
    return done;
  }

  /**
   * Checks the right. A server that does not tell counts as readable only when deletions were seen
   * before.
   */
  void checkRight(ExactApi api) throws InterruptedException {
    found(api.mayRead(division, source.endpoint()));
  }

  /** The check itself was refused. */
  void rightUnknown() {
    found(Right.UNKNOWN);
  }

  private void found(Right right) {
    rightDue = false;
    usable = right == Right.GRANTED || (right == Right.UNKNOWN && seenBefore);
    LogDelta delta = new LogDelta(division);
    delta.calls = 1;
    delta.right = right;
    delta.rightCheckedAt = clock.now();
    delta.unusable = !usable;
    batches.addLog(delta, null, null);
  }

  /** Reads one page. */
  void advance(ExactApi api) throws InterruptedException {
    CsvPage rows = new CsvPage(source.table());
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
                  rows.add(division, ++sequence, values, extra, Set.of());
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
    position = position.after(tally);
    link = page.nextLink();
    LogDelta delta = new LogDelta(division);
    delta.fetched = page.rows();
    delta.calls = page.calls();
    if (link == null) {
      done = true;
      delta.endedAt = Long.parseLong(position.cursorByOrder());
    }
    batches.addLog(delta, new Batch.Lane(source, Batch.Kind.LOG), rows);
  }

  /** It cannot be read after all. */
  void giveUp() {
    usable = false;
    LogDelta delta = new LogDelta(division);
    delta.unusable = true;
    batches.addLog(delta, null, null);
  }
}
