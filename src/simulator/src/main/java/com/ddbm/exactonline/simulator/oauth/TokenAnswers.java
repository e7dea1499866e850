package com.ddbm.exactonline.simulator.oauth;

import com.ddbm.exactonline.simulator.http.Outgoing;
import com.ddbm.exactonline.simulator.oauth.Tokens.Pair;
import com.ddbm.exactonline.simulator.time.VirtualClock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the token endpoint says, word by word (facts section 1). */
final class TokenAnswers {
  private static final String HTML = "text/html; charset=utf-8";
  private static final DateTimeFormatter US_DATE =
      DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US);

  private TokenAnswers() {}

  static Outgoing pair(Pair pair, boolean expiresAsNumber) {
    return Outgoing.json(
            200,
            "{\"access_token\":\""
                + pair.access()
                + "\",\"token_type\":\"Bearer\",\"expires_in\":"
                + (expiresAsNumber ? "600" : "\"600\"")
                + ",\"refresh_token\":\""
                + pair.refresh()
                + "\"}")
        .header("Cache-Control", "no-store");
  }

  static Outgoing tooEarly() {
    return error(400, "access_denied", "Rate limit exceeded: access_token not expired")
        .header("Reason", "TooEarlyToRefreshTokens: Rate limit exceeded: access_token not expired");
  }

  static Outgoing spent() {
    return error(401, "unauthorized_client", "Old refresh token used.");
  }

  static Outgoing brokenChain() {
    return error(400, "invalid_grant", "Token is not allowed, because of invalid or empty chainId");
  }

  static Outgoing expired(VirtualClock clock, long at) {
    return error(
        400,
        "invalid_request",
        "The refresh token expired at "
            + usDate(clock, at)
            + " and it is now "
            + usDate(clock, clock.now())
            + ".");
  }

  private static String usDate(VirtualClock clock, long milliseconds) {
    return US_DATE.format(Instant.ofEpochMilli(milliseconds).atZone(clock.zone()));
  }

  /** An answer that does not arrive as it should. */
  static Outgoing lost(String variant) {
    return switch (variant) {
      case "html" -> Outgoing.text(200, HTML, "<html><body>Service Unavailable</body></html>");
      case "reset" -> Outgoing.empty(200).ending(Outgoing.Ending.RESET);
      case "truncated" -> Outgoing.json(200, "{\"access_token\":\"gAAA");
      default -> Outgoing.json(200, "");
    };
  }

  static Outgoing serverError(int status) {
    return Outgoing.text(status, HTML, "<html><body><h1>Server Error</h1></body></html>");
  }

  /** A refusal; the description may be null. */
  static Outgoing error(int status, String code, String description) {
    String text = "{\"error\":\"" + code + "\"";
    if (description != null) {
      text += ",\"error_description\":\"" + description.replace("/", "\\/") + "\"";
    }
    return Outgoing.json(status, text + "}");
  }
}
