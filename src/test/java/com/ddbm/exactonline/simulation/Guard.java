package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.state.CommitUnknown;
import com.ddbm.exactonline.twins.InMemoryDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Stands between one execution and all its ports: it can kill the execution before or after any
 * call, and hold it up while others act. A killed execution does nothing more, not even what its
 * code would do on the way out.
 */
final class Guard {

  private final InMemoryDatabase database;
  private final Counters counters;
  private int callsUntilCrash = -1;
  private boolean afterwards;
  private String crashPort;
  private String dieAfter;
  private String diedAt = "";
  private int callsUntilPause = -1;
  private Runnable pause;
  private boolean dead;
  private int calls;
  private Consumer<String> before = port -> {};
  private String failingPort;
  private int tokensUntilStop = -1;
  private int callsUntilFailure = -1;
  private boolean failsAfterwards;
  private int failures;
  private String failAfter;

  private final Runnable onFailure;

  /**
   * @param onFailure called when a statement is made to fail
   */
  Guard(InMemoryDatabase database, Counters counters, Runnable onFailure) {
    this.database = database;
    this.counters = counters;
    this.onFailure = onFailure;
  }

  /** Kills at the n-th call from now (from 0), before or after the call did its work. */
  void crashAt(int call, boolean after) {
    callsUntilCrash = call;
    afterwards = after;
  }

  /** Kills at the n-th call (from 0) of one method of a port, before or after it did its work. */
  void crashAt(String port, int nth, boolean after) {
    crashPort = port;
    crashAt(nth, after);
  }

  /**
   * Statements fail from the n-th call (from 0) on: of one method, or of any when null.
   *
   * @param after whether the first one did its work all the same
   * @param times how many fail in a row
   */
  void failAt(String port, int nth, boolean after, int times) {
    failingPort = port;
    callsUntilFailure = nth;
    failsAfterwards = after;
    failures = times;
  }

  /** The thread is told to stop at the n-th token (from 0) that is asked for. */
  void stopAt(int nth) {
    tokensUntilStop = nth;
  }

  /** Lets others act before the n-th call from now, or the first after that outside a publish. */
  void pauseAt(int call, Runnable others) {
    callsUntilPause = call;
    pause = others;
  }

  void watch(Consumer<String> watcher) {
    before = watcher;
  }

  boolean dead() {
    return dead;
  }

  /** Where it was killed, or an empty text. */
  String diedAt() {
    return diedAt;
  }

  int calls() {
    return calls;
  }

  /** The port with this guard before it. */
  <T> T before(Class<T> type, T port) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              String name = type.getSimpleName() + "." + method.getName();
              enter(name);
              try {
                Object result = method.invoke(port, arguments);
                leave(name);
                return result;
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }

  void enter(String name) throws InterruptedException {
    if (dead) {
      throw new Crash(name);
    }
    failStatement(name);
    if (name.equals("TokenStore.accessToken") && tokensUntilStop-- == 0) {
      counters.hit("told to stop");
      throw new InterruptedException();
    }
    calls++;
    before.accept(name);
    if (pause != null && callsUntilPause-- <= 0 && !database.inTransaction()) {
      Runnable others = pause;
      pause = null;
      counters.hit("pause " + name);
      others.run();
    }
    boolean here = crashPort == null || crashPort.equals(name);
    if (callsUntilCrash >= 0 && here && callsUntilCrash-- == 0) {
      if (afterwards) {
        dieAfter = name;
      } else {
        die("crash before " + name);
      }
    }
  }

  private void failStatement(String name) {
    if (!Ports.isStatement(name)
        || failures == 0
        || (failingPort != null && !failingPort.equals(name))) {
      return;
    }
    if (callsUntilFailure-- > 0) {
      return;
    }
    failures--;
    if (failsAfterwards) {
      failsAfterwards = false;
      failAfter = name;
    } else {
      failed("statement failed: " + name, name, false);
    }
  }

  private void failed(String how, String name, boolean after) {
    counters.hit(how);
    onFailure.run();
    if (after && name.equals("SyncJournal.publish")) {
      throw new CommitUnknown(null);
    }
    throw new ConnectorException(
        failures % 2 == 0 ? ErrorCode.EO_3004 : ErrorCode.EO_3009, null, "the simulation says no");
  }

  void leave(String name) {
    if (name.equals(failAfter)) {
      failAfter = null;
      failed("answer lost: " + name, name, true);
    }
    if (name.equals(dieAfter)) {
      die("crash after " + name);
    }
  }

  private void die(String how) {
    dead = true;
    diedAt = how;
    counters.hit(how);
    throw new Crash(how);
  }
}
