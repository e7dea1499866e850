package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.exact.ExactTransport;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An answer of the simulated server. */
final class Answer implements ExactTransport.Response {

  final int status;
  final String body;
  final Map<String, String> headers = new LinkedHashMap<>();

  Answer(int status, String body) {
    this.status = status;
    this.body = body;
  }

  static Answer ok(String json) {
    return new Answer(200, json);
  }

  static Answer error(int status, String message) {
    return new Answer(
        status,
        "{\"error\":{\"code\":\"\",\"message\":{\"lang\":\"\",\"value\":\"" + message + "\"}}}");
  }

  Answer with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /** The same head with another body. */
  Answer body(String text) {
    Answer answer = new Answer(status, text);
    answer.headers.putAll(headers);
    return answer;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public Optional<String> header(String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  @Override
  public List<String> headerNames() {
    return List.copyOf(headers.keySet());
  }

  @Override
  public InputStream body() {
    return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    // nothing is open
  }
}
