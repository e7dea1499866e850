package com.ddbm.exactonline.simulator.oauth;

import com.ddbm.exactonline.simulator.faults.Fault;
import com.ddbm.exactonline.simulator.faults.Faults;
import com.ddbm.exactonline.simulator.http.Incoming;
import com.ddbm.exactonline.simulator.http.Outgoing;
import com.ddbm.exactonline.simulator.http.QueryText;
import com.ddbm.exactonline.simulator.oauth.Tokens.Chain;
import com.ddbm.exactonline.simulator.oauth.Tokens.Code;
import com.ddbm.exactonline.simulator.oauth.Tokens.Pair;
import com.ddbm.exactonline.simulator.time.VirtualClock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sign-in and tokens, with the rules and the error texts of facts section 1. */
public final class OAuth {
  /** Somebody who calls with a valid access token. */
  public record Caller(String clientId, String user, int chain) {}

  private final VirtualClock clock;
  private final Faults faults;
  private final Runnable changed;
  private final Map<String, App> apps = new LinkedHashMap<>();
  private final Tokens tokens;
  private String signedIn = "";
  private boolean formerAccessEnds;

  /**
   * An authority without apps.
   *
   * @param changed called after each change that must survive a restart, before the answer is sent
   */
  public OAuth(VirtualClock clock, Faults faults, Runnable changed) {
    this.clock = clock;
    this.faults = faults;
    this.changed = changed;
    this.tokens = new Tokens(clock);
  }

  /** Registers an app, or changes its registration. */
  public synchronized void register(App app) {
    apps.put(app.clientId(), app);
    changed.run();
  }

  /** Client ids of the registered apps. */
  public synchronized List<String> clientIds() {
    return new ArrayList<>(apps.keySet());
  }

  /** Says who signs in from now on. */
  public synchronized void signedIn(String user) {
    signedIn = user;
    changed.run();
  }

  /** Says whether a new access token ends the use of the former one. */
  public synchronized void formerAccessEnds(boolean value) {
    formerAccessEnds = value;
    changed.run();
  }

  /** Says what every code and token from now on contains; not kept over a restart. */
  public synchronized void marker(String text) {
    tokens.marker(text);
  }

  /** The sign-in page, which here signs in by itself: sends the user back with a code. */
  public synchronized Outgoing authorize(Incoming incoming) {
    Map<String, String> query = QueryText.parse(incoming.rawQuery());
    App app = apps.get(query.getOrDefault("client_id", ""));
    String redirect = query.getOrDefault("redirect_uri", "");
    boolean known =
        app != null
            && !redirect.isEmpty()
            && (app.redirectUri().isEmpty() || app.redirectUri().equals(redirect));
    if (!known || !query.getOrDefault("response_type", "").equals("code")) {
      return Outgoing.json(400, "{\"error\":\"invalid_request\"}");
    }
    String code = tokens.newCode(app.clientId(), signedIn, redirect);
    changed.run();
    String location =
        redirect
            + (redirect.contains("?") ? "&" : "?")
            + "code="
            + URLEncoder.encode(code, StandardCharsets.UTF_8);
    if (query.containsKey("state")) {
      location += "&state=" + URLEncoder.encode(query.get("state"), StandardCharsets.UTF_8);
    }
    return Outgoing.empty(302).header("Location", location);
  }

  /** The token endpoint. */
  public synchronized Outgoing token(Incoming incoming) {
    Map<String, String> form = QueryText.parse(incoming.body());
    if (!incoming.method().equals("POST")
        || !incoming
            .header("content-type")
            .orElse("")
            .startsWith("application/x-www-form-urlencoded")) {
      return TokenAnswers.error(400, "invalid_request", null);
    }
    String grant = form.getOrDefault("grant_type", "");
    Optional<Fault> fault = faults.meetTokenCall(grant.equals("refresh_token"));
    if (fault.isPresent() && fault.get().failure() != 6) {
      return onCommand(fault.get(), form);
    }
    return exchange(form, fault.isPresent());
  }

  private Outgoing exchange(Map<String, String> form, boolean expiresAsNumber) {
    App app = apps.get(form.getOrDefault("client_id", ""));
    if (app == null
        || !app.secretHash().equals(Tokens.hash(form.getOrDefault("client_secret", "")))) {
      return TokenAnswers.error(400, "invalid_request", null);
    }
    return switch (form.getOrDefault("grant_type", "")) {
      case "authorization_code" -> byCode(app, form, expiresAsNumber);
      case "refresh_token" ->
          byRefresh(app, form.getOrDefault("refresh_token", ""), expiresAsNumber);
      default -> TokenAnswers.error(400, "unsupported_grant_type", null);
    };
  }

  private Outgoing byCode(App app, Map<String, String> form, boolean expiresAsNumber) {
    Code code = tokens.takeCode(form.getOrDefault("code", ""));
    changed.run();
    if (code == null || !code.clientId().equals(app.clientId())) {
      return TokenAnswers.error(
          400,
          "invalid_grant",
          "The authorization code is invalid, was used before or has expired.");
    }
    if (!code.redirectUri().equals(form.getOrDefault("redirect_uri", ""))) {
      return TokenAnswers.error(400, "invalid_request", null);
    }
    return pair(tokens.newChain(app.clientId(), code.user()), expiresAsNumber);
  }

  private Outgoing byRefresh(App app, String refreshToken, boolean expiresAsNumber) {
    Chain chain = tokens.chainOfRefresh(refreshToken);
    if (chain == null || !chain.clientId.equals(app.clientId())) {
      return TokenAnswers.error(400, "invalid_grant", null);
    }
    if (chain.broken) {
      return TokenAnswers.brokenChain();
    }
    if (!tokens.isCurrent(chain, refreshToken)) {
      chain.spentUses++;
      changed.run();
      return TokenAnswers.spent();
    }
    long age = clock.now() - chain.issuedAt;
    if (age > Tokens.REFRESH_LIFE) {
      return TokenAnswers.expired(clock, chain.issuedAt + Tokens.REFRESH_LIFE);
    }
    if (age < Tokens.REFRESH_AFTER) {
      chain.tooEarly++;
      changed.run();
      return TokenAnswers.tooEarly();
    }
    chain.refreshes++;
    return pair(chain, expiresAsNumber);
  }

  private Outgoing pair(Chain chain, boolean expiresAsNumber) {
    Pair pair = tokens.issue(chain, formerAccessEnds);
    changed.run();
    return TokenAnswers.pair(pair, expiresAsNumber);
  }

  private void spend(Map<String, String> form) {
    String refreshToken = form.getOrDefault("refresh_token", "");
    Chain chain = tokens.chainOfRefresh(refreshToken);
    if (chain == null) {
      tokens.takeCode(form.getOrDefault("code", ""));
    } else if (tokens.isCurrent(chain, refreshToken)) {
      tokens.issue(chain, formerAccessEnds);
      chain.refreshes++;
    }
    changed.run();
  }

  /** Failures 1 to 5, and those of the server that were ordered for this address. */
  private Outgoing onCommand(Fault fault, Map<String, String> form) {
    if (fault.option("rotates", "false").equals("true")) {
      // The server did its work, but the answer does not arrive: the token or code is spent.
      spend(form);
    }
    return switch (fault.failure()) {
      case 1 -> TokenAnswers.tooEarly();
      case 2 -> TokenAnswers.spent();
      case 3 -> TokenAnswers.expired(clock, clock.now() - 3_600_000L);
      case 4 -> {
        Chain chain = tokens.chainOfRefresh(form.getOrDefault("refresh_token", ""));
        if (chain != null && fault.option("permanent", "false").equals("true")) {
          chain.broken = true;
          changed.run();
        }
        yield TokenAnswers.brokenChain();
      }
      case 5 -> TokenAnswers.lost(fault.option("variant", "empty"));
      default -> TokenAnswers.serverError(Integer.parseInt(fault.option("status", "500")));
    };
  }

  /** Who calls with this access token, if it is valid now. */
  public synchronized Optional<Caller> caller(String accessToken) {
    Chain chain = tokens.chainOfAccess(accessToken);
    return chain == null
        ? Optional.empty()
        : Optional.of(new Caller(chain.clientId, chain.user, chain.id));
  }

  /** Whether a token that is refused was valid once. */
  public synchronized boolean wasValid(String accessToken) {
    return tokens.wasAccess(accessToken);
  }

  /**
   * Lets the access tokens of a chain end now; a refresh is allowed then. 0 stands for all chains.
   */
  public synchronized void expireAccess(int chainId) {
    tokens.chains().values().stream()
        .filter(chain -> chainId == 0 || chain.id == chainId)
        .forEach(tokens::expireAccess);
    changed.run();
  }

  /**
   * Does as though another process had used the refresh token of a chain: the one the client has is
   * spent.
   */
  public synchronized void spendRefresh(int chainId) {
    for (Chain chain : tokens.chains().values()) {
      if (chainId == 0 || chain.id == chainId) {
        tokens.issue(chain, false);
      }
    }
    changed.run();
  }

  /** Breaks a chain for good: only a new sign-in helps. */
  public synchronized void breakChain(int chainId) {
    tokens.chains().values().stream()
        .filter(chain -> chainId == 0 || chain.id == chainId)
        .forEach(chain -> chain.broken = true);
    changed.run();
  }

  /** What there is to tell about the chains; never a token. */
  public synchronized List<Map<String, Object>> report() {
    List<Map<String, Object>> report = new ArrayList<>();
    for (Chain chain : tokens.chains().values()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("chain", chain.id);
      entry.put("client_id", chain.clientId);
      entry.put("user", chain.user);
      entry.put("refreshes", chain.refreshes);
      entry.put("spent_token_used", chain.spentUses);
      entry.put("refused_too_early", chain.tooEarly);
      entry.put("broken", chain.broken);
      entry.put("issued_at", Instant.ofEpochMilli(chain.issuedAt).toString());
      entry.put(
          "access_expires_at",
          Instant.ofEpochMilli(chain.issuedAt + Tokens.ACCESS_LIFE).toString());
      entry.put(
          "refresh_expires_at",
          Instant.ofEpochMilli(chain.issuedAt + Tokens.REFRESH_LIFE).toString());
      report.add(entry);
    }
    return report;
  }

  /** Everything that must survive a restart. */
  public synchronized ObjectNode toJson(ObjectMapper mapper) {
    ObjectNode root = tokens.toJson(mapper);
    root.put("signed_in", signedIn).put("former_access_ends", formerAccessEnds);
    ObjectNode appNodes = root.putObject("apps");
    apps.values()
        .forEach(
            app ->
                appNodes
                    .putObject(app.clientId())
                    .put("secret_hash", app.secretHash())
                    .put("redirect_uri", app.redirectUri()));
    return root;
  }

  /** Takes up what was kept. */
  public synchronized void fromJson(JsonNode root) {
    tokens.fromJson(root);
    signedIn = root.path("signed_in").asText();
    formerAccessEnds = root.path("former_access_ends").asBoolean();
    root.path("apps")
        .fields()
        .forEachRemaining(
            entry ->
                apps.put(
                    entry.getKey(),
                    new App(
                        entry.getKey(),
                        entry.getValue().path("secret_hash").asText(),
                        entry.getValue().path("redirect_uri").asText())));
  }
}
