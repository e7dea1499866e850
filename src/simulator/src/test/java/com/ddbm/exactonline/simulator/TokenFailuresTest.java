package com.ddbm.exactonline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.simulator.Caller.Answer;
import com.ddbm.exactonline.simulator.Caller.Tokens;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The failures of facts section 8 that meet tokens, each by its number. */
class TokenFailuresTest extends FailureFixture {
  @Test
  @DisplayName(
      "1: refresh before 570 s, on command even later; the server may spend the token all the same")
  void tooEarly() {
    caller.advance(580);
    order(1);
    assertThat(caller.refresh(tokens.refresh()).header("Reason"))
        .startsWith("TooEarlyToRefreshTokens");
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(200);
    Tokens second = caller.signIn();
    caller.advance(580);
    order(1, "rotates", true);
    assertThat(caller.refresh(second.refresh()).status()).isEqualTo(400);
    assertThat(caller.refresh(second.refresh()).status()).isEqualTo(401);
  }

  @Test
  @DisplayName("2: spent refresh token")
  void spent() {
    order(2);
    Answer answer = caller.refresh(tokens.refresh());
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("unauthorized_client", "Old refresh token used.");
  }

  @Test
  @DisplayName("3: refresh token older than thirty days")
  void expired() {
    order(3);
    Answer answer = caller.refresh(tokens.refresh());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("The refresh token expired at ", "\\/");
  }

  @Test
  @DisplayName("4: broken chain, once or for good")
  void brokenChain() {
    caller.advance(580);
    order(4);
    assertThat(caller.refresh(tokens.refresh()).body()).contains("invalid or empty chainId");
    order(4, "permanent", true);
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(400);
    assertThat(caller.refresh(tokens.refresh()).body()).contains("invalid_grant");
    assertThat(caller.signIn().access()).isNotEmpty();
  }

  @Test
  @DisplayName(
      "5: empty, unreadable or missing answer of the token endpoint, the token being spent or not")
  void lostTokenAnswer() {
    caller.advance(580);
    order(5);
    Answer empty = caller.refresh(tokens.refresh());
    assertThat(empty.status()).isEqualTo(200);
    assertThat(empty.body()).isEmpty();
    order(5, "variant", "html");
    assertThat(caller.refresh(tokens.refresh()).body()).startsWith("<html");
    order(5, "variant", "reset");
    assertThatThrownBy(() -> caller.refresh(tokens.refresh()))
        .isInstanceOf(UncheckedIOException.class);
    order(5, "variant", "truncated", "rotates", true);
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(200);
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(401);
  }

  @Test
  @DisplayName("6: expires_in as text and as number")
  void lifeAsNumber() {
    order(6);
    assertThat(caller.exchange(caller.code()).json().path("expires_in").isInt()).isTrue();
    assertThat(caller.exchange(caller.code()).json().path("expires_in").isTextual()).isTrue();
  }

  @Test
  @DisplayName(
      "7: the access token ends in the middle of paging; after a refresh the same link works")
  void tokenEndsWhilePaging() {
    order(7, "phase", "next");
    String assets =
        division + "/sync/Financial/TransactionLines?$select=ID&$top=1001&$filter=Timestamp gt 1L";
    caller.control("changes", "endpoints", List.of("financial_transaction_lines"), "inserts", 1200);
    String next = caller.api(assets).next();
    Answer refused = caller.api(next);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).contains("access%20token%20expired");
    assertThat(caller.api(next).status()).isEqualTo(401);
    Answer renewed = caller.refresh(tokens.refresh());
    assertThat(renewed.status()).isEqualTo(200);
    caller.use(Caller.tokens(renewed).access());
    assertThat(caller.api(next).rows()).hasSize(1);
  }

  @Test
  @DisplayName("30: two instances refresh at once: one of them has a spent token")
  void twoInstances() {
    caller.advance(580);
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(200);
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(401);
    Tokens second = caller.signIn();
    caller.advance(580);
    order(30);
    assertThat(caller.refresh(second.refresh()).status()).isEqualTo(401);
  }
}
