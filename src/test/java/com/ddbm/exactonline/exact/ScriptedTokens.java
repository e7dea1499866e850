package com.ddbm.exactonline.exact;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Hands out token 1, and the next number whenever the one in use was refused or grew old. */
final class ScriptedTokens implements TokenStore {

  private final Clock clock;
  private final List<Long> rejected = new ArrayList<>();
  private boolean keepsRefused;
  private long generation;

  ScriptedTokens(Clock clock) {
    this.clock = clock;
  }

  /** Exact says "too early" for ever: the refused token stays. */
  ScriptedTokens keepingRefusedTokens() {
    keepsRefused = true;
    return this;
  }

  @Override
  public AccessToken accessToken(String connection, long rejectedGeneration) {
    rejected.add(rejectedGeneration);
    if (!keepsRefused || generation == 0) {
      generation++;
    }
    return new AccessToken(
        "token-" + generation,
        generation,
        clock.now().plus(Duration.ofSeconds(570)),
        clock.now().plus(Duration.ofSeconds(600)));
  }

  /** What callers said was refused, call by call. */
  List<Long> rejected() {
    return rejected;
  }
}
