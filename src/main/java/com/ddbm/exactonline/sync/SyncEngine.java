package com.ddbm.exactonline.sync;

import java.util.ArrayList;
import java.util.List;

/** The entry: claims runs of a configuration and works on them until none is left. */
public final class SyncEngine {

  private final SyncPorts ports;
  private final SyncSettings settings;

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
    throw new UnsupportedOperationException(
        "the run lands within the hour: " + ports + settings + outcomes);
  }
}
