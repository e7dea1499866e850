package com.ddbm.exactonline.simulator.oauth;

/**
 * An app registration.
 *
 * @param secretHash the hash of its secret
 * @param redirectUri the address users are sent back to; empty when any will do
 */
public record App(String clientId, String secretHash, String redirectUri) {
  /** A registration with this secret. */
  public static App of(String clientId, String secret, String redirectUri) {
    return new App(clientId, Tokens.hash(secret), redirectUri);
  }
}
