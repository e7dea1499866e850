package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.twins.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Exact's OAuth: one chain of refresh tokens, each used once. */
final class TokenEndpoint {

  static final String CLIENT_ID = "client";
  static final String CLIENT_SECRET = "canary-client-secret";

  private final ManualClock clock;
  private final Counters counters;
  private final Map<String, Instant> accessTokens = new HashMap<>();
  private String refreshToken;
  private Instant grantedAt = Instant.MIN;
  private String code;
  private Instant codeAt;
  private int serial;
  private boolean spentTokenSeen;

  /** A pair was granted that could not be stored: the answer was lost or its receiver killed. */
  boolean lossExplained;

  TokenEndpoint(ManualClock clock, Counters counters) {
    this.clock = clock;
    this.counters = counters;
  }

  /** A user signs in: the code of the redirect. */
  String signIn() {
    code = "canary-code-" + ++serial;
    codeAt = clock.now();
    return code;
  }

  /** The refresh token that would be taken now. */
  String refreshToken() {
    return refreshToken;
  }

  boolean accepts(String accessToken) {
    Instant until = accessTokens.get(accessToken);
    return until != null && until.isAfter(clock.now());
  }

  /** An access token stops being accepted at once. */
  void revoke(String accessToken) {
    accessTokens.remove(accessToken);
  }

  /** Whether a spent refresh token was presented since the last look. */
  boolean spentTokenSeen() {
    boolean seen = spentTokenSeen;
    spentTokenSeen = false;
    return seen;
  }

  /** Whether the refresh token is past its 30 days. */
  boolean expired() {
    return refreshToken != null && grantedAt.plus(Duration.ofDays(30)).isBefore(clock.now());
  }

  Answer answer(Map<String, String> form) {
    if (!CLIENT_ID.equals(form.get("client_id"))
        || !CLIENT_SECRET.equals(form.get("client_secret"))) {
      return new Answer(400, "{\"error\":\"invalid_request\"}");
    }
    if ("authorization_code".equals(form.get("grant_type"))) {
      boolean good = form.get("code").equals(code) && codeAt.plusSeconds(180).isAfter(clock.now());
      code = null;
      return good ? grant() : new Answer(400, "{\"error\":\"invalid_grant\"}");
    }
    if (refreshToken == null) {
      return breakChain();
    }
    if (!form.get("refresh_token").equals(refreshToken)) {
      spentTokenSeen = true;
      counters.hit("spent refresh token refused");
      return new Answer(
          401,
          "{\"error\":\"unauthorized_client\",\"error_description\":\"Old refresh token used.\"}");
    }
    if (expired()) {
      counters.hit("refresh token past its 30 days");
      return new Answer(
          400,
          "{\"error\":\"invalid_request\",\"error_description\":\"The refresh token expired at"
              + " 1\\/2\\/2026 and it is now 3\\/4\\/2026.\"}");
    }
    if (clock.now().isBefore(grantedAt.plusSeconds(570))) {
      counters.hit("refresh too early");
      return tooEarly();
    }
    return grant();
  }

  static Answer tooEarly() {
    return new Answer(
            400,
            "{\"error\":\"access_denied\",\"error_description\":\"Rate limit exceeded: access_token"
                + " not expired\"}")
        .with("Reason", "TooEarlyToRefreshTokens: wait");
  }

  /** Exact takes no token of this chain any more. */
  Answer breakChain() {
    refreshToken = null;
    lossExplained = true;
    return new Answer(
        400,
        "{\"error\":\"invalid_grant\",\"error_description\":\"Token chain 5a1c is broken:"
            + " chainId\"}");
  }

  private Answer grant() {
    lossExplained = false;
    serial++;
    counters.hit(serial % 2 == 0 ? "expires_in as a text" : "expires_in as a number");
    String access = "canary-access-" + serial;
    refreshToken = "canary-refresh-" + serial + "!";
    grantedAt = clock.now();
    accessTokens.put(access, clock.now().plusSeconds(600));
    return Answer.ok(
        "{\"access_token\":\""
            + access
            + "\",\"token_type\":\"Bearer\",\"expires_in\":"
            + (serial % 2 == 0 ? "\"600\"" : "600")
            + ",\"refresh_token\":\""
            + refreshToken
            + "\"}");
  }
}
