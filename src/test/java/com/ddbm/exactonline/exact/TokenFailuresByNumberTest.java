package com.ddbm.exactonline.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException.Kind;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures 1 to 6 and 30 of the fact sheet (section 8): signing in and refreshing. */
class TokenFailuresByNumberTest {

  private static final String BACK = "https://example.test/back";
  private final ManualClock clock = new ManualClock("2026-01-05T10:00:00Z");
  private final ScriptedTransport server = new ScriptedTransport();
  private final MemoryVault vault = new MemoryVault(Site.BE, "client");
  private final TokenCustodian custodian =
      new TokenCustodian(vault, new ExactOAuth(server, clock), clock, "holder");

  private void signedIn() {
    server.answer(200, pair("1", "\"600\""));
    try {
      custodian.authorize("exact", "s3cret", "code!1", BACK);
    } catch (InterruptedException exception) {
      throw new AssertionError(exception);
    }
    clock.advance(Duration.ofSeconds(580));
  }

  private static String pair(String number, String expiresIn) {
    return "{\"access_token\":\"access-"
        + number
        + "\",\"token_type\":\"Bearer\",\"expires_in\":"
        + expiresIn
        + ",\"refresh_token\":\"refresh!"
        + number
        + "\"}";
  }

  private ExactException refusal() {
    return catchThrowableOfType(ExactException.class, () -> custodian.accessToken("exact", 0));
  }

  private ExactException refusedSignIn() {
    return catchThrowableOfType(
        ExactException.class, () -> custodian.authorize("exact", "s3cret", "code!1", BACK));
  }

  @Test
  void failure01ARefreshTooEarlyKeepsTheToken() throws InterruptedException {
    signedIn();
    server.answer(
        400,
        "{\"error\":\"access_denied\",\"error_description\":\"Rate limit exceeded: access_token not expired\"}",
        "Reason",
        "TooEarlyToRefreshTokens: wait");
    assertThat(custodian.accessToken("exact", 0).value()).isEqualTo("access-1");
    assertThat(vault.secret().pair().refreshToken()).isEqualTo("refresh!1");
    assertThat(vault.trouble()).isEmpty();
  }

  @Test
  void failure02ASpentTokenNeedsASignInWhenNobodyStoredTheSuccessor() {
    signedIn();
    server.answer(
        401,
        "{\"error\":\"unauthorized_client\",\"error_description\":\"Old refresh token used.\"}");
    ExactException refusal = refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.SIGN_IN);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2004);
    assertThat(vault.trouble()).contains(ErrorCode.EO_2004);
    assertThat(vault.isLeased()).isFalse();
  }

  @Test
  void failure02ASpentTokenIsNoMatterWhenAnotherHolderStoredTheSuccessor()
      throws InterruptedException {
    signedIn();
    TokenSecret first = vault.secret();
    server.answer(
        request -> {
          TokenPair next =
              new TokenPair("access-2", "refresh!2", clock.now(), Duration.ofSeconds(600));
          vault.store("exact", first.successor(next));
          return pair("3", "600");
        });
    assertThat(custodian.accessToken("exact", 0).value()).isEqualTo("access-2");
    assertThat(vault.secret().pair().refreshToken()).isEqualTo("refresh!2");
  }

  @Test
  void failure03AnExpiredRefreshTokenNeedsASignIn() {
    signedIn();
    server.answer(
        400,
        "{\"error\":\"invalid_request\",\"error_description\":\"The refresh token expired at 1\\/5\\/2026 and it is now 2\\/7\\/2026.\"}");
    assertThat(refusal().error()).isEqualTo(ErrorCode.EO_2004);
    assertThat(vault.trouble()).contains(ErrorCode.EO_2004);
  }

  @Test
  void failure04ABrokenChainNeedsASignIn() {
    signedIn();
    server.answer(
        400,
        "{\"error\":\"invalid_grant\",\"error_description\":\"Token is not allowed, because of invalid or empty chainId\"}");
    ExactException refusal = refusal();
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2004);
    assertThat(refusal.getMessage()).contains("chainId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html></html>", "{", "{}", "[]", "null"})
  void failure05AnUnreadableAnswerIsAskedForOnceMore(String body) throws InterruptedException {
    signedIn();
    server.answer(200, body).answer(200, pair("2", "600"));
    assertThat(custodian.accessToken("exact", 0).value()).isEqualTo("access-2");
    assertThat(server.request(1).form()).isEqualTo(server.request(2).form());
    clock.advance(Duration.ofSeconds(650));
    server.answer(200, body).answer(200, body);
    assertThat(refusal().kind()).isEqualTo(Kind.TRANSIENT);
    assertThat(vault.trouble()).isEmpty();
    assertThat(server.isDone()).isTrue();
  }

  @Test
  void failure05AResetIsAskedForOnceMore() throws InterruptedException {
    signedIn();
    server.fail(new IOException("reset")).answer(200, pair("2", "600"));
    assertThat(custodian.accessToken("exact", 0).value()).isEqualTo("access-2");
    clock.advance(Duration.ofSeconds(650));
    server.fail(new IOException("refresh!2 reset")).fail(new IOException("refresh!2 reset"));
    ExactException refusal = refusal();
    assertThat(refusal.kind()).isEqualTo(Kind.TRANSIENT);
    assertThat(refusal.getMessage()).contains("reset").doesNotContain("refresh!2");
  }

  @Test
  void failure05WithoutAccessToTheHostsTheTokensStay() {
    signedIn();
    clock.advance(Duration.ofSeconds(60));
    server.fail(new UnknownHostException("x")).fail(new UnknownHostException("x"));
    assertThat(refusal().kind()).isEqualTo(Kind.NETWORK_ACCESS);
    assertThat(vault.trouble()).isEmpty();
    server.fail(new UnknownHostException("x"));
    assertThat(refusedSignIn().kind()).isEqualTo(Kind.NETWORK_ACCESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"600\"", "600", "600.0"})
  void failure06TheLifetimeComesAsTextOrNumber(String expiresIn) throws InterruptedException {
    server.answer(200, pair("1", expiresIn));
    assertThat(custodian.authorize("exact", "s3cret", "code!1", BACK).expiresAt())
        .isEqualTo(clock.now().plusSeconds(600));
    Map<String, String> form = server.request(0).form();
    assertThat(form)
        .containsEntry("grant_type", "authorization_code")
        .containsEntry("code", "code!1")
        .containsEntry("redirect_uri", BACK)
        .containsEntry("client_id", "client")
        .containsEntry("client_secret", "s3cret");
    assertThat(server.request(0).url()).isEqualTo("https://start.exactonline.be/api/oauth2/token");
  }

  @Test
  void failure30IsATokenRace() throws InterruptedException {
    // Every order of several sessions is tried in TokenRaceTest; this is the plainest one.
    signedIn();
    TokenCustodian other = new TokenCustodian(vault, new ExactOAuth(server, clock), clock, "other");
    server.answer(
        request -> {
          try {
            // While the first is asking, the second gets the token that is still good.
            assertThat(other.accessToken("exact", 0).value()).isEqualTo("access-1");
          } catch (InterruptedException exception) {
            throw new AssertionError(exception);
          }
          return pair("2", "600");
        });
    assertThat(custodian.accessToken("exact", 0).value()).isEqualTo("access-2");
    assertThat(other.accessToken("exact", 0).value()).isEqualTo("access-2");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aWrongClientIsToldApartFromEverythingElse() {
    server.answer(400, "{\"error\":\"invalid_request\"}");
    assertThat(refusedSignIn().error()).isEqualTo(ErrorCode.EO_2003);
    signedIn();
    server.answer(400, "{\"error\":\"invalid_request\"}");
    assertThat(refusal().kind()).isEqualTo(Kind.CREDENTIALS);
    assertThat(vault.trouble()).contains(ErrorCode.EO_2003);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"error\":\"invalid_grant\"}", "", "<html>", "{\"error\":\"expired\"}"})
  void aUsedOrOldCodeIsToldAsSuch(String body) {
    server.answer(400, body);
    ExactException refusal = refusedSignIn();
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2005);
    assertThat(refusal.getMessage()).doesNotContain("s3cret", "code!1");
  }

  @Test
  void theSignInAddressNamesTheAppAndComesBackWithItsState() {
    assertThat(ExactOAuth.authorizationUrl(Site.UK, "{id}", "https://a.test/b?c=d", "x y"))
        .isEqualTo(
            "https://start.exactonline.co.uk/api/oauth2/auth?client_id=%7Bid%7D"
                + "&redirect_uri=https%3A%2F%2Fa.test%2Fb%3Fc%3Dd&response_type=code&state=x+y"
                + "&force_login=0");
  }

  @Test
  void theCodeOfARedirectedAddressIsDecodedOnce() {
    assertThat(RedirectedAddress.parse(" https://a.test/b?code=stamp%21a%2525+b&state=7#top\n"))
        .isEqualTo(new RedirectedAddress("stamp!a%25+b", Optional.of("7")));
    assertThat(RedirectedAddress.parse("https://a.test/b?code=stamp!a").code())
        .isEqualTo("stamp!a");
    assertThatThrownBy(
            () ->
                RedirectedAddress.parse(
                    "https://a.test/b?error=access_denied&error_description=The+user+refused"))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("access_denied: The user refused");
    for (String address : new String[] {null, "", "https://a.test/b", "https://a.test/b?code="}) {
      assertThatThrownBy(() -> RedirectedAddress.parse(address))
          .isInstanceOf(ConnectorException.class)
          .hasMessageContaining("no parameter named code");
    }
  }
}
