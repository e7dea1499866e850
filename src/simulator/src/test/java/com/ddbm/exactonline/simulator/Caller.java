package com.ddbm.exactonline.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A plain client of the simulator for its tests: no cleverness, so that what it collects is what
 * was sent.
 */
final class Caller {
  static final String REDIRECT = "https://localhost/signed-in";
  static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  /** An answer. */
  record Answer(int status, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(entry -> entry.getKey().equalsIgnoreCase(name))
          .map(entry -> entry.getValue().get(0))
          .findFirst()
          .orElse(null);
    }

    JsonNode json() {
      try {
        return MAPPER.readTree(body);
      } catch (JsonProcessingException malformed) {
        throw new UncheckedIOException(malformed);
      }
    }

    /** The rows, whichever way they are wrapped. */
    List<JsonNode> rows() {
      JsonNode data = json().path("d");
      List<JsonNode> rows = new ArrayList<>();
      (data.isArray() ? data : data.path("results")).forEach(rows::add);
      return rows;
    }

    String next() {
      return json().path("d").path("__next").asText(null);
    }

    /** The sentence of a refusal. */
    String message() {
      return json().path("error").path("message").path("value").asText(null);
    }
  }

  /** A pair of tokens. */
  record Tokens(String access, String refresh) {}

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;
  private String access = "";

  Caller(Simulator simulator) {
    this.address = simulator.address();
  }

  /** Signs in and uses the token from now on. */
  Tokens signIn() {
    Answer answer = exchange(code());
    Tokens tokens = tokens(answer);
    access = tokens.access();
    return tokens;
  }

  void use(String accessToken) {
    access = accessToken;
  }

  static Tokens tokens(Answer answer) {
    return new Tokens(
        answer.json().path("access_token").asText(), answer.json().path("refresh_token").asText());
  }

  String code() {
    Answer page =
        get(
            "/api/oauth2/auth?client_id="
                + SimulatorOptions.DEFAULT_CLIENT_ID
                + "&response_type=code&state=s&redirect_uri="
                + encode(REDIRECT));
    String location = page.header("Location");
    return URLDecoder.decode(
        location.replaceFirst(".*[?&]code=([^&]*).*", "$1"), StandardCharsets.UTF_8);
  }

  Answer exchange(String code) {
    return token(
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            code,
            "redirect_uri",
            REDIRECT,
            "client_id",
            SimulatorOptions.DEFAULT_CLIENT_ID,
            "client_secret",
            SimulatorOptions.DEFAULT_CLIENT_SECRET));
  }

  Answer refresh(String refreshToken) {
    return token(
        Map.of(
            "grant_type",
            "refresh_token",
            "refresh_token",
            refreshToken,
            "client_id",
            SimulatorOptions.DEFAULT_CLIENT_ID,
            "client_secret",
            SimulatorOptions.DEFAULT_CLIENT_SECRET));
  }

  Answer token(Map<String, String> form) {
    StringBuilder text = new StringBuilder();
    form.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : "&").append(name).append('=').append(encode(value)));
    return send(
        HttpRequest.newBuilder(URI.create(address + "/api/oauth2/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(text.toString())));
  }

  /** A call for data; the path may also be a next link. Spaces in it are escaped. */
  Answer api(String path, String... headers) {
    String full = path.startsWith("http") ? path : address + "/api/v1/" + path;
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(full.replace(" ", "%20")))
            .header("Authorization", "Bearer " + access);
    boolean accept = false;
    for (int index = 0; index < headers.length; index += 2) {
      builder.header(headers[index], headers[index + 1]);
      accept |= headers[index].equals("Accept");
    }
    return send(accept ? builder : builder.header("Accept", "application/json"));
  }

  /** All rows from the first page to the last. */
  List<JsonNode> all(String path) {
    List<JsonNode> rows = new ArrayList<>();
    String next = path;
    while (next != null) {
      Answer answer = api(next);
      if (answer.status() != 200) {
        throw new IllegalStateException(answer.status() + " " + answer.body() + " at " + next);
      }
      rows.addAll(answer.rows());
      next = answer.next();
    }
    return rows;
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(URI.create(address + path)));
  }

  Answer delete(String path) {
    return send(HttpRequest.newBuilder(URI.create(address + path)).DELETE());
  }

  /** A control call; names and values in turn. */
  Answer control(String subject, Object... namesAndValues) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      body.put((String) namesAndValues[index], namesAndValues[index + 1]);
    }
    try {
      return send(
          HttpRequest.newBuilder(URI.create(address + "/simulator/" + subject))
              .POST(HttpRequest.BodyPublishers.ofString(MAPPER.writeValueAsString(body))));
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Moves the simulator's clock. */
  void advance(long seconds) {
    control("clock", "advance_seconds", seconds);
  }

  List<JsonNode> truth(int division, String endpoint) {
    List<JsonNode> rows = new ArrayList<>();
    for (String line :
        get("/simulator/truth?division=" + division + "&endpoint=" + endpoint)
            .body()
            .split("\n", -1)) {
      if (!line.isEmpty()) {
        rows.add(new Answer(200, Map.of(), line).json());
      }
    }
    return rows;
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
