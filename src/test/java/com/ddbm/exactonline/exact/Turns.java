package com.ddbm.exactonline.exact;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Runs several actors one at a time, in an order that a seed decides: at every step of {@link
 * #pass()} another may go on. The same seed gives the same order.
 */
final class Turns {

  /** What an actor does. */
  interface Actor {
    void act() throws Exception;
  }

  private final Random random;
  private final List<Integer> alive = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final ThreadLocal<Integer> self = new ThreadLocal<>();
  private int turn = -1;

  Turns(long seed) {
    random = new Random(seed);
  }

  /** Lets all of them act to their end. */
  void run(List<Actor> actors) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int index = 0; index < actors.size(); index++) {
      int number = index;
      alive.add(number);
      threads.add(new Thread(() -> act(number, actors.get(number)), "actor " + number));
    }
    threads.forEach(Thread::start);
    choose();
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.size() + " actors failed", failures.get(0));
    }
  }

  private void act(int number, Actor actor) {
    self.set(number);
    try {
      awaitTurn(number);
      actor.act();
    } catch (Throwable failure) {
      failures.add(failure);
    } finally {
      leave(number);
    }
  }

  /** A point at which another actor may go on. */
  void pass() {
    Integer number = self.get();
    if (number == null) {
      return;
    }
    choose();
    try {
      awaitTurn(number);
    } catch (InterruptedException exception) {
      throw new AssertionError(exception);
    }
  }

  private synchronized void leave(int number) {
    alive.remove(Integer.valueOf(number));
    choose();
  }

  private synchronized void choose() {
    turn = alive.isEmpty() ? -1 : alive.get(random.nextInt(alive.size()));
    notifyAll();
  }

  private synchronized void awaitTurn(int number) throws InterruptedException {
    while (turn != number) {
      wait();
    }
  }
}
