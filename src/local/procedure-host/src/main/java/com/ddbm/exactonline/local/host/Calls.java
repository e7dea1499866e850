package com.ddbm.exactonline.local.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.snowflake.snowpark_java.Session;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The calls that run now: one thread and one Snowpark session each. */
final class Calls {
  private static final long END_SECONDS = 30;

  private final Channel channel;
  private final Packages packages = new Packages();
  private final Map<Long, Thread> running = new ConcurrentHashMap<>();
  private final Map<Long, CountDownLatch> ended = new ConcurrentHashMap<>();

  Calls(Channel channel) {
    this.channel = channel;
  }

  /** Begins a call; its result or error is sent when it ends. */
  void start(JsonNode message) {
    Call call = new Call(message, channel);
    ThreadGroup group = new ThreadGroup("call-" + call.id());
    Thread thread = new Thread(group, () -> run(call), "call-" + call.id());
    ended.put(call.id(), new CountDownLatch(1));
    running.put(call.id(), thread);
    thread.start();
  }

  /** Interrupts a call; the server no longer waits for it. */
  void cancel(long id) {
    Thread thread = running.get(id);
    if (thread != null) {
      thread.getThreadGroup().interrupt();
    }
  }

  /** Forgets the classes of a package that is no longer installed. */
  void unload(String name) {
    packages.forget(name);
  }

  /** The server has looked at the transaction of a call and has no more use for its session. */
  void end(long id) {
    CountDownLatch latch = ended.get(id);
    if (latch != null) {
      latch.countDown();
    }
  }

  private void run(Call call) {
    Call.enter(call);
    Session session = null;
    try {
      ClassLoader loader = packages.loader(call.packageName(), call.imports());
      Thread.currentThread().setContextClassLoader(loader);
      Handler handler = Handler.find(loader, call.handler(), call.arguments().size());
      session = open(call);
      answer(
          call, Channel.message("result").put("value", handler.invoke(session, call.arguments())));
    } catch (InvocationTargetException e) {
      answer(call, failure(e.getCause()));
    } catch (Throwable e) {
      answer(call, failure(e));
    } finally {
      running.remove(call.id());
      close(call, session);
    }
  }

  private void answer(Call call, ObjectNode message) {
    call.send(message);
  }

  /** Closes a session once the server knows whether its transaction was left open. */
  private void close(Call call, Session session) {
    CountDownLatch latch = ended.get(call.id());
    boolean interrupted = Thread.interrupted();
    try {
      if (!interrupted && !latch.await(END_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("the server did not end call " + call.id());
      }
      if (session != null) {
        session.close();
      }
    } catch (InterruptedException e) {
      System.err.println("call " + call.id() + " was interrupted at its end");
    } catch (RuntimeException e) {
      System.err.println("closing the session of call " + call.id() + ": " + e);
    } finally {
      ended.remove(call.id());
    }
  }

  private static Session open(Call call) {
    Map<String, String> settings = new HashMap<>();
    call.session()
        .fields()
        .forEachRemaining(field -> settings.put(field.getKey(), field.getValue().asText()));
    return Session.builder().configs(settings).create();
  }

  private static ObjectNode failure(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return Channel.message("error")
        .put("message", failure.toString())
        .put("trace", trace.toString());
  }
}
