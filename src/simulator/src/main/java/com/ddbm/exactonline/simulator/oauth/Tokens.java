package com.ddbm.exactonline.simulator.oauth;

import com.ddbm.exactonline.simulator.time.VirtualClock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Codes and tokens that were issued. Only their hashes are kept, in memory and on disk, so that
 * nobody finds a token in the simulator's files. A chain is what follows from one sign-in: each
 * refresh token with its successors.
 */
final class Tokens {
  static final long ACCESS_LIFE = 600_000L;
  static final long REFRESH_AFTER = 570_000L;
  static final long REFRESH_LIFE = 30L * 86_400_000L;
  static final long CODE_LIFE = 180_000L;

  /** What a sign-in led to. */
  static final class Chain {
    final int id;
    final String clientId;
    final String user;
    boolean broken;
    String currentRefresh = "";
    long issuedAt;
    int refreshes;
    int spentUses;
    int tooEarly;

    Chain(int id, String clientId, String user) {
      this.id = id;
      this.clientId = clientId;
      this.user = user;
    }
  }

  /** A code for a token. */
  record Code(String clientId, String user, String redirectUri, long expiresAt) {}

  /** An access token. */
  record Access(int chain, long expiresAt) {}

  /** A new pair. */
  record Pair(String access, String refresh) {}

  private final VirtualClock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, Chain> chains = new LinkedHashMap<>();
  private final Map<String, Code> codes = new HashMap<>();
  private final Map<String, Access> accesses = new HashMap<>();
  private final Map<String, Integer> refreshes = new LinkedHashMap<>();
  private String marker = "";

  Tokens(VirtualClock clock) {
    this.clock = clock;
  }

  /** A text that every code and token from now on contains, so that a search finds any of them. */
  void marker(String text) {
    marker = text;
  }

  String newCode(String clientId, String user, String redirectUri) {
    String code = "stampNL001." + marker + text(24) + "!" + text(12);
    codes.values().removeIf(old -> old.expiresAt() + CODE_LIFE < clock.now());
    codes.put(hash(code), new Code(clientId, user, redirectUri, clock.now() + CODE_LIFE));
    return code;
  }

  /** The code, which is used up by this; null when it is unknown, used or too old. */
  Code takeCode(String code) {
    Code found = codes.remove(hash(code));
    return found == null || clock.now() > found.expiresAt() ? null : found;
  }

  Chain newChain(String clientId, String user) {
    Chain chain = new Chain(chains.size() + 1, clientId, user);
    chains.put(chain.id, chain);
    return chain;
  }

  /** Issues the next pair of a chain; the former refresh token is spent by this. */
  Pair issue(Chain chain, boolean formerAccessEnds) {
    long now = clock.now();
    accesses
        .values()
        .removeIf(
            access ->
                access.expiresAt() + 3_600_000L < now
                    || formerAccessEnds && access.chain() == chain.id);
    Pair pair =
        new Pair("gAAA" + marker + text(96), "stampNL001." + marker + text(48) + "!" + text(24));
    accesses.put(hash(pair.access()), new Access(chain.id, now + ACCESS_LIFE));
    chain.currentRefresh = hash(pair.refresh());
    chain.issuedAt = now;
    refreshes.put(chain.currentRefresh, chain.id);
    return pair;
  }

  /** The chain a refresh token belongs to, whether spent or not; null when it was never issued. */
  Chain chainOfRefresh(String refreshToken) {
    Integer id = refreshes.get(hash(refreshToken));
    return id == null ? null : chains.get(id);
  }

  boolean isCurrent(Chain chain, String refreshToken) {
    return chain.currentRefresh.equals(hash(refreshToken));
  }

  /** The chain of a valid access token; null when it is unknown or has expired. */
  Chain chainOfAccess(String accessToken) {
    Access access = accesses.get(hash(accessToken));
    return access == null || clock.now() >= access.expiresAt() ? null : chains.get(access.chain());
  }

  boolean wasAccess(String accessToken) {
    return accesses.containsKey(hash(accessToken));
  }

  /**
   * Lets a chain's access tokens end now, and a refresh be allowed, as though ten minutes had gone
   * by.
   */
  void expireAccess(Chain chain) {
    accesses.values().removeIf(access -> access.chain() == chain.id);
    chain.issuedAt = Math.min(chain.issuedAt, clock.now() - ACCESS_LIFE);
  }

  Map<Integer, Chain> chains() {
    return chains;
  }

  private String text(int bytes) {
    byte[] octets = new byte[bytes];
    random.nextBytes(octets);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  static String hash(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  ObjectNode toJson(ObjectMapper mapper) {
    ObjectNode root = mapper.createObjectNode();
    ArrayNode chainNodes = root.putArray("chains");
    for (Chain chain : chains.values()) {
      chainNodes
          .addObject()
          .put("id", chain.id)
          .put("client_id", chain.clientId)
          .put("user", chain.user)
          .put("broken", chain.broken)
          .put("current_refresh", chain.currentRefresh)
          .put("issued_at", chain.issuedAt)
          .put("refreshes", chain.refreshes)
          .put("spent_uses", chain.spentUses)
          .put("too_early", chain.tooEarly);
    }
    ObjectNode codeNodes = root.putObject("codes");
    codes.forEach(
        (hash, code) ->
            codeNodes
                .putObject(hash)
                .put("client_id", code.clientId())
                .put("user", code.user())
                .put("redirect_uri", code.redirectUri())
                .put("expires_at", code.expiresAt()));
    ObjectNode accessNodes = root.putObject("accesses");
    accesses.forEach(
        (hash, access) ->
            accessNodes
                .putObject(hash)
                .put("chain", access.chain())
                .put("expires_at", access.expiresAt()));
    ObjectNode refreshNodes = root.putObject("refreshes");
    refreshes.forEach(refreshNodes::put);
    return root;
  }

  void fromJson(JsonNode root) {
    for (JsonNode node : root.path("chains")) {
      Chain chain =
          new Chain(
              node.path("id").asInt(), node.path("client_id").asText(), node.path("user").asText());
      chain.broken = node.path("broken").asBoolean();
      chain.currentRefresh = node.path("current_refresh").asText();
      chain.issuedAt = node.path("issued_at").asLong();
      chain.refreshes = node.path("refreshes").asInt();
      chain.spentUses = node.path("spent_uses").asInt();
      chain.tooEarly = node.path("too_early").asInt();
      chains.put(chain.id, chain);
    }
    root.path("codes")
        .fields()
        .forEachRemaining(
            entry ->
                codes.put(
                    entry.getKey(),
                    new Code(
                        entry.getValue().path("client_id").asText(),
                            entry.getValue().path("user").asText(),
                        entry.getValue().path("redirect_uri").asText(),
                            entry.getValue().path("expires_at").asLong())));
    root.path("accesses")
        .fields()
        .forEachRemaining(
            entry ->
                accesses.put(
                    entry.getKey(),
                    new Access(
                        entry.getValue().path("chain").asInt(),
                        entry.getValue().path("expires_at").asLong())));
    root.path("refreshes")
        .fields()
        .forEachRemaining(entry -> refreshes.put(entry.getKey(), entry.getValue().asInt()));
  }
}
