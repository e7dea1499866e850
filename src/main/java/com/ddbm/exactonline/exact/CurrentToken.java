package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.exact.TokenStore.AccessToken;
import java.util.concurrent.locks.ReentrantLock;

/** The access token in use; one thread at a time asks for a newer one, the others wait for it. */
final class CurrentToken {

  private final String connection;
  private final TokenStore tokens;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private AccessToken current;

  CurrentToken(String connection, TokenStore tokens, Clock clock) {
    this.connection = connection;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * A token that Exact has not refused.
   *
   * @param rejectedGeneration the generation that Exact answered 401 to, or 0
   */
  AccessToken get(long rejectedGeneration) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (current == null
          || current.generation() == rejectedGeneration
          || !clock.now().isBefore(current.refreshableAt())) {
        current = tokens.accessToken(connection, rejectedGeneration);
      }
      return current;
    } finally {
      lock.unlock();
    }
  }
}
