package com.ddbm.exactonline.sync;

import java.time.Duration;

/**
 * Where fetches run, and how the engine's own thread waits for them. The real one is a pool of
 * threads ({@link ThreadWorkers}); a simulation runs one unit after the other on the engine's
 * thread, in an order it chooses.
 */
public interface Workers {

  /** Runs a unit of work (some pages of one division) some time; never on the calling stack. */
  void submit(Runnable unit);

  /**
   * Waits until {@link #signal()} was called since the last wait, at most this long. A simulation
   * runs a unit here, or moves its clock when there is none.
   *
   * @throws InterruptedException when the engine's own thread is to stop
   */
  void await(Duration atMost) throws InterruptedException;

  /** Wakes the engine's thread; called from any thread. */
  void signal();

  /** Interrupts the units that run now, since their work is no longer wanted. */
  void interrupt();
}
