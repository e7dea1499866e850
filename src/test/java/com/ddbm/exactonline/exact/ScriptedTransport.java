package com.ddbm.exactonline.exact;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A transport that answers what a test has written down, and remembers what was asked. */
final class ScriptedTransport implements ExactTransport {

  /** One answer, or the lack of one. */
  interface Step {
    Response answer(Request request) throws IOException;
  }

  private final Deque<Step> steps = new ArrayDeque<>();
  private final List<Request> requests = new ArrayList<>();
  private int open;

  /** The next answer; headers as name, value, name, value. */
  ScriptedTransport answer(int status, String body, String... headers) {
    steps.add(request -> new Answer(status, body.getBytes(StandardCharsets.UTF_8), headers));
    return this;
  }

  /** The next answer, made from its request. */
  ScriptedTransport answer(Function<Request, String> body) {
    steps.add(request -> new Answer(200, body.apply(request).getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  /** The next call breaks before an answer. */
  ScriptedTransport fail(IOException exception) {
    steps.add(
        request -> {
          throw exception;
        });
    return this;
  }

  /** The next answer breaks after some of its body. */
  ScriptedTransport breakAfter(String body) {
    steps.add(
        request ->
            new Answer(200, body.getBytes(StandardCharsets.UTF_8)) {
              @Override
              public InputStream body() {
                InputStream start = super.body();
                return new InputStream() {
                  @Override
                  public int read() throws IOException {
                    int next = start.read();
                    if (next < 0) {
                      throw new IOException("Connection reset");
                    }
                    return next;
                  }
                };
              }
            });
    return this;
  }

  @Override
  public Response send(Request request) throws IOException {
    requests.add(request);
    Step step = steps.poll();
    if (step == null) {
      throw new AssertionError("Nothing is scripted for " + request.url());
    }
    return step.answer(request);
  }

  List<Request> requests() {
    return requests;
  }

  Request request(int index) {
    return requests.get(index);
  }

  List<String> urls() {
    return requests.stream().map(Request::url).toList();
  }

  /** Whether every step was used and every answer closed. */
  boolean isDone() {
    return steps.isEmpty() && open == 0;
  }

  /** An answer in memory. */
  class Answer implements Response {
    private final int status;
    private final byte[] body;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private boolean closed;

    Answer(int status, byte[] body, String... headers) {
      this.status = status;
      this.body = body;
      for (int index = 0; index < headers.length; index += 2) {
        this.headers.put(headers[index], headers[index + 1]);
      }
      open++;
    }

    @Override
    public int status() {
      return status;
    }

    @Override
    public Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(entry -> entry.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .findFirst();
    }

    @Override
    public List<String> headerNames() {
      return List.copyOf(headers.keySet());
    }

    @Override
    public InputStream body() {
      return new ByteArrayInputStream(body);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }
}
