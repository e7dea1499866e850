package com.ddbm.exactonline.exact;

import java.time.Duration;
import java.time.Instant;

/** Time as the engine sees it: the engine itself never asks the system and never sleeps. */
public interface Clock {
  /** The present moment. */
  Instant now();

  /**
   * Waits.
   *
   * @throws InterruptedException when the run is being cancelled
   */
  void sleep(Duration duration) throws InterruptedException;
}
