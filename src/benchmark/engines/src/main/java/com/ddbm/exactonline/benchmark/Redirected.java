package com.ddbm.exactonline.benchmark;

import com.ddbm.exactonline.exact.ExactTransport;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Leads Exact's own name to another server, as the egress of the local Snowflake does: the client
 * above it knows only {@code https://start.exactonline.nl}.
 */
final class Redirected implements ExactTransport {

  private static final String EXACT = "https://start.exactonline.nl";

  private final ExactTransport real;
  private final String url;

  Redirected(ExactTransport real, String url) {
    this.real = real;
    this.url = url;
  }

  @Override
  public Response send(Request request) throws IOException {
    if (!request.url().startsWith(EXACT + "/")) {
      throw new IOException("a request left for " + request.url());
    }
    Map<String, String> headers = new HashMap<>(request.headers());
    headers.put("Host", "start.exactonline.nl");
    headers.put("X-Forwarded-Proto", "https");
    return real.send(
        new Request(
            request.method(),
            url + request.url().substring(EXACT.length()),
            headers,
            request.form()));
  }
}
