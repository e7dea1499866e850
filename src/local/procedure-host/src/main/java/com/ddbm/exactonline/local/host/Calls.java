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

/** The calls that run now: one thread and one Snowpark session each. */
final class Calls {
  private final Channel channel;
  private final Packages packages = new Packages();
  private final Map<Long, Thread> running = new ConcurrentHashMap<>();

  Calls(Channel channel) {
    this.channel = channel;
  }

  /** Begins a call; its result or error is sent when it ends. */
  void start(JsonNode message) {
    Call call = new Call(message, channel);
    ThreadGroup group = new ThreadGroup("call-" + call.id());
    Thread thread = new Thread(group, () -> run(call), "call-" + call.id());
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

  private void run(Call call) {
    Call.enter(call);
    ObjectNode answer;
    try {
      answer = Channel.message("result").put("value", invoke(call));
    } catch (InvocationTargetException e) {
      answer = failure(e.getCause());
    } catch (Throwable e) {
      answer = failure(e);
    } finally {
      running.remove(call.id());
    }
    channel.send(answer.put("id", call.id()));
  }

  private String invoke(Call call) throws Exception {
    ClassLoader loader = packages.loader(call.packageName(), call.imports());
    Thread.currentThread().setContextClassLoader(loader);
    Handler handler = Handler.find(loader, call.handler(), call.arguments().size());
    Session session = open(call);
    try {
      return handler.invoke(session, call.arguments());
    } finally {
      Thread.interrupted();
      close(session);
    }
  }

  private static Session open(Call call) {
    Map<String, String> settings = new HashMap<>();
    call.session()
        .fields()
        .forEachRemaining(field -> settings.put(field.getKey(), field.getValue().asText()));
    return Session.builder().configs(settings).create();
  }

  private static void close(Session session) {
    try {
      session.close();
    } catch (RuntimeException e) {
      System.err.println("closing a session: " + e);
    }
  }

  private static ObjectNode failure(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return Channel.message("error")
        .put("message", failure.toString())
        .put("trace", trace.toString());
  }
}
