package com.ddbm.exactonline.simulation;

/** What may happen to one request; the numbers are those of facts.md, section 8. */
enum FaultKind {
  /** The connection breaks before the server has read the request. */
  RESET,
  /** The server has done its work and the answer is lost (5). */
  LOST_ANSWER,
  /** The body ends in the middle (24). */
  TRUNCATED,
  /** 408 (11). */
  TIMEOUT,
  /** Nobody answers at the address: it takes the whole time-out to know. */
  NO_CONNECTION,
  /** The server has done its work and its answer does not come within the time-out (5). */
  NO_ANSWER,
  /** 500 as JSON (12). */
  SERVER_ERROR,
  /** 503 as HTML (12). */
  MAINTENANCE,
  /** 599 (12). */
  NETWORK_599,
  /** 429 without headers (10). */
  BARE_429,
  /** The access token is refused although it is young (7). */
  UNAUTHORIZED,
  /** A login page with status 200 (13). */
  LOGIN_PAGE,
  /** XML with status 200 (14). */
  XML,
  /** A body that is no JSON. */
  MALFORMED,
  /** An empty body with status 200 (5). */
  EMPTY_BODY,
  /** 400 for a next link. */
  LINK_EXPIRED,
  /** A row comes twice in one page (19). */
  DUPLICATE_ROW,
  /** An older version of a row comes after the newer one. */
  OLDER_VERSION_AFTER,
  /** Rows of a page in another order. */
  REORDERED,
  /** {@code d} is a bare array, without a next link it would not have (18). */
  BARE_ARRAY,
  /** A property that nobody asked for (23). */
  EXTRA_PROPERTY,
  /** A page without rows but with a next link. */
  EMPTY_PAGE,
  /** The host does not resolve: access is not approved. */
  UNKNOWN_HOST,
  /** 403 without a reason: the module is not in the licence. */
  MODULE,
  /** 404: not offered here. */
  NOT_OFFERED,
  /** 400: the query is refused. */
  BAD_QUERY,
  /** A next link that leads to another host. */
  FOREIGN_LINK,
  /** The refresh comes too early (1). */
  TOO_EARLY,
  /** The chain of refresh tokens is broken (4): only a person can mend that. */
  BROKEN_CHAIN,
  /** A page ends before it is full, with a link to the rest (27). */
  SHORT_PAGE
}
