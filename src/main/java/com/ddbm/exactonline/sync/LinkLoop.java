package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.exact.Page;

/**
 * Notices a chain that does not end, which would cost all calls of the day and every day after: its
 * next links lead in a circle, or on and on through empty pages. With one link in memory (Brent's
 * algorithm): a circle of n links is noticed after at most 3n.
 */
final class LinkLoop {

  /** An empty page may have a next one (facts, section 3); so many in a row were never seen. */
  private static final int MOST_EMPTY_PAGES = 100;

  private String remembered;
  private int emptyPages;
  private long passed;
  private long span = 1;

  /**
   * One step along a chain.
   *
   * @param from the link that was followed, null at the beginning of a chain
   * @param page the page that was received; the end of a chain closes no circle
   * @throws ExactException PROTOCOL (EO-2012) when its next link has led here before, or to nothing
   *     for too long
   */
  void follow(String from, Page page, String title) {
    String to = page.nextLink();
    emptyPages = from == null || page.rows() > 0 ? 0 : emptyPages + 1;
    if (from == null) {
      remembered = null;
      passed = 0;
      span = 1;
    }
    if (to == null) {
      return;
    }
    if (to.equals(remembered)) {
      throw endless(title + ": a next link leads back to a page that was read");
    }
    if (emptyPages > MOST_EMPTY_PAGES) {
      throw endless(title + ": " + emptyPages + " empty pages in a row, each with a next link");
    }
    passed++;
    if (passed == span) {
      remembered = to;
      passed = 0;
      span *= 2;
    }
  }

  private static ExactException endless(String what) {
    return new ExactException(Kind.PROTOCOL, ErrorCode.EO_2012, null, null, what);
  }
}
