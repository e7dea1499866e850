package com.ddbm.exactonline.sync;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Units on the threads of an executor, for one engine. */
public final class ThreadWorkers implements Workers {

  private final Executor executor;
  private final Semaphore signals = new Semaphore(0);
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  /**
   * @param executor a bounded pool; its threads are interrupted when a run is cancelled
   */
  public ThreadWorkers(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void submit(Runnable unit) {
    executor.execute(
        () -> {
          running.add(Thread.currentThread());
          try {
            unit.run();
          } finally {
            forget(Thread.currentThread());
          }
        });
  }

  /** Also takes back an interrupt that came too late, so that the thread's next unit is not hit. */
  private synchronized void forget(Thread thread) {
    running.remove(thread);
    Thread.interrupted();
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    if (signals.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      signals.drainPermits();
    }
  }

  @Override
  public void signal() {
    signals.release();
  }

  @Override
  public synchronized void interrupt() {
    running.forEach(Thread::interrupt);
  }
}
