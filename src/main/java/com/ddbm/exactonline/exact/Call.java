package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.catalogue.Endpoint;
import java.util.List;

/**
 * One GET and whom it concerns.
 *
 * @param division 0 for calls without one
 * @param endpoint what is asked for; the error sentences and the count of errors go by it
 * @param url absolute, on the connection's site
 * @param followsLink whether the url is a next link
 * @param droppable properties that may be left out when the server does not know them
 */
record Call(
    int division, Endpoint endpoint, String url, boolean followsLink, List<String> droppable) {

  /** A call whose answer has no columns to lose. */
  static Call plain(int division, Endpoint endpoint, String url) {
    return new Call(division, endpoint, url, false, List.of());
  }

  /** What the sentences of errors call it, for example {@code CRM - Accounts}. */
  String title() {
    return endpoint.title();
  }
}
