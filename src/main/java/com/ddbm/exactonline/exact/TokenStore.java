package com.ddbm.exactonline.exact;

/**
 * Custody of a connection's tokens (design, section 7). A run never sees a refresh token: it asks
 * for an access token and, when Exact refused one, for a newer.
 */
public interface TokenStore {

  /**
   * A usable access token.
   *
   * @param connection name of the connection
   * @param rejected the access token that Exact answered 401 to, or null
   * @throws ExactException when the connection needs a person, or no token can be had now
   */
  String accessToken(String connection, String rejected);
}
