package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The engine's thread while divisions are being fetched: it gives workers their turns, uploads and
 * publishes what they brought, and keeps lease, tokens and progress alive meanwhile.
 */
final class FetchLoop {

  private record Message(DivisionWorker worker, UnitEnd end) {}

  private final Workers pool;
  private final SyncSettings settings;
  private final Clock clock;
  private final Batches batches;
  private final Loader loader;
  private final Publisher publisher;
  private final Pulse pulse;
  private final RunControl control;
  private final UsageMeter meter;
  private final Queue<Message> inbox = new ConcurrentLinkedQueue<>();
  private final Deque<DivisionWorker> ready = new ArrayDeque<>();
  private final Set<DivisionWorker> begun = new LinkedHashSet<>();
  private final Set<DivisionWorker> running = new LinkedHashSet<>();
  private final Map<DivisionWorker, Instant> parked = new LinkedHashMap<>();
  private final List<DivisionWorker> paused = new ArrayList<>();
  private final List<DivisionWorker> flushing = new ArrayList<>();
  private Throwable failure;
  private boolean late;

  FetchLoop(
      Workers pool,
      SyncSettings settings,
      Clock clock,
      Batches batches,
      Loader loader,
      Publisher publisher,
      Pulse pulse,
      RunControl control,
      UsageMeter meter) {
    this.pool = pool;
    this.settings = settings;
    this.clock = clock;
    this.batches = batches;
    this.loader = loader;
    this.publisher = publisher;
    this.pulse = pulse;
    this.control = control;
    this.meter = meter;
  }

  /** What ended the whole run, or null. */
  Throwable failure() {
    return failure;
  }

  /** Whether the time limit came before the end. */
  boolean late() {
    return late;
  }

  /**
   * Fetches and publishes until nothing is left, the time limit is near or something ends the run.
   *
   * @throws Pulse.Cancelled when the user cancelled; workers have stopped by then
   * @throws Pulse.LeaseLost when another holder took over
   */
  void run(Collection<DivisionWorker> workers) throws InterruptedException {
    ready.addAll(workers);
    try {
      while (!over()) {
        turn();
      }
    } catch (Pulse.Cancelled cancelled) {
      stopWorkers();
      throw cancelled;
    }
  }

  private boolean over() {
    boolean nothingMore = control.stopped() || (ready.isEmpty() && waiting() == 0);
    return nothingMore && running.isEmpty() && inbox.isEmpty() && batches.isEmpty();
  }

  private int waiting() {
    return parked.size() + paused.size() + flushing.size();
  }

  private void turn() throws InterruptedException {
    boolean beaten = pulse.check();
    readInbox();
    if (pulse.late() && !control.stopped()) {
      late = true;
      control.stop();
    }
    boolean full = batches.full();
    loader.upload(full);
    if (full) {
      resume(paused);
    }
    submit();
    if (mustPublish()) {
      publisher.publish(batches.swap());
      resume(flushing);
      return;
    }
    if (beaten) {
      publisher.progress(batches.under());
      meter.flush();
    }
    if (!over() && inbox.isEmpty()) {
      pool.await(untilNext());
    }
  }

  private boolean mustPublish() {
    boolean idle = running.isEmpty() && inbox.isEmpty();
    return !batches.isEmpty() && (idle || batches.due() || !flushing.isEmpty());
  }

  private void resume(List<DivisionWorker> held) {
    held.forEach(ready::addFirst);
    held.clear();
  }

  private void readInbox() throws InterruptedException {
    for (Message message = inbox.poll(); message != null; message = inbox.poll()) {
      DivisionWorker worker = message.worker();
      running.remove(worker);
      UnitEnd end = message.end();
      switch (end.kind()) {
        case YIELDED -> ready.addLast(worker);
        case PAUSED -> paused.add(worker);
        case PARKED -> parked.put(worker, end.parkedUntil());
        case FLUSH -> flushing.add(worker);
        case FINISHED -> {}
        case STOPPED -> {
          if (!control.stopped()) {
            throw new InterruptedException("a worker was interrupted by somebody else");
          }
        }
        case ABORTED -> {
          control.stop();
          failure = failure == null ? end.failure() : failure;
        }
      }
    }
    if (failure instanceof Error fatal) {
      throw fatal;
    }
  }

  private void submit() {
    if (control.stopped()) {
      return;
    }
    Instant now = clock.now();
    parked
        .entrySet()
        .removeIf(
            each -> {
              boolean due = !each.getValue().isAfter(now);
              if (due) {
                ready.addFirst(each.getKey());
              }
              return due;
            });
    // What was put aside for memory is gone once the batch is small again.
    if (!paused.isEmpty() && !batches.full()) {
      resume(paused);
    }
    Deque<DivisionWorker> later = new ArrayDeque<>();
    while (running.size() < settings.divisionsAtOnce() && !ready.isEmpty()) {
      DivisionWorker worker = ready.pollFirst();
      boolean fresh = !begun.contains(worker);
      if (fresh && batches.muchAside() && !(running.isEmpty() && parked.isEmpty())) {
        later.addLast(worker);
        continue;
      }
      begun.add(worker);
      running.add(worker);
      pool.submit(
          () -> {
            inbox.add(new Message(worker, worker.run()));
            pool.signal();
          });
    }
    ready.addAll(later);
  }

  private Duration untilNext() {
    Instant now = clock.now();
    Duration wait = batches.untilDue(settings.heartbeat());
    for (Instant until : parked.values()) {
      wait = shorter(wait, Duration.between(now, until));
    }
    wait = shorter(wait, Duration.between(now, pulse.deadline()));
    return wait.isNegative() || wait.isZero() ? Duration.ofMillis(10) : wait;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Tells workers to stop and waits for them, alive. */
  private void stopWorkers() throws InterruptedException {
    control.stop();
    pool.interrupt();
    while (!running.isEmpty()) {
      pulse.beat();
      readInbox();
      if (!running.isEmpty()) {
        pool.await(Duration.ofSeconds(1));
      }
    }
  }
}
