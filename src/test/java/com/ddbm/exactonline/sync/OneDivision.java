package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.ExactApi;
import java.time.LocalDateTime;
import java.util.List;

/** An Exact Online of one division; which pages it has is said by whoever needs it. */
abstract class OneDivision implements ExactApi {

  private final Right right;

  OneDivision(Right right) {
    this.right = right;
  }

  @Override
  public Me me() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Division> divisions() {
    return List.of(new Division(1, "One", 1, 0, false, null));
  }

  @Override
  public Right mayRead(int division, Endpoint endpoint) {
    return right;
  }

  @Override
  public long timestampAt(int division, Endpoint endpoint, LocalDateTime modified) {
    return 1;
  }
}
