package com.ddbm.exactonline.verify;

import com.ddbm.exactonline.exact.ExactTransport;
import com.ddbm.exactonline.exact.OkHttpTransport;
import com.snowflake.snowpark_java.Session;
import java.io.IOException;
import java.util.Map;

/** One request with the connector's own HTTP client, as it is in the shipped jar. */
public final class HttpProbe {

  private HttpProbe() {}

  /** The status of Exact Online's answer, or the kind of failure. */
  public static String http(Session session) {
    ExactTransport.Request request =
        new ExactTransport.Request("GET", "https://start.exactonline.nl/", Map.of(), Map.of());
    try (OkHttpTransport transport = new OkHttpTransport();
        ExactTransport.Response response = transport.send(request)) {
      return "status " + response.status();
    } catch (IOException failure) {
      return failure.getClass().getSimpleName();
    }
  }
}
