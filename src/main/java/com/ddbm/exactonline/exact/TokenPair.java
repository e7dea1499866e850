package com.ddbm.exactonline.exact;

import java.time.Duration;
import java.time.Instant;

/**
 * What the token endpoint granted. The refresh token works once and for 30 days; the access token
 * for {@code lifetime}.
 *
 * @param receivedAt when the answer was complete
 */
public record TokenPair(
    String accessToken, String refreshToken, Instant receivedAt, Duration lifetime) {

  @Override
  public String toString() {
    return "TokenPair[receivedAt=" + receivedAt + "]";
  }
}
