package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.exact.TokenAnswer.CodeExpired;
import com.ddbm.exactonline.exact.TokenAnswer.Ended;
import com.ddbm.exactonline.exact.TokenAnswer.Granted;
import com.ddbm.exactonline.exact.TokenAnswer.Lost;
import com.ddbm.exactonline.exact.TokenAnswer.Spent;
import com.ddbm.exactonline.exact.TokenAnswer.TooEarly;
import com.ddbm.exactonline.exact.TokenAnswer.Unavailable;
import com.ddbm.exactonline.exact.TokenAnswer.WrongClient;
import com.ddbm.exactonline.exact.TokenVault.Contents;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps a connection's tokens alive (design, section 7): one refresher at a time, the new pair
 * stored before anybody uses it, a stale secret never sent.
 *
 * <p>Refresh tokens work once. What can go wrong between Exact's answer and the store is kept as
 * short as it can be; a lost answer is asked for once more with the old token, and when Exact says
 * that this was used, what is stored is read again: another holder may have stored the successor.
 */
public final class TokenCustodian implements TokenStore {

  /** Longer than two calls to the token endpoint with all their time-outs. */
  static final Duration LEASE = Duration.ofMinutes(3);

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(4);

  /**
   * How long a sign-in waits for another holder, who may be dead: a code lives three minutes, as
   * long as a lease. Then it goes ahead, since what it stores replaces whatever the other one has.
   */
  private static final Duration PATIENCE_OF_SIGN_INS = Duration.ofSeconds(30);

  private static final int STORE_ATTEMPTS = 3;
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration BEFORE_SECOND_TRY = Duration.ofSeconds(2);
  private final TokenVault vault;
  private final ExactOAuth oauth;
  private final Clock clock;
  private final String holder;

  /**
   * @param holder names who takes leases; different for every procedure call
   */
  public TokenCustodian(TokenVault vault, ExactOAuth oauth, Clock clock, String holder) {
    this.vault = vault;
    this.oauth = oauth;
    this.clock = clock;
    this.holder = holder;
  }

  @Override
  public AccessToken accessToken(String connection, long rejectedGeneration)
      throws InterruptedException {
    Contents contents = vault.read(connection);
    TokenSecret secret = signedIn(connection, contents);
    // A row that does not know the secret yet is brought up to date under the lease first: its
    // holder may have died in between, and the row may say that a sign-in is needed.
    if (secret.generation() == contents.rowGeneration()
        && secret.generation() != rejectedGeneration
        && clock.now().isBefore(secret.refreshableAt())) {
      return secret.accessToken();
    }
    Instant giveUp = clock.now().plus(LONGEST_WAIT);
    while (!vault.acquire(connection, holder, clock.now(), clock.now().plus(LEASE))) {
      contents = vault.read(connection);
      secret = signedIn(connection, contents);
      if (isCurrent(contents, secret) && isUsable(secret, rejectedGeneration)) {
        return secret.accessToken(); // the other holder is at it; this one is good for a while
      }
      if (clock.now().isAfter(giveUp)) {
        throw unreachable("another session keeps the tokens of the connection busy", null);
      }
      clock.sleep(POLL);
    }
    try {
      return underLease(connection, rejectedGeneration);
    } finally {
      release(connection);
    }
  }

  /**
   * Takes a connection into use: exchanges the code of a sign-in and stores what it gives.
   *
   * @throws ExactException CREDENTIALS (EO-2003), SIGN_IN (EO-2005: the code is too old), TRANSIENT
   */
  public AccessToken authorize(
      String connection, String clientSecret, String code, String redirectUri)
      throws InterruptedException {
    Instant goAhead = clock.now().plus(PATIENCE_OF_SIGN_INS);
    while (!vault.acquire(connection, holder, clock.now(), clock.now().plus(LEASE))
        && clock.now().isBefore(goAhead)) {
      clock.sleep(POLL);
    }
    try {
      return exchange(connection, clientSecret, code, redirectUri);
    } finally {
      release(connection);
    }
  }

  /** A lease that cannot be given back lapses by itself; the token is good all the same. */
  private void release(String connection) {
    try {
      vault.release(connection, holder);
    } catch (ConnectorException failed) {
      return;
    }
  }

  /**
   * Stores a pair that Exact has just given. A statement that fails is made again at once: a pair
   * that is not stored is lost, and the connection with it.
   */
  private boolean store(String connection, TokenSecret secret) {
    ConnectorException failed = null;
    for (int attempt = 0; attempt < STORE_ATTEMPTS; attempt++) {
      try {
        return vault.store(connection, secret)
            || (failed != null
                && vault.read(connection).rowGeneration()
                    == secret.generation()); // its answer was lost
      } catch (ConnectorException again) {
        failed = again;
      }
    }
    throw failed;
  }

  private AccessToken exchange(
      String connection, String clientSecret, String code, String redirectUri) {
    Contents contents = vault.read(connection);
    TokenAnswer answer =
        oauth.exchange(contents.site(), contents.clientId(), clientSecret, code, redirectUri);
    if (answer instanceof Granted granted) {
      return storeSignIn(connection, clientSecret, granted);
    }
    if (answer instanceof Lost || answer instanceof TooEarly) {
      // A code works once; whether it was used is unknown. A new sign-in is the only safe way.
      Throwable cause = answer instanceof Lost lost ? lost.cause() : null;
      if (cause instanceof UnknownHostException) {
        throw new ExactException(Kind.NETWORK_ACCESS, ErrorCode.EO_3001, null, cause);
      }
      throw unreachable(
          answer instanceof Lost lost ? lost.reason() : "too many sign-ins in a short time", cause);
    }
    throw refusal(connection, answer);
  }

  /** Another holder may store at the same moment: the sign-in comes out on top. */
  private AccessToken storeSignIn(String connection, String clientSecret, Granted granted) {
    for (int attempt = 0; attempt < 3; attempt++) {
      Contents contents = vault.read(connection);
      long stored = contents.secret().map(TokenSecret::generation).orElse(0L);
      long generation = Math.max(stored, contents.rowGeneration()) + 1;
      TokenSecret secret = new TokenSecret(generation, clientSecret, granted.pair());
      if (store(connection, secret)) {
        return secret.accessToken();
      }
    }
    throw new ExactException(Kind.STALE_SECRET, ErrorCode.EO_3008, null, null);
  }

  private AccessToken underLease(String connection, long rejectedGeneration)
      throws InterruptedException {
    Contents contents = vault.read(connection);
    TokenSecret secret = signedIn(connection, contents);
    if (!isCurrent(contents, secret)) {
      throw new ExactException(Kind.STALE_SECRET, ErrorCode.EO_3008, null, null);
    }
    if (secret.generation() > contents.rowGeneration()) {
      vault.store(connection, secret); // its holder died between secret and row
    } else if (contents.trouble().filter(ErrorCode.EO_2004::equals).isPresent()) {
      throw new ExactException(
          Kind.SIGN_IN, ErrorCode.EO_2004, null, null, connection, "it was refused before");
    }
    if (secret.generation() != rejectedGeneration && clock.now().isBefore(secret.refreshableAt())) {
      return secret.accessToken();
    }
    return refresh(connection, contents, secret, rejectedGeneration);
  }

  private AccessToken refresh(
      String connection, Contents contents, TokenSecret secret, long rejectedGeneration)
      throws InterruptedException {
    TokenAnswer answer = ask(contents, secret);
    if (answer instanceof Lost || answer instanceof Unavailable) {
      clock.sleep(BEFORE_SECOND_TRY);
      answer = ask(contents, secret);
    }
    if (answer instanceof Granted granted) {
      TokenSecret next = secret.successor(granted.pair());
      return store(connection, next)
          ? next.accessToken()
          : signedIn(connection, vault.read(connection)).accessToken();
    }
    if (answer instanceof TooEarly) {
      return asItIs(secret);
    }
    if (answer instanceof Lost || answer instanceof Unavailable) {
      if (isUsable(secret, rejectedGeneration)) {
        return asItIs(secret);
      }
      throw noAnswer(answer);
    }
    if (answer instanceof Spent) {
      Contents again = vault.read(connection);
      TokenSecret latest = signedIn(connection, again);
      if (!isCurrent(again, latest)) {
        throw new ExactException(Kind.STALE_SECRET, ErrorCode.EO_3008, null, null);
      }
      if (latest.generation() > secret.generation()) {
        return latest.accessToken();
      }
    }
    ExactException refusal = refusal(connection, answer);
    try {
      vault.signInNeeded(connection, secret.generation(), refusal.error(), refusal.getMessage());
    } catch (ConnectorException failed) {
      refusal.addSuppressed(failed); // what Exact said matters more, and it will say so again
    }
    throw refusal;
  }

  private TokenAnswer ask(Contents contents, TokenSecret secret) {
    return oauth.refresh(
        contents.site(), contents.clientId(), secret.clientSecret(), secret.pair().refreshToken());
  }

  /** The tokens in use, to be looked at again in a little while. */
  private AccessToken asItIs(TokenSecret secret) {
    Instant soon = clock.now().plusSeconds(10);
    Instant expires = secret.expiresAt().isAfter(soon) ? secret.expiresAt() : soon.plusSeconds(10);
    return new AccessToken(secret.pair().accessToken(), secret.generation(), soon, expires);
  }

  private static boolean isCurrent(Contents contents, TokenSecret secret) {
    return secret.generation() >= contents.rowGeneration();
  }

  private boolean isUsable(TokenSecret secret, long rejectedGeneration) {
    return secret.generation() != rejectedGeneration && clock.now().isBefore(secret.expiresAt());
  }

  private static TokenSecret signedIn(String connection, Contents contents) {
    if (contents.secret().isPresent()) {
      return contents.secret().get();
    }
    if (contents.rowGeneration() > 0) {
      throw new ExactException(Kind.STALE_SECRET, ErrorCode.EO_3008, null, null);
    }
    throw new ExactException(Kind.SIGN_IN, ErrorCode.EO_1009, null, null, connection);
  }

  private static ExactException refusal(String connection, TokenAnswer answer) {
    if (answer instanceof WrongClient) {
      return new ExactException(Kind.CREDENTIALS, ErrorCode.EO_2003, null, null, connection);
    }
    if (answer instanceof CodeExpired) {
      return new ExactException(Kind.SIGN_IN, ErrorCode.EO_2005, null, null);
    }
    if (answer instanceof Unavailable) {
      return noAnswer(answer);
    }
    String reason =
        answer instanceof Spent spent
            ? spent.reason()
            : answer instanceof Ended ended ? ended.reason() : "";
    return new ExactException(Kind.SIGN_IN, ErrorCode.EO_2004, null, null, connection, reason);
  }

  private static ExactException noAnswer(TokenAnswer answer) {
    if (answer instanceof Unavailable unavailable) {
      return new ExactException(
          Kind.TRANSIENT, ErrorCode.EO_2002, null, null, unavailable.status());
    }
    Lost lost = (Lost) answer;
    if (lost.cause() instanceof UnknownHostException) {
      return new ExactException(Kind.NETWORK_ACCESS, ErrorCode.EO_3001, null, lost.cause());
    }
    return unreachable(lost.reason(), lost.cause());
  }

  private static ExactException unreachable(String reason, Throwable cause) {
    return new ExactException(Kind.TRANSIENT, ErrorCode.EO_2001, null, cause, reason);
  }
}
