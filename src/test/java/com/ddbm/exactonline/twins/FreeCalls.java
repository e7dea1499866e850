package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.exact.CallBudget;
import com.ddbm.exactonline.exact.ExactTransport;
import java.time.Instant;
import java.util.List;

/** A budget that says what it is told to and counts nothing. */
public final class FreeCalls implements CallBudget {

  private long perDivision = Long.MAX_VALUE / 2;
  private long contract = Long.MAX_VALUE / 2;

  /** What is left today for each division and for the contract. */
  public void left(long eachDivision, long wholeContract) {
    perDivision = eachDivision;
    contract = wholeContract;
  }

  @Override
  public Instant reserve(int division, Instant now) {
    return now;
  }

  @Override
  public void learn(int division, Instant now, ExactTransport.Response response) {
    // nothing to learn
  }

  @Override
  public long remainingToday(int division, Instant now) {
    return division == 0 ? contract : perDivision;
  }

  @Override
  public List<Usage> usage() {
    return List.of();
  }
}
