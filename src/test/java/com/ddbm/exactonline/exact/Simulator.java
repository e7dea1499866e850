package com.ddbm.exactonline.exact;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The simulator of src/simulator as a process of its own, where it has been built. */
final class Simulator implements AutoCloseable {

  static final String CLIENT_ID = "5b9c2a4e-7d31-4b86-9e0a-1f2d3c4b5a69";
  static final String CLIENT_SECRET = "simulator-secret";
  private static final Path JAR = Path.of("src/simulator/target/simulator.jar");
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final Process process;
  private final String address;
  private final HttpClient http = HttpClient.newHttpClient();

  private Simulator(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  static boolean isBuilt() {
    return Files.exists(JAR);
  }

  /** Starts one on a free port, in memory. */
  static Simulator start(String... options) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        Stream.concat(
                Stream.of(java, "-Xmx256m", "-jar", JAR.toString(), "--port", "0"),
                Stream.of(options))
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    while (line != null && !line.contains("ready at ")) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("The simulator did not start.");
    }
    return new Simulator(process, line.substring(line.indexOf("http")).strip());
  }

  /**
   * A transport that leads Exact's hosts here as the local egress does: the simulator links to the
   * host it was asked as.
   */
  ExactTransport led(ExactTransport transport) {
    return request -> {
      Map<String, String> headers = new LinkedHashMap<>(request.headers());
      headers.put("Host", URI.create(Site.NL.address()).getHost());
      headers.put("X-Forwarded-Proto", "https");
      return transport.send(
          new ExactTransport.Request(
              request.method(),
              request.url().replace(Site.NL.address(), address),
              headers,
              request.form()));
    };
  }

  /** Signs in and returns the address the user lands on. */
  String signIn(String redirectUri) throws IOException, InterruptedException {
    String url =
        ExactOAuth.authorizationUrl(Site.NL, CLIENT_ID, redirectUri, "s")
            .replace(Site.NL.address(), address);
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    return response.headers().firstValue("Location").orElseThrow();
  }

  /** Reads from the control interface. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return MAPPER.readTree(text(path));
  }

  /** Rows, one JSON object a line. */
  List<JsonNode> rows(String path) throws IOException, InterruptedException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : text(path).split("\n")) {
      if (!line.isBlank()) {
        rows.add(MAPPER.readTree(line));
      }
    }
    return rows;
  }

  private String text(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
    return checked(http.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  /** Changes something through the control interface. */
  void post(String path, String json) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    checked(http.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  private static String checked(HttpResponse<String> response) throws IOException {
    if (response.statusCode() / 100 != 2) {
      throw new IOException(response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
