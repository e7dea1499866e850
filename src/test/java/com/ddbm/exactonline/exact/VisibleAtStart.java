package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.errors.ErrorCode;
import java.time.Instant;
import java.util.Optional;

/**
 * A vault as one procedure call sees it where a secret that is altered meanwhile becomes visible to
 * the next call only; rows are seen as they are.
 */
final class VisibleAtStart implements TokenVault {

  private final TokenVault vault;
  private final Optional<TokenSecret> seen;

  /** The call begins now. */
  VisibleAtStart(TokenVault vault) {
    this.vault = vault;
    seen = vault.read("exact").secret();
  }

  @Override
  public Contents read(String connection) {
    Contents now = vault.read(connection);
    return new Contents(now.site(), now.clientId(), seen, now.rowGeneration(), now.trouble());
  }

  @Override
  public boolean acquire(String connection, String holder, Instant now, Instant until) {
    return vault.acquire(connection, holder, now, until);
  }

  @Override
  public void release(String connection, String holder) {
    vault.release(connection, holder);
  }

  @Override
  public boolean store(String connection, TokenSecret secret) {
    return vault.store(connection, secret);
  }

  @Override
  public void signInNeeded(String connection, long generation, ErrorCode error, String message) {
    vault.signInNeeded(connection, generation, error, message);
  }
}
