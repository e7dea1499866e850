package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.ExactException.Kind;

/**
 * Notices a chain whose next links lead in a circle, which would cost all calls of the day and
 * every day after, with one link in memory (Brent's algorithm): a circle of n links is noticed
 * after at most 3n.
 */
final class LinkLoop {

  private String remembered;
  private long passed;
  private long span = 1;

  /**
   * One step along a chain.
   *
   * @param from the link that was followed, null at the beginning of a chain
   * @param to the next link that was received; null, the end of a chain, closes no circle
   * @throws ExactException PROTOCOL (EO-2012) when it has led here before
   */
  void follow(String from, String to, String title) {
    if (from == null) {
      remembered = null;
      passed = 0;
      span = 1;
    }
    if (to == null) {
      return;
    }
    if (to.equals(remembered)) {
      throw new ExactException(
          Kind.PROTOCOL,
          ErrorCode.EO_2012,
          null,
          null,
          title + ": a next link leads back to a page that was read");
    }
    passed++;
    if (passed == span) {
      remembered = to;
      passed = 0;
      span *= 2;
    }
  }
}
