package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.state.SyncMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * Executions and users of tokens side by side: after each call of a port a seed decides who makes
 * the next. Each has a thread, and only one of them runs at any time. A transaction is not
 * interrupted: others would wait for its locks.
 */
final class Interleaving {

  private final class Party {
    final Guard guard = simulation.guard();
    final Semaphore turn = new Semaphore(0);
    final Runnable work;
    Instant lastCall;
    boolean over;

    Party(Runnable work) {
      this.work = work;
      guard.watch(name -> waits());
    }

    void waits() {
      if (simulation.database.inTransaction() || random.nextInt(3) > 0) {
        return;
      }
      lastCall = simulation.clock.now();
      done.release();
      turn.acquireUninterruptibly();
      if (broken != null) {
        throw new Crash("others found a violation");
      }
      // Whoever was held up for longer than a lease lasts may meet a successor.
      simulation.raced |=
          Duration.between(lastCall, simulation.clock.now()).compareTo(Duration.ofSeconds(170)) > 0;
    }

    void run() {
      turn.acquireUninterruptibly();
      try {
        if (broken == null) {
          work.run();
        }
      } catch (RuntimeException | Error failure) {
        broken = broken == null ? failure : broken;
      } finally {
        over = true;
        done.release();
      }
    }
  }

  private final Simulation simulation;
  private final Director director;
  private final SourceChanges changes;
  private final Random random;
  private final Semaphore done = new Semaphore(0);
  private final List<Party> parties = new ArrayList<>();
  private volatile Throwable broken;

  Interleaving(Simulation simulation, Director director, SourceChanges changes, Random random) {
    this.simulation = simulation;
    this.director = director;
    this.changes = changes;
    this.random = random;
  }

  /** Plays them all to their ends. */
  void play() {
    simulation.alone = false; // two executions know of each other's calls only a little later
    int many = 2 + random.nextInt(2);
    for (int party = 0; party < many; party++) {
      add(party);
    }
    if (random.nextInt(3) == 0) {
      Guard guard = parties.get(random.nextInt(many)).guard;
      guard.crashAt(Director.skewed(random, 150), random.nextBoolean());
    }
    List<Thread> threads = new ArrayList<>();
    for (Party party : parties) {
      Thread thread = new Thread(party::run, "party");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    while (!parties.isEmpty()) {
      Party next = parties.get(broken == null ? random.nextInt(parties.size()) : 0);
      next.turn.release();
      done.acquireUninterruptibly();
      parties.removeIf(party -> party.over);
      meanwhile();
    }
    throwBroken();
  }

  private void throwBroken() {
    if (broken instanceof Error error) {
      throw error;
    }
    if (broken instanceof RuntimeException failure) {
      throw failure;
    }
  }

  private void add(int number) {
    int what = random.nextInt(number == 0 ? 4 : 5);
    String configuration = number == 0 ? Simulation.BOOKS : Director.configuration(random);
    Party[] self = new Party[1];
    Runnable work =
        what == 4
            ? () -> simulation.useToken(self[0].guard)
            : () -> simulation.work(configuration, self[0].guard);
    if (what != 4) {
      simulation.enqueue(configuration, SyncMode.INCREMENTAL, false, List.of(), "user");
    }
    self[0] = new Party(work);
    parties.add(self[0]);
  }

  private void meanwhile() {
    int what = random.nextInt(400);
    if (broken != null || simulation.database.inTransaction()) {
      return;
    }
    if (what < 20) {
      changes.some(random, 1);
    } else if (what < 24) {
      simulation.clock.advance(Duration.ofSeconds(10 + random.nextInt(120)));
    } else if (what == 24) {
      director.move(random);
    }
  }
}
