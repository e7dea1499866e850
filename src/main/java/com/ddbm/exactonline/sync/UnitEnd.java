package com.ddbm.exactonline.sync;

import java.time.Instant;

/**
 * Why a worker gave its thread back.
 *
 * @param parkedUntil for PARKED: when a limit resets
 * @param failure for ABORTED: what ends the whole run
 */
record UnitEnd(Kind kind, Instant parkedUntil, Throwable failure) {

  enum Kind {
    /** Enough pages for once. */
    YIELDED,
    /** Too many bytes wait for upload. */
    PAUSED,
    /** A limit that resets soon. */
    PARKED,
    /** The batch must be published before it goes on. */
    FLUSH,
    /** Nothing is left to fetch in the division now. */
    FINISHED,
    /** It was told to stop. */
    STOPPED,
    /** Something that concerns the whole run. */
    ABORTED
  }

  static UnitEnd of(Kind kind) {
    return new UnitEnd(kind, null, null);
  }

  static UnitEnd parked(Instant until) {
    return new UnitEnd(Kind.PARKED, until, null);
  }

  static UnitEnd aborted(Throwable failure) {
    return new UnitEnd(Kind.ABORTED, null, failure);
  }
}
