package com.ddbm.exactonline.twins;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Ports that kill the engine at a chosen call, before or after it took effect. */
public final class CrashingPorts {

  /** The process is gone: nothing catches this. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String where) {
      super(where, null, false, false);
    }
  }

  private int calls;
  private int crashAt = Integer.MAX_VALUE;
  private boolean after;
  private boolean dead;

  /** Crashes at the n-th call from now (from 1), before or after it took effect. */
  public void crashAt(int call, boolean afterEffect) {
    calls = 0;
    crashAt = call;
    after = afterEffect;
    dead = false;
  }

  /** A new process. */
  public void restart() {
    dead = false;
    crashAt = Integer.MAX_VALUE;
  }

  /** Calls since {@link #crashAt}. */
  public int calls() {
    return calls;
  }

  /** A port of the same kind that counts and crashes. */
  public <T> T around(Class<T> type, T port) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (dead) {
                throw new Crash("a dead process calls " + method.getName());
              }
              calls++;
              boolean now = calls == crashAt;
              if (now && !after) {
                dead = true;
                throw new Crash("before " + method.getName());
              }
              try {
                Object answer = method.invoke(port, arguments);
                if (now) {
                  dead = true;
                  throw new Crash("after " + method.getName());
                }
                return answer;
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
    return type.cast(proxy);
  }
}
