package com.ddbm.exactonline.sync;

import java.util.regex.Pattern;

/**
 * What is known of the cursor column over the pages of a chain so far. Immutable; texts are numbers
 * (Timestamp) or moments (Modified), null where no row had one.
 *
 * @param from the exclusive lower bound the chain began at, null when it fetches everything
 * @param firstHighest highest value of the first page; stays from when that page had none
 * @param highest highest value of all pages
 * @param last value of the last row
 * @param ascending whether all rows came in ascending order
 * @param rows rows so far
 * @param pages pages so far
 */
record ChainPosition(
    String from,
    String firstHighest,
    String highest,
    String last,
    boolean ascending,
    long rows,
    long pages) {

  /** Facts, section 3: a skip token is a key, a number, or a date and a key. */
  private static final Pattern BY_KEY = Pattern.compile("(?i)skiptoken=guid");

  static ChainPosition startingAt(String from) {
    return new ChainPosition(from, from, from, null, true, 0, 0);
  }

  /** The position after one more page that was read to its end. */
  ChainPosition after(PageTally page) {
    String pageHighest = page.highest();
    boolean stillAscending =
        ascending
            && page.ascending()
            && (last == null || page.first() == null || page.compare(last, page.first()) <= 0);
    return new ChainPosition(
        from,
        pages == 0 ? higher(page, firstHighest, pageHighest) : firstHighest,
        higher(page, highest, pageHighest),
        page.last() == null ? last : page.last(),
        stillAscending,
        rows + page.rows(),
        pages + 1);
  }

  /**
   * The same, knowing how the chain goes on. A next link that continues at a key shows that rows
   * come by key: should their versions rise so far, that is by chance, and a change behind them
   * would be missed.
   *
   * @param link the next link as received, or null at the end
   */
  ChainPosition goingOnAt(String link) {
    return ascending && link != null && BY_KEY.matcher(link).find()
        ? new ChainPosition(from, firstHighest, highest, last, false, rows, pages)
        : this;
  }

  private static String higher(PageTally order, String one, String other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return order.compare(one, other) >= 0 ? one : other;
  }

  /**
   * Where the next step begins once the chain has ended (design, section 5.6): with rows in
   * ascending order, every change up to the overall highest was seen. Otherwise a change may have
   * been made to a row whose page had passed, so only what lay above the first page when it was
   * read can be new.
   */
  String cursorByOrder() {
    return ascending ? highest : firstHighest;
  }
}
