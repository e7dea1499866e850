package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.ExactException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls to Exact Online outside the fetch loop: made by a worker too, since a call may take minutes
 * and the engine's thread must keep the lease alive and hand out tokens meanwhile.
 */
final class Backstage {

  /** A call. */
  interface Call<T> {
    T make() throws InterruptedException;
  }

  private record Result<T>(T value, Throwable failure) {}

  private final Workers pool;
  private final Clock clock;
  private final Pulse pulse;
  private final SyncSettings settings;

  Backstage(Workers pool, Clock clock, Pulse pulse, SyncSettings settings) {
    this.pool = pool;
    this.clock = clock;
    this.pulse = pulse;
    this.settings = settings;
  }

  /**
   * Makes a call, waiting out short limits.
   *
   * @throws ExactException when it is refused, or a limit takes longer than the longest wait
   */
  <T> T make(Call<T> call) throws InterruptedException {
    while (true) {
      Result<T> result = once(call);
      if (result.failure() == null) {
        return result.value();
      }
      if (result.failure() instanceof ExactException refusal
          && refusal.kind() == ExactException.Kind.LIMIT
          && Duration.between(clock.now(), refusal.retryAt()).compareTo(settings.longestWait())
              <= 0) {
        waitUntil(refusal.retryAt());
      } else if (result.failure() instanceof RuntimeException refusal) {
        throw refusal;
      } else if (result.failure() instanceof Error fatal) {
        throw fatal;
      } else {
        throw new InterruptedException("the call was interrupted");
      }
    }
  }

  private <T> Result<T> once(Call<T> call) throws InterruptedException {
    AtomicReference<Result<T>> box = new AtomicReference<>();
    pool.submit(
        () -> {
          try {
            box.set(new Result<>(call.make(), null));
          } catch (InterruptedException | RuntimeException | Error failure) {
            box.set(new Result<>(null, failure));
          }
          pool.signal();
        });
    while (box.get() == null) {
      pulse.check();
      if (box.get() == null) {
        pool.await(settings.heartbeat());
      }
    }
    return box.get();
  }

  private void waitUntil(Instant moment) throws InterruptedException {
    for (Duration left = Duration.between(clock.now(), moment);
        !left.isNegative() && !left.isZero();
        left = Duration.between(clock.now(), moment)) {
      pulse.check();
      pool.await(left.compareTo(settings.heartbeat()) < 0 ? left : settings.heartbeat());
    }
  }
}
