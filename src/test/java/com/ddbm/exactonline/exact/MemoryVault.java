package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.errors.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The vault of one connection in memory, with the crashes and blind spots of the real one. */
final class MemoryVault implements TokenVault {

  private final Site site;
  private final String clientId;
  private String holder;
  private Instant leasedUntil = Instant.MIN;
  private TokenSecret secret;
  private TokenSecret visibleSecret;
  private boolean showsOldSecrets;
  private long rowGeneration;
  private ErrorCode trouble;
  private boolean diesBeforeStoring;
  private String dead;
  private boolean diesBetweenSecretAndRow;
  private final List<Long> stored = new ArrayList<>();

  MemoryVault(Site site, String clientId) {
    this.site = site;
    this.clientId = clientId;
  }

  @Override
  public synchronized boolean acquire(String connection, String who, Instant now, Instant until) {
    boolean free = holder == null || holder.equals(who) || !leasedUntil.isAfter(now);
    if (free) {
      holder = who;
      leasedUntil = until;
    }
    return free;
  }

  @Override
  public synchronized void release(String connection, String who) {
    if (who.equals(holder) && !who.equals(dead)) { // the killed give nothing back
      holder = null;
    }
  }

  @Override
  public synchronized Contents read(String connection) {
    return new Contents(
        site,
        clientId,
        Optional.ofNullable(showsOldSecrets ? visibleSecret : secret),
        rowGeneration,
        Optional.ofNullable(trouble));
  }

  @Override
  public synchronized boolean store(String connection, TokenSecret next) {
    if (diesBeforeStoring) {
      diesBeforeStoring = false;
      dead = holder;
      throw new Crash();
    }
    if (rowGeneration >= next.generation()) {
      return false;
    }
    secret = TokenSecret.parse(next.toText()).orElseThrow();
    stored.add(next.generation());
    if (diesBetweenSecretAndRow) {
      diesBetweenSecretAndRow = false;
      dead = holder;
      throw new Crash();
    }
    rowGeneration = next.generation();
    trouble = null;
    return true;
  }

  @Override
  public synchronized void signInNeeded(
      String connection, long generation, ErrorCode error, String message) {
    if (rowGeneration <= generation) {
      trouble = error;
    }
  }

  /** From now on reads show the secret as it is now, as a nested procedure might. */
  synchronized void freezeVisibleSecret() {
    showsOldSecrets = true;
    visibleSecret = secret;
  }

  synchronized void unfreeze() {
    showsOldSecrets = false;
  }

  synchronized void dieBeforeStoring() {
    diesBeforeStoring = true;
  }

  synchronized void dieBetweenSecretAndRow() {
    diesBetweenSecretAndRow = true;
  }

  synchronized TokenSecret secret() {
    return secret;
  }

  synchronized long rowGeneration() {
    return rowGeneration;
  }

  synchronized Optional<ErrorCode> trouble() {
    return Optional.ofNullable(trouble);
  }

  synchronized boolean isLeased() {
    return holder != null;
  }

  /** The generations in the order in which they were stored. */
  synchronized List<Long> stored() {
    return List.copyOf(stored);
  }

  /** The process was killed here. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
