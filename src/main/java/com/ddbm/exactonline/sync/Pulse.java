package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.state.Claim;
import com.ddbm.exactonline.state.SyncJournal;
import java.time.Duration;
import java.time.Instant;

/**
 * What the engine's thread does in between, however long its work takes: it extends the lease,
 * hands tokens to workers, and looks whether the user cancelled.
 */
final class Pulse {

  /** Another holder has the lease: stop without a word. */
  static final class LeaseLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLost() {
      super("the lease is lost", null, false, false);
    }
  }

  /** The user asked to cancel. */
  static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Cancelled() {
      super("cancelled", null, false, false);
    }
  }

  private final SyncJournal journal;
  private final Claim claim;
  private final Clock clock;
  private final SyncSettings settings;
  private final TokenDesk desk;
  private final Instant deadline;
  private Instant lastBeat;
  private Instant lastLook;

  /**
   * @param deadline when this execution should have ended
   */
  Pulse(
      SyncJournal journal,
      Claim claim,
      Clock clock,
      SyncSettings settings,
      TokenDesk desk,
      Instant deadline) {
    this.journal = journal;
    this.claim = claim;
    this.clock = clock;
    this.settings = settings;
    this.desk = desk;
    this.deadline = deadline;
    lastBeat = clock.now();
    lastLook = clock.now();
  }

  /**
   * Serves tokens, and extends the lease when that is due.
   *
   * @return whether the lease was extended now
   */
  boolean beat() throws InterruptedException {
    desk.serve();
    Instant now = clock.now();
    if (Duration.between(lastBeat, now).compareTo(settings.heartbeat()) < 0) {
      return false;
    }
    if (!journal.heartbeat(claim, now)) {
      throw new LeaseLost();
    }
    lastBeat = now;
    return true;
  }

  /** Beats, and stops the work when the user cancelled. */
  boolean check() throws InterruptedException {
    boolean beaten = beat();
    Instant now = clock.now();
    if (Duration.between(lastLook, now).compareTo(settings.cancelPoll()) >= 0) {
      lastLook = now;
      if (journal.cancelRequested(claim.run().runId())) {
        throw new Cancelled();
      }
    }
    return beaten;
  }

  /** Whether this execution must come to its end. */
  boolean late() {
    return !clock.now().isBefore(deadline);
  }

  Instant deadline() {
    return deadline;
  }
}
