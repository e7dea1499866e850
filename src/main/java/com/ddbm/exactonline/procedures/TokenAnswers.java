package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.TokenStore.AccessToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;

/**
 * The custodian's answers on their way through a nested CALL: an access token, or the failure as it
 * was thrown. They are seen by procedures of the app only.
 */
final class TokenAnswers {

  private TokenAnswers() {}

  static Outcome granted(AccessToken token) {
    ObjectNode payload = Json.object();
    payload.put("value", token.value());
    payload.put("generation", token.generation());
    payload.put("refreshable_at_ms", token.refreshableAt().toEpochMilli());
    payload.put("expires_at_ms", token.expiresAt().toEpochMilli());
    return Outcome.done("An access token.", payload);
  }

  static Outcome failed(ConnectorException failure) {
    ObjectNode payload = Json.object();
    if (failure instanceof ExactException exact) {
      payload.put("kind", exact.kind().name());
      if (exact.retryAt() != null) {
        payload.put("retry_at_ms", exact.retryAt().toEpochMilli());
      }
    }
    return Outcome.of(failure.error(), failure.getMessage(), payload);
  }

  /**
   * The token.
   *
   * @throws ConnectorException the failure, an {@link ExactException} when it was one
   */
  static AccessToken read(String answer) {
    JsonNode outcome =
        Json.parse(answer).orElseThrow(() -> new IllegalStateException("no outcome"));
    JsonNode payload = outcome.path("payload");
    if (outcome.path("code").asText().equals("OK")) {
      return new AccessToken(
          payload.path("value").asText(),
          payload.path("generation").asLong(),
          Instant.ofEpochMilli(payload.path("refreshable_at_ms").asLong()),
          Instant.ofEpochMilli(payload.path("expires_at_ms").asLong()));
    }
    String code = outcome.path("code").asText();
    String sentence = outcome.path("message").asText();
    ErrorCode error =
        Arrays.stream(ErrorCode.values())
            .filter(each -> each.code().equals(code))
            .findFirst()
            .orElse(ErrorCode.EO_9001);
    if (payload.has("kind")) {
      throw ExactException.repeated(
          ExactException.Kind.valueOf(payload.path("kind").asText()),
          error,
          sentence,
          payload.has("retry_at_ms")
              ? Instant.ofEpochMilli(payload.path("retry_at_ms").asLong())
              : null);
    }
    throw ConnectorException.repeated(error, sentence);
  }
}
