package com.ddbm.exactonline.local.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** The way to the server: one JSON document a line. */
final class Channel {
  static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream output;
  private final Map<Long, CompletableFuture<JsonNode>> questions = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  Channel(PrintStream output) {
    this.output = output;
  }

  /** A message of a type, to be completed and sent. */
  static ObjectNode message(String type) {
    return JSON.createObjectNode().put("type", type);
  }

  /** Sends a message. */
  void send(ObjectNode message) {
    String line;
    try {
      line = JSON.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    synchronized (output) {
      output.println(line);
      output.flush();
    }
  }

  /** Sends a question and waits for its answer. */
  JsonNode ask(ObjectNode question) throws InterruptedException {
    long number = numbers.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    questions.put(number, answer);
    try {
      send(question.put("question", number));
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      questions.remove(number);
    }
  }

  /** Hands an answer to whoever waits for it. */
  void answer(JsonNode message) {
    CompletableFuture<JsonNode> waiting = questions.get(message.path("question").asLong());
    if (waiting != null) {
      waiting.complete(message);
    }
  }
}
