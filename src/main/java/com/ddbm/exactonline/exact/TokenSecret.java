package com.ddbm.exactonline.exact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a connection's token secret holds (design, section 7).
 *
 * @param generation rises with every pair that is stored; the state row carries the same number
 * @param clientSecret the secret of the app registration
 * @param pair the latest tokens
 */
public record TokenSecret(long generation, String clientSecret, TokenPair pair) {

  /** Exact grants a newer token only this long after the last was received (facts, section 1). */
  public static final Duration REFRESHABLE_AFTER = Duration.ofSeconds(570);

  /** How long Exact keeps a refresh token that is not used. */
  public static final Duration REFRESH_TOKEN_LIFETIME = Duration.ofDays(30);

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** From when a newer pair may be asked for. */
  public Instant refreshableAt() {
    Duration lifetime = pair.lifetime();
    Duration after =
        lifetime.compareTo(REFRESHABLE_AFTER) < 0 ? lifetime.dividedBy(2) : REFRESHABLE_AFTER;
    return pair.receivedAt().plus(after);
  }

  /** When Exact stops accepting the access token. */
  public Instant expiresAt() {
    return pair.receivedAt().plus(pair.lifetime());
  }

  /** When the connection needs a new sign-in if nobody uses it. */
  public Instant refreshTokenExpiresAt() {
    return pair.receivedAt().plus(REFRESH_TOKEN_LIFETIME);
  }

  /** The access token as callers get it. */
  public TokenStore.AccessToken accessToken() {
    return new TokenStore.AccessToken(pair.accessToken(), generation, refreshableAt(), expiresAt());
  }

  /** The next generation of this secret. */
  public TokenSecret successor(TokenPair next) {
    return new TokenSecret(generation + 1, clientSecret, next);
  }

  /** The text that is stored; nothing else may ever write it. */
  public String toText() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("generation", generation);
      json.writeStringField("client_secret", clientSecret);
      json.writeStringField("access_token", pair.accessToken());
      json.writeStringField("refresh_token", pair.refreshToken());
      json.writeNumberField("received_at_ms", pair.receivedAt().toEpochMilli());
      json.writeNumberField("lifetime_s", pair.lifetime().toSeconds());
      json.writeEndObject();
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
    return text.toString();
  }

  /**
   * Reads a stored text; empty when the secret holds no tokens yet (it is created with a
   * placeholder) or holds something else.
   */
  public static Optional<TokenSecret> parse(String text) {
    try {
      JsonNode json = MAPPER.readTree(text == null ? "" : text);
      if (!json.path("refresh_token").isTextual() || !json.path("generation").canConvertToLong()) {
        return Optional.empty();
      }
      return Optional.of(
          new TokenSecret(
              json.path("generation").asLong(),
              json.path("client_secret").asText(),
              new TokenPair(
                  json.path("access_token").asText(),
                  json.path("refresh_token").asText(),
                  Instant.ofEpochMilli(json.path("received_at_ms").asLong()),
                  Duration.ofSeconds(json.path("lifetime_s").asLong(600)))));
    } catch (IOException exception) {
      return Optional
          .empty(); // the text may hold secrets: its fragments must not travel in a cause
    }
  }

  @Override
  public String toString() {
    return "TokenSecret[generation=" + generation + "]";
  }
}
