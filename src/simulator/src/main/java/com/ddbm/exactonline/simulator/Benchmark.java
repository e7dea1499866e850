package com.ddbm.exactonline.simulator;

import com.ddbm.exactonline.simulator.http.Incoming;
import com.ddbm.exactonline.simulator.http.Outgoing;
import com.ddbm.exactonline.simulator.http.QueryText;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Shows how fast the simulator itself is: pages through all transaction lines of one division, one
 * call after the other, and throws the bytes away. Once over the port, where the caller's work
 * counts too, and once without it. {@code java -cp simulator.jar
 * com.ddbm.exactonline.simulator.Benchmark [ROWS]}
 */
public final class Benchmark {
  private static final int ROUNDS = 3;
  private static final int TAIL = 8000;

  /** Fetches an address: the number of bytes and the last of them. */
  private interface Fetch {
    Page get(String address) throws IOException;
  }

  private record Page(long bytes, String tail) {}

  /** What a round showed. */
  record Round(int rows, int calls, long bytes, double seconds) {
    double rowsPerSecond() {
      return rows / seconds;
    }

    @Override
    public String toString() {
      return String.format(
          "%,d rows, %,d calls, %.2f s: %,.0f rows/s, %,.0f MB/s",
          rows, calls, seconds, rowsPerSecond(), bytes / 1e6 / seconds);
    }
  }

  private final Simulator simulator;
  private final int rows;
  private final String token;

  Benchmark(Simulator simulator, int rows) {
    this.simulator = simulator;
    this.rows = rows;
    this.token = signIn();
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws IOException {
    int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
    try (Simulator simulator = new Simulator(SimulatorOptions.small().size(1, rows))) {
      Benchmark benchmark = new Benchmark(simulator, rows);
      for (int round = 1; round <= ROUNDS; round++) {
        System.out.println("Without the port: " + benchmark.withoutPort());
      }
      for (int round = 1; round <= ROUNDS; round++) {
        System.out.println("Over the port: " + benchmark.overPort());
      }
    }
  }

  Round withoutPort() throws IOException {
    return page(
        address -> {
          URI uri = URI.create(address);
          Outgoing outgoing =
              simulator.answer(
                  new Incoming(
                      "GET",
                      uri.getPath(),
                      uri.getRawQuery(),
                      address.length(),
                      Map.of(
                          "authorization",
                          "Bearer " + token,
                          "accept",
                          "application/json",
                          "host",
                          uri.getAuthority()),
                      ""));
          ByteBuffer body = outgoing.body();
          int length = body.remaining();
          byte[] end = new byte[Math.min(TAIL, length)];
          body.position(body.limit() - end.length).get(end);
          outgoing.release();
          return new Page(length, new String(end, StandardCharsets.UTF_8));
        });
  }

  Round overPort() throws IOException {
    byte[] buffer = new byte[8 * 1024 * 1024];
    return page(
        address -> {
          HttpURLConnection connection =
              (HttpURLConnection) URI.create(address).toURL().openConnection();
          connection.setRequestProperty("Authorization", "Bearer " + token);
          connection.setRequestProperty("Accept", "application/json");
          try (InputStream stream = connection.getInputStream()) {
            int length = stream.readNBytes(buffer, 0, buffer.length);
            int tail = Math.min(TAIL, length);
            return new Page(
                length, new String(buffer, length - tail, tail, StandardCharsets.UTF_8));
          }
        });
  }

  private Round page(Fetch fetch) throws IOException {
    int division = simulator.world().divisions().iterator().next().code();
    StringBuilder select = new StringBuilder();
    simulator
        .world()
        .catalogue()
        .byPath("sync/Financial/TransactionLines")
        .properties()
        .forEach(property -> select.append(select.isEmpty() ? "" : ",").append(property.name()));
    String next =
        simulator.address()
            + "/api/v1/"
            + division
            + "/sync/Financial/TransactionLines?$select="
            + select
            + "&$filter=Timestamp%20gt%201L";
    long start = System.nanoTime();
    long bytes = 0;
    int calls = 0;
    while (next != null) {
      Page page = fetch.get(next);
      bytes += page.bytes();
      calls++;
      int at = page.tail().lastIndexOf("\"__next\": \"");
      next = at < 0 ? null : page.tail().substring(at + 11, page.tail().indexOf('"', at + 11));
    }
    return new Round(rows, calls, bytes, (System.nanoTime() - start) / 1e9);
  }

  private String signIn() {
    String redirect = "https://localhost/signed-in";
    String location =
        simulator
            .answer(
                new Incoming(
                    "GET",
                    "/api/oauth2/auth",
                    "client_id="
                        + SimulatorOptions.DEFAULT_CLIENT_ID
                        + "&response_type=code&redirect_uri="
                        + redirect,
                    100,
                    Map.of(),
                    ""))
            .headers()
            .get("Location");
    String code = QueryText.parse(location.substring(location.indexOf('?') + 1)).get("code");
    String form =
        "grant_type=authorization_code&code="
            + code
            + "&redirect_uri="
            + redirect
            + "&client_id="
            + SimulatorOptions.DEFAULT_CLIENT_ID
            + "&client_secret="
            + SimulatorOptions.DEFAULT_CLIENT_SECRET;
    Outgoing answer =
        simulator.answer(
            new Incoming(
                "POST",
                "/api/oauth2/token",
                "",
                100,
                Map.of("content-type", "application/x-www-form-urlencoded"),
                form));
    return StandardCharsets.UTF_8
        .decode(answer.body())
        .toString()
        .replaceFirst("(?s).*\"access_token\":\"([^\"]+)\".*", "$1");
  }
}
