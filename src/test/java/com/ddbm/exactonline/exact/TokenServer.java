package com.ddbm.exactonline.exact;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Exact's token endpoint as the facts describe it: one chain, refresh tokens that work once. */
final class TokenServer implements ExactTransport {

  /** What goes wrong with the next call, after the server has done its part. */
  enum Fault {
    NONE,
    EMPTY_ANSWER,
    HTML_ANSWER,
    RESET_AFTER,
    RESET_BEFORE,
    UNAVAILABLE
  }

  private final Clock clock;
  private final Deque<Fault> faults = new ArrayDeque<>();
  private long issued;
  private String valid = "code-1";
  private String clientSecret = "secret";
  private String newCode;
  private int spentTokensSeen;
  private Instant issuedAt = Instant.MIN;
  private int calls;
  private Runnable duringCall = () -> {};

  TokenServer(Clock clock) {
    this.clock = clock;
  }

  TokenServer fault(Fault fault) {
    faults.add(fault);
    return this;
  }

  /** Runs inside the next call, before the server looks at it. */
  void during(Runnable action) {
    duringCall = action;
  }

  int calls() {
    return calls;
  }

  String valid() {
    return valid;
  }

  boolean accepts(String accessToken) {
    return accessToken.equals("access-" + issued)
        && clock.now().isBefore(issuedAt.plus(Duration.ofSeconds(600)));
  }

  @Override
  public Response send(Request request) throws IOException {
    calls++;
    Runnable action = duringCall;
    duringCall = () -> {};
    action.run();
    Fault fault = faults.isEmpty() ? Fault.NONE : faults.poll();
    if (fault == Fault.RESET_BEFORE) {
      throw new IOException("Connection reset");
    }
    if (fault == Fault.UNAVAILABLE) {
      return new Answer(503, "<html>maintenance</html>");
    }
    Answer answer = decide(request);
    return switch (fault) {
      case EMPTY_ANSWER -> new Answer(200, "");
      case HTML_ANSWER -> new Answer(200, "<html></html>");
      case RESET_AFTER -> throw new IOException("Connection reset");
      case NONE, RESET_BEFORE, UNAVAILABLE -> answer;
    };
  }

  /** The user makes a new secret in Exact's App Center; the old one is refused from then on. */
  void changeClientSecret(String next) {
    clientSecret = next;
  }

  /** A user signs in: the code works once, and its exchange ends the chain that was. */
  String signIn() {
    newCode = "code-again-" + issued;
    return newCode;
  }

  /** How often a refresh token came that was spent already. */
  int spentTokensSeen() {
    return spentTokensSeen;
  }

  private Answer decide(Request request) {
    if (!clientSecret.equals(request.form().get("client_secret"))) {
      return new Answer(400, "{\"error\":\"invalid_request\"}");
    }
    String sent =
        request.form().getOrDefault("refresh_token", request.form().getOrDefault("code", ""));
    if (sent.equals(newCode)) {
      newCode = null;
      return granted();
    }
    if (!sent.equals(valid)) {
      spentTokensSeen += sent.startsWith("code") ? 0 : 1;
      return sent.startsWith("code")
          ? new Answer(400, "{\"error\":\"invalid_grant\"}")
          : new Answer(
              401,
              "{\"error\":\"unauthorized_client\",\"error_description\":\"Old refresh token used.\"}");
    }
    if (issued > 0 && clock.now().isBefore(issuedAt.plus(Duration.ofSeconds(570)))) {
      return new Answer(
          400,
          "{\"error\":\"access_denied\",\"error_description\":\"Rate limit exceeded: access_token not expired\"}");
    }
    if (issued > 0 && clock.now().isAfter(issuedAt.plus(Duration.ofDays(30)))) {
      return new Answer(
          400,
          "{\"error\":\"invalid_request\",\"error_description\":\"The refresh token expired at 1\\/5\\/2026\"}");
    }
    return granted();
  }

  private Answer granted() {
    issued++;
    issuedAt = clock.now();
    valid = "refresh-" + issued;
    return new Answer(
        200,
        "{\"access_token\":\"access-"
            + issued
            + "\",\"token_type\":\"bearer\",\"expires_in\":\"600\",\"refresh_token\":\""
            + valid
            + "\"}");
  }

  private record Answer(int status, String text) implements Response {
    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(Map.of("Content-Type", "application/json").get(name));
    }

    @Override
    public List<String> headerNames() {
      return List.of("Content-Type");
    }

    @Override
    public InputStream body() {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {}
  }
}
