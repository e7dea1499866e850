package com.ddbm.exactonline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.simulator.Caller.Answer;
import com.ddbm.exactonline.simulator.Caller.Tokens;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of facts section 1. */
class OAuthTest {
  private Simulator simulator;
  private Caller caller;

  @BeforeEach
  void start() {
    simulator = new Simulator(SimulatorOptions.small().size(1, 10));
    caller = new Caller(simulator);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void signInSendsBackWithAnEscapedCodeAndTheState() {
    Answer page =
        caller.get(
            "/api/oauth2/auth?client_id="
                + SimulatorOptions.DEFAULT_CLIENT_ID
                + "&response_type=code&state=abc&redirect_uri=https%3A%2F%2Flocalhost%2Fback");
    assertThat(page.status()).isEqualTo(302);
    assertThat(page.header("Location"))
        .startsWith("https://localhost/back?code=")
        .contains("%21")
        .endsWith("&state=abc");
  }

  @Test
  void unknownAppsAreNotSignedIn() {
    assertThat(
            caller
                .get("/api/oauth2/auth?client_id=x&response_type=code&redirect_uri=https://a")
                .status())
        .isEqualTo(400);
  }

  @Test
  void aCodeBringsAPairWhoseLifeIsText() {
    Answer answer = caller.exchange(caller.code());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("\"token_type\":\"Bearer\"", "\"expires_in\":\"600\"");
    assertThat(answer.json().path("refresh_token").asText()).contains("!");
  }

  @Test
  void aCodeWorksOnce() {
    String code = caller.code();
    assertThat(caller.exchange(code).status()).isEqualTo(200);
    assertThat(caller.exchange(code).status()).isEqualTo(400);
  }

  @Test
  void aCodeLivesThreeMinutes() {
    String young = caller.code();
    caller.advance(175);
    assertThat(caller.exchange(young).status()).isEqualTo(200);
    String old = caller.code();
    caller.advance(185);
    assertThat(caller.exchange(old).status()).isEqualTo(400);
  }

  @Test
  void aWrongSecretIsAnInvalidRequestWithoutDescription() {
    Answer answer =
        caller.token(
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                caller.code(),
                "redirect_uri",
                Caller.REDIRECT,
                "client_id",
                SimulatorOptions.DEFAULT_CLIENT_ID,
                "client_secret",
                "wrong"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"error\":\"invalid_request\"}");
  }

  @Test
  void theRedirectAddressMustBeTheSameInTheTokenCall() {
    Answer answer =
        caller.token(
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                caller.code(),
                "redirect_uri",
                "https://localhost/other",
                "client_id",
                SimulatorOptions.DEFAULT_CLIENT_ID,
                "client_secret",
                SimulatorOptions.DEFAULT_CLIENT_SECRET));
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void refreshIsRefusedBefore570SecondsAndAllowedAfter() {
    Tokens tokens = caller.signIn();
    caller.advance(560);
    Answer early = caller.refresh(tokens.refresh());
    assertThat(early.status()).isEqualTo(400);
    assertThat(early.body())
        .isEqualTo(
            "{\"error\":\"access_denied\",\"error_description\":"
                + "\"Rate limit exceeded: access_token not expired\"}");
    assertThat(early.header("Reason")).startsWith("TooEarlyToRefreshTokens");
    caller.advance(15);
    assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(200);
  }

  @Test
  void eachRefreshTokenWorksOnce() {
    Tokens first = caller.signIn();
    caller.advance(575);
    Tokens second = Caller.tokens(caller.refresh(first.refresh()));
    assertThat(second.refresh()).isNotEqualTo(first.refresh());
    Answer again = caller.refresh(first.refresh());
    assertThat(again.status()).isEqualTo(401);
    assertThat(again.body())
        .isEqualTo(
            "{\"error\":\"unauthorized_client\",\"error_description\":\"Old refresh token used.\"}");
    assertThat(caller.get("/simulator/tokens").json().get(0).path("spent_token_used").asInt())
        .isEqualTo(1);
    caller.advance(575);
    assertThat(caller.refresh(second.refresh()).status()).isEqualTo(200);
  }

  @Test
  void anAccessTokenEndsAfter600Seconds() {
    caller.signIn();
    assertThat(caller.api("current/Me").status()).isEqualTo(200);
    caller.advance(601);
    Answer late = caller.api("current/Me");
    assertThat(late.status()).isEqualTo(401);
    assertThat(late.header("WWW-Authenticate")).contains("access%20token%20expired");
  }

  @Test
  void aRefreshTokenEndsAfterThirtyDays() {
    Tokens tokens = caller.signIn();
    caller.advance(31L * 86_400);
    Answer answer = caller.refresh(tokens.refresh());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .matches(
            "\\{\"error\":\"invalid_request\",\"error_description\":\"The refresh token expired at "
                + "\\d+\\\\/\\d+\\\\/\\d{4} [0-9:]+ [AP]M and it is now .*\\.\"}");
  }

  @Test
  void aFormerAccessTokenCanBeMadeToEnd() {
    caller.control("tokens", "former_access_ends", true);
    Tokens first = caller.signIn();
    caller.advance(575);
    Tokens second = Caller.tokens(caller.refresh(first.refresh()));
    assertThat(caller.api("current/Me").status()).isEqualTo(401);
    caller.use(second.access());
    assertThat(caller.api("current/Me").status()).isEqualTo(200);
  }

  @Test
  void noTokenOrCodeIsInTheLog() {
    String code = caller.code();
    Tokens tokens = Caller.tokens(caller.exchange(code));
    caller.refresh(tokens.refresh());
    String log = caller.get("/simulator/requests").body();
    assertThat(log)
        .contains("grant_type=refresh_token")
        .doesNotContain(code, tokens.access(), tokens.refresh(), "simulator-secret");
  }
}
