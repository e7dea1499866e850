package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.errors.ErrorCode;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a connection's tokens are kept: the token secret, and a row in the state tables that knows
 * its generation. Only {@link TokenCustodian} uses it.
 */
public interface TokenVault {

  /**
   * Takes the lease of a connection's tokens for one holder, or prolongs it.
   *
   * @param until when it lapses by itself, so that a killed holder blocks nobody for long
   * @return false when another holder has it at {@code now}
   */
  boolean acquire(String connection, String holder, Instant now, Instant until);

  /** Gives the lease back; nothing happens when this holder no longer has it. */
  void release(String connection, String holder);

  /**
   * What is stored.
   *
   * @throws com.ddbm.exactonline.errors.ConnectorException EO-1002 when there is no such connection
   */
  Contents read(String connection);

  /**
   * Stores a secret, durably when it returns, then the row: its generation, the times, status
   * CONNECTED. The secret comes first: a secret newer than the row is mended by storing it again, a
   * row newer than the secret would mark the secret stale for ever.
   *
   * @return false, with nothing written, when the row knows this generation or a higher one already
   */
  boolean store(String connection, TokenSecret secret);

  /**
   * Records that the connection needs a person, unless the row knows a higher generation by now.
   *
   * @param generation of the secret that turned out to be useless
   * @param message the whole sentence of the error, without secrets
   */
  void signInNeeded(String connection, long generation, ErrorCode error, String message);

  /**
   * What is stored for a connection.
   *
   * @param secret empty before the first sign-in
   * @param rowGeneration what the state row knows: a secret below it is stale and never sent
   * @param trouble why the connection needs a person, empty when it is connected or new
   */
  record Contents(
      Site site,
      String clientId,
      Optional<TokenSecret> secret,
      long rowGeneration,
      Optional<ErrorCode> trouble) {}
}
