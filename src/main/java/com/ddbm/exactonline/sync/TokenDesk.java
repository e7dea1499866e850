package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.TokenStore;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

/**
 * Tokens for workers: they ask, the engine's thread answers, since custody is SQL and SQL has one
 * thread. On the engine's own thread it answers at once.
 */
final class TokenDesk implements TokenStore {

  private record Asked(
      String connection, long rejectedGeneration, CompletableFuture<AccessToken> answer) {}

  private final TokenStore custodian;
  private final Workers workers;
  private final Thread owner = Thread.currentThread();
  private final Queue<Asked> queue = new ConcurrentLinkedQueue<>();
  private AccessToken newest;
  private volatile boolean closed;

  TokenDesk(TokenStore custodian, Workers workers) {
    this.custodian = custodian;
    this.workers = workers;
  }

  @Override
  public AccessToken accessToken(String connection, long rejectedGeneration)
      throws InterruptedException {
    if (Thread.currentThread() == owner) {
      return answer(connection, rejectedGeneration);
    }
    Asked asked = new Asked(connection, rejectedGeneration, new CompletableFuture<>());
    queue.add(asked);
    if (closed) {
      close();
    }
    workers.signal();
    try {
      return asked.answer().get();
    } catch (ExecutionException refused) {
      Throwable cause = refused.getCause();
      if (cause instanceof RuntimeException refusal) {
        throw refusal;
      }
      if (cause instanceof InterruptedException) {
        throw new InterruptedException("the run has stopped");
      }
      throw new IllegalStateException(cause);
    }
  }

  /** Many workers hear 401 at once: one newer token serves them all. */
  private AccessToken answer(String connection, long rejectedGeneration)
      throws InterruptedException {
    if (newest != null && rejectedGeneration > 0 && newest.generation() > rejectedGeneration) {
      return newest;
    }
    newest = custodian.accessToken(connection, rejectedGeneration);
    return newest;
  }

  /** Answers who waits. On the engine's thread, outside transactions. */
  void serve() throws InterruptedException {
    for (Asked asked = queue.poll(); asked != null; asked = queue.poll()) {
      try {
        asked.answer().complete(answer(asked.connection(), asked.rejectedGeneration()));
      } catch (RuntimeException | Error refusal) {
        asked.answer().completeExceptionally(refusal);
        if (refusal instanceof Error fatal) {
          throw fatal;
        }
      } catch (InterruptedException stopped) {
        asked.answer().completeExceptionally(stopped);
        throw stopped;
      }
    }
  }

  /** Whether a token was had since the execution began. */
  boolean served() {
    return newest != null;
  }

  /** Nobody will answer any more. */
  void close() {
    closed = true;
    for (Asked asked = queue.poll(); asked != null; asked = queue.poll()) {
      asked.answer().completeExceptionally(new InterruptedException("the run has stopped"));
    }
  }
}
