package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.sync.SyncSettings;
import com.ddbm.exactonline.sync.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Workers without threads: while the engine waits, one unit after the other runs on its thread, in
 * an order that a seed chooses; with nothing to run, the clock moves on.
 */
public final class SimulatedWorkers implements Workers {

  private final ManualClock clock;
  private final Random random;
  private final List<Runnable> waiting = new ArrayList<>();
  private int most;

  public SimulatedWorkers(ManualClock clock, long seed) {
    this.clock = clock;
    random = new Random(seed);
  }

  /** What ships, but a worker gives its thread back after each page. */
  public static SyncSettings onePageAUnit() {
    SyncSettings shipped = SyncSettings.defaults();
    return new SyncSettings(
        shipped.divisionsAtOnce(),
        shipped.batchRows(),
        shipped.batchTime(),
        shipped.chunkBytes(),
        shipped.bytesInFlight(),
        1,
        shipped.timeLimit(),
        shipped.longestWait(),
        shipped.heartbeat(),
        shipped.cancelPoll());
  }

  @Override
  public void submit(Runnable unit) {
    waiting.add(unit);
    most = Math.max(most, waiting.size());
  }

  @Override
  public void await(Duration atMost) {
    if (waiting.isEmpty()) {
      clock.advance(atMost);
    } else {
      waiting.remove(random.nextInt(waiting.size())).run();
      clock.advance(Duration.ofMillis(100));
    }
  }

  @Override
  public void signal() {
    // whoever waits is woken by the unit's end
  }

  @Override
  public void interrupt() {
    // nothing runs while the engine's own code does
  }

  /** The most units that were ready at the same time. */
  public int most() {
    return most;
  }
}
