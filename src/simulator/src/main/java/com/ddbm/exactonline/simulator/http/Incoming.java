package com.ddbm.exactonline.simulator.http;

import java.util.Map;
import java.util.Optional;

/**
 * A request, free of the server that received it.
 *
 * @param path the decoded path, beginning with a slash
 * @param rawQuery the query as it was sent, or an empty text
 * @param uriLength characters of the whole address as it was sent
 * @param headers by lower-case name; of repeated ones the first
 * @param body the text of the body, or an empty text
 */
public record Incoming(
    String method,
    String path,
    String rawQuery,
    int uriLength,
    Map<String, String> headers,
    String body) {

  /** A header by its lower-case name. */
  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  /**
   * Scheme and host as the caller sees them: a proxy in front tells the scheme in
   * X-Forwarded-Proto.
   */
  public String origin() {
    String scheme = header("x-forwarded-proto").orElse("http");
    return scheme + "://" + header("host").orElse("localhost");
  }
}
