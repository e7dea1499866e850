package com.ddbm.exactonline.exact;

import java.time.Instant;

/**
 * Custody of a connection's tokens (design, section 7). A run never sees a refresh token: it asks
 * for an access token and, when Exact refused one, for a newer.
 */
public interface TokenStore {

  /**
   * A usable access token.
   *
   * @param connection name of the connection
   * @param rejectedGeneration the generation of the access token that Exact answered 401 to, or 0
   * @throws ExactException when the connection needs a person, or no token can be had now
   * @throws InterruptedException when the run is being cancelled
   */
  AccessToken accessToken(String connection, long rejectedGeneration) throws InterruptedException;

  /**
   * An access token and the time it may be used.
   *
   * @param value sent as Bearer; never logged
   * @param generation rises with every pair that is stored
   * @param refreshableAt from when a newer one may be asked for (570 s after receipt)
   * @param expiresAt when Exact stops accepting it (600 s after receipt)
   */
  record AccessToken(String value, long generation, Instant refreshableAt, Instant expiresAt) {

    @Override
    public String toString() {
      return "AccessToken[generation=" + generation + "]";
    }
  }
}
