package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.state.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The entry: claims runs of a configuration and works on them until none is left. */
public final class SyncEngine {

  private final SyncPorts ports;
  private final SyncSettings settings;
  private long peakBytes;

  public SyncEngine(SyncPorts ports, SyncSettings settings) {
    this.ports = ports;
    this.settings = settings;
  }

  /**
   * Works until no run of the configuration is left to do now, or the last outcome says that this
   * execution must stop ({@link RunOutcome#goesOnElsewhere()}, {@link RunOutcome#takenOver()}).
   *
   * @param configuration its name
   * @return outcomes in order; empty when nothing was to do or another holder is at work
   * @throws InterruptedException when the calling thread is to stop
   */
  public List<RunOutcome> work(String configuration) throws InterruptedException {
    List<RunOutcome> outcomes = new ArrayList<>();
    while (true) {
      Optional<Claim> claim =
          ports.journal().claim(configuration, ports.holder(), ports.clock().now());
      if (claim.isEmpty()) {
        return outcomes;
      }
      RunOutcome outcome = execute(claim.get());
      outcomes.add(outcome);
      if (outcome.goesOnElsewhere() || outcome.takenOver()) {
        return outcomes;
      }
    }
  }

  private RunOutcome execute(Claim claim) throws InterruptedException {
    RunExecution execution = new RunExecution(ports, settings, claim);
    try {
      return execution.execute();
    } catch (InterruptedException stopped) {
      // The run goes on with whoever claims next, at once and not only when the lease has lapsed.
      ports.journal().release(claim);
      throw stopped;
    } finally {
      peakBytes = Math.max(peakBytes, execution.peakBytes());
    }
  }

  /** The most compressed bytes of rows that waited in memory at any time. */
  public long peakBytes() {
    return peakBytes;
  }
}
