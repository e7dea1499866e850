package com.ddbm.exactonline.exact;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The only way out to Exact Online: one request, one answer, no retries, no redirects followed.
 *
 * <p>Real: OkHttp over HTTP/1.1. In tests: scripted or in memory.
 */
public interface ExactTransport {

  /**
   * A request.
   *
   * @param method GET or POST
   * @param url absolute, https
   * @param headers in order
   * @param form fields of a form-encoded body, empty for GET
   */
  record Request(
      String method, String url, Map<String, String> headers, Map<String, String> form) {}

  /** An answer whose body is read once, as a stream, and must be closed. */
  interface Response extends AutoCloseable {
    int status();

    /** The first value of a header, its name compared without regard to case. */
    Optional<String> header(String name);

    /** All header names. */
    List<String> headerNames();

    InputStream body();

    @Override
    void close();
  }

  /**
   * Sends a request.
   *
   * @throws IOException when no complete head of an answer arrived (refused, reset, timed out,
   *     unknown host)
   */
  Response send(Request request) throws IOException;
}
