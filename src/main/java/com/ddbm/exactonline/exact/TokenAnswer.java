package com.ddbm.exactonline.exact;

/** What the token endpoint answered, as far as it decides what to do next (facts, section 1). */
sealed interface TokenAnswer {

  /** A new pair. */
  record Granted(TokenPair pair) implements TokenAnswer {}

  /** Asked before 570 s were over: the tokens in use stay good. */
  record TooEarly() implements TokenAnswer {}

  /**
   * The refresh token was used before: dead, unless another process stored its successor meanwhile.
   */
  record Spent(String reason) implements TokenAnswer {}

  /** The sign-in has ended for another reason: 30 days unused, broken chain, blocked user. */
  record Ended(String reason) implements TokenAnswer {}

  /** The code of a sign-in has expired or was used. */
  record CodeExpired() implements TokenAnswer {}

  /** Wrong client id or client secret. */
  record WrongClient() implements TokenAnswer {}

  /**
   * No answer, or none that can be read: whether Exact has spent the refresh token is unknown.
   *
   * @param cause null when an answer came
   */
  record Lost(String reason, java.io.IOException cause) implements TokenAnswer {}

  /** The endpoint refused to work now (429, 5xx) and has not looked at the token. */
  record Unavailable(int status) implements TokenAnswer {}
}
