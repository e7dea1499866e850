package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.exact.TokenAnswer.CodeExpired;
import com.ddbm.exactonline.exact.TokenAnswer.Ended;
import com.ddbm.exactonline.exact.TokenAnswer.Granted;
import com.ddbm.exactonline.exact.TokenAnswer.Lost;
import com.ddbm.exactonline.exact.TokenAnswer.Spent;
import com.ddbm.exactonline.exact.TokenAnswer.TooEarly;
import com.ddbm.exactonline.exact.TokenAnswer.Unavailable;
import com.ddbm.exactonline.exact.TokenAnswer.WrongClient;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Exact Online's OAuth 2.0: the sign-in address and the token endpoint. One call, one answer; what
 * follows from an answer is {@link TokenCustodian}'s.
 */
public final class ExactOAuth {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST_ANSWER = 1 << 16;
  private static final long DEFAULT_LIFETIME_SECONDS = 600;

  /** Exact's live ten minutes; what is said beyond a day is no lifetime. */
  private static final long LONGEST_LIFETIME_SECONDS = 86_400;

  private final ExactTransport transport;
  private final Clock clock;

  public ExactOAuth(ExactTransport transport, Clock clock) {
    this.transport = transport;
    this.clock = clock;
  }

  /**
   * Where the user signs in.
   *
   * @param redirectUri as registered with the app, https
   * @param state comes back unchanged in the redirected address; null for none
   */
  public static String authorizationUrl(
      Site site, String clientId, String redirectUri, String state) {
    StringBuilder url = new StringBuilder(site.address()).append("/api/oauth2/auth");
    url.append("?client_id=").append(encode(clientId));
    url.append("&redirect_uri=").append(encode(redirectUri));
    url.append("&response_type=code");
    if (state != null) {
      url.append("&state=").append(encode(state));
    }
    return url.append("&force_login=0").toString();
  }

  /** Exchanges the code of a sign-in. */
  TokenAnswer exchange(
      Site site, String clientId, String clientSecret, String code, String redirectUri) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirectUri);
    form.put("client_id", clientId);
    form.put("client_secret", clientSecret);
    return post(site, form, List.of(code, clientSecret));
  }

  /** Turns a refresh token into the next pair; it is spent by that. */
  TokenAnswer refresh(Site site, String clientId, String clientSecret, String refreshToken) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", refreshToken);
    form.put("client_id", clientId);
    form.put("client_secret", clientSecret);
    return post(site, form, List.of(refreshToken, clientSecret));
  }

  private TokenAnswer post(Site site, Map<String, String> form, List<String> secrets) {
    Map<String, String> headers = Map.of("Accept", "application/json");
    ExactTransport.Request request =
        new ExactTransport.Request("POST", site.address() + "/api/oauth2/token", headers, form);
    try (ExactTransport.Response response = transport.send(request)) {
      String body = new String(response.body().readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
      return understand(response, body, form.get("grant_type"), secrets);
    } catch (IOException exception) {
      return new Lost(Texts.brief(exception.toString(), secrets), exception);
    }
  }

  private TokenAnswer understand(
      ExactTransport.Response response, String body, String grantType, List<String> secrets) {
    int status = response.status();
    if (status == 429 || status == 408 || status >= 500) {
      return new Unavailable(status);
    }
    JsonNode json = parse(body);
    if (status == 200) {
      return granted(json);
    }
    if (status >= 300 && status < 400) {
      return new Lost("the answer was a redirect (" + status + ")", null);
    }
    String error = json.path("error").asText("");
    String description = json.path("error_description").asText("");
    String reason = response.header("Reason").orElse("");
    String said =
        Texts.brief(
            "Exact Online says: " + (description.isBlank() ? error + " " + reason : description),
            secrets);
    if (reason.startsWith("TooEarly")
        || (error.equals("access_denied") && contains(description, "not expired"))) {
      return new TooEarly();
    }
    if (error.equals("server_error")
        || error.equals("temporarily_unavailable")
        || contains(description, "rate limit")) {
      return new Unavailable(status);
    }
    return grantType.equals("authorization_code")
        ? refusedCode(status, error, description, said)
        : refusedRefresh(status, error, description, said);
  }

  private static TokenAnswer refusedCode(
      int status, String error, String description, String said) {
    return switch (error) {
      case "invalid_grant", "access_denied" ->
          contains(description, "chainId") ? new Ended(said) : new CodeExpired();
      case "invalid_request" -> description.isBlank() ? new WrongClient() : new CodeExpired();
      case "invalid_client", "unauthorized_client" -> new WrongClient();
      default -> status == 400 ? new CodeExpired() : new Ended(said);
    };
  }

  private static TokenAnswer refusedRefresh(
      int status, String error, String description, String said) {
    if (contains(description, "old refresh token")) {
      return new Spent(said);
    }
    return switch (error) {
      case "invalid_request" -> description.isBlank() ? new WrongClient() : new Ended(said);
      case "invalid_client" -> new WrongClient();
      case "unauthorized_client" -> status == 401 ? new Spent(said) : new WrongClient();
      case "" -> new Lost("the answer had status " + status + " and no reason", null);
      default -> new Ended(said);
    };
  }

  private TokenAnswer granted(JsonNode json) {
    String access = json.path("access_token").asText("");
    String refresh = json.path("refresh_token").asText("");
    if (!isToken(access) || !isToken(refresh)) {
      return new Lost("the answer held no tokens", null);
    }
    long seconds = json.path("expires_in").asLong(DEFAULT_LIFETIME_SECONDS); // text or number
    return new Granted(
        new TokenPair(
            access,
            refresh,
            clock.now(),
            Duration.ofSeconds(
                seconds > 0 && seconds <= LONGEST_LIFETIME_SECONDS
                    ? seconds
                    : DEFAULT_LIFETIME_SECONDS)));
  }

  /** What can travel in a header and a form: visible ASCII. */
  private static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(letter -> letter > ' ' && letter < 0x7F);
  }

  private static JsonNode parse(String body) {
    try {
      JsonNode json = MAPPER.readTree(body);
      return json == null ? MAPPER.missingNode() : json;
    } catch (JsonProcessingException exception) {
      return MAPPER.missingNode();
    }
  }

  private static boolean contains(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
