package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.Site;
import com.ddbm.exactonline.exact.TokenSecret;
import com.ddbm.exactonline.exact.TokenVault;
import java.time.Instant;
import java.util.Optional;

/**
 * The token secret and its row. A secret altered inside a running procedure is seen there at once,
 * or only by the next execution: Snowflake does not say which.
 */
final class SimulatedVault {

  private String holder;
  private Instant leasedUntil = Instant.MIN;
  private TokenSecret secret;
  long rowGeneration;

  /** When what the row knows was received. */
  Instant rowReceivedAt;

  private ErrorCode trouble;
  final boolean seenAtOnce;

  private final Counters counters;

  SimulatedVault(boolean seenAtOnce, Counters counters) {
    this.seenAtOnce = seenAtOnce;
    this.counters = counters;
  }

  Optional<TokenSecret> secret() {
    return Optional.ofNullable(secret);
  }

  Optional<ErrorCode> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** What one execution sees of it. */
  TokenVault view() {
    return new View(seenAtOnce ? null : secret);
  }

  private final class View implements TokenVault {

    private final TokenSecret atStart;

    View(TokenSecret atStart) {
      this.atStart = atStart;
    }

    @Override
    public boolean acquire(String connection, String who, Instant now, Instant until) {
      boolean free = holder == null || holder.equals(who) || !leasedUntil.isAfter(now);
      if (free) {
        holder = who;
        leasedUntil = until;
      } else {
        counters.hit("token lease held by another");
      }
      return free;
    }

    @Override
    public void release(String connection, String who) {
      if (who.equals(holder)) {
        holder = null;
      }
    }

    @Override
    public Contents read(String connection) {
      return new Contents(
          Site.NL,
          TokenEndpoint.CLIENT_ID,
          Optional.ofNullable(seenAtOnce ? secret : atStart),
          rowGeneration,
          Optional.ofNullable(trouble));
    }

    @Override
    public boolean store(String connection, TokenSecret next) {
      if (rowGeneration >= next.generation()) {
        return false;
      }
      secret = TokenSecret.parse(next.toText()).orElseThrow();
      if (crashBetween != null) {
        crashBetween.run();
      }
      rowGeneration = next.generation();
      rowReceivedAt = next.pair().receivedAt();
      trouble = null;
      return true;
    }

    @Override
    public void signInNeeded(String connection, long generation, ErrorCode error, String message) {
      if (rowGeneration <= generation) {
        trouble = error;
      }
    }
  }

  /** Called between the secret and its row. */
  Runnable crashBetween;
}
