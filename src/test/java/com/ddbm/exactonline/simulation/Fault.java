package com.ddbm.exactonline.simulation;

/** A fault that waits for its request. */
final class Fault {

  /** Which requests it is for. */
  enum Place {
    TOKEN,
    SYSTEM,
    DATA
  }

  final FaultKind kind;
  final Place place;
  private int skip;
  private int times;

  /**
   * @param skip how many matching requests go well before
   * @param times how many are hit then
   */
  Fault(FaultKind kind, Place place, int skip, int times) {
    this.kind = kind;
    this.place = place;
    this.skip = skip;
    this.times = times;
  }

  /** Whether it strikes this request. */
  boolean strikes(Place where, boolean followsLink) {
    boolean linkOnly = kind == FaultKind.LINK_EXPIRED;
    if (where != place || times == 0 || (linkOnly && !followsLink)) {
      return false;
    }
    if (skip > 0) {
      skip--;
      return false;
    }
    times--;
    return true;
  }
}
