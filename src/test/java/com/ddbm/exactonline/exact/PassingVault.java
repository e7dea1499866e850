package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.errors.ErrorCode;
import java.time.Instant;

/** A vault before and after whose every statement another session may go on. */
final class PassingVault implements TokenVault {

  private final TokenVault vault;
  private final Turns turns;

  PassingVault(TokenVault vault, Turns turns) {
    this.vault = vault;
    this.turns = turns;
  }

  @Override
  public boolean acquire(String connection, String holder, Instant now, Instant until) {
    turns.pass();
    boolean acquired = vault.acquire(connection, holder, now, until);
    turns.pass();
    return acquired;
  }

  @Override
  public void release(String connection, String holder) {
    turns.pass();
    vault.release(connection, holder);
  }

  @Override
  public Contents read(String connection) {
    turns.pass();
    Contents contents = vault.read(connection);
    turns.pass();
    return contents;
  }

  @Override
  public boolean store(String connection, TokenSecret secret) {
    turns.pass();
    boolean stored = vault.store(connection, secret);
    turns.pass();
    return stored;
  }

  @Override
  public void signInNeeded(String connection, long generation, ErrorCode error, String message) {
    turns.pass();
    vault.signInNeeded(connection, generation, error, message);
  }
}
