package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.TokenStore.AccessToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  private static JsonNode parsed(Outcome outcome) {
    return Json.parse(outcome.json()).orElseThrow();
  }

  @Test
  void everyAnswerHasTheSameFourParts() {
    JsonNode answer = parsed(Outcome.done("Done.", Json.object().put("run_id", "r")));
    assertThat(answer.fieldNames())
        .toIterable()
        .containsExactly("code", "message", "remedy", "payload");
    assertThat(answer.path("code").asText()).isEqualTo("OK");
    assertThat(answer.path("payload").path("run_id").asText()).isEqualTo("r");
  }

  @Test
  void aRefusalCarriesItsFaults() {
    Faults faults = new Faults();
    faults.add("name", ErrorCode.EO_1002, "it's \"x\"");
    try {
      faults.refuseIfAny();
      Assertions.fail("a fault refuses");
    } catch (Refusal refusal) {
      JsonNode answer = parsed(Outcome.of(refusal));
      assertThat(answer.path("code").asText()).isEqualTo("EO-1002");
      assertThat(answer.path("payload").path("errors").path(0).path("argument").asText())
          .isEqualTo("name");
      assertThat(answer.path("message").asText()).contains("it's \"x\"");
      assertThat(answer.path("remedy").asText()).isNotEmpty();
    }
  }

  @Test
  void aTokenCrossesTheNestedCall() {
    AccessToken token =
        new AccessToken("t", 7, Instant.ofEpochMilli(570_000), Instant.ofEpochMilli(600_000));
    assertThat(TokenAnswers.read(TokenAnswers.granted(token).json())).isEqualTo(token);
  }

  @Test
  void aFailureCrossesTheNestedCallAsItWas() {
    ExactException failure =
        new ExactException(
            ExactException.Kind.SIGN_IN, ErrorCode.EO_2004, null, null, "exact", "it was used");
    Assertions.assertThatThrownBy(() -> TokenAnswers.read(TokenAnswers.failed(failure).json()))
        .isInstanceOfSatisfying(
            ExactException.class,
            repeated -> {
              assertThat(repeated.kind()).isEqualTo(ExactException.Kind.SIGN_IN);
              assertThat(repeated.getMessage()).isEqualTo(failure.getMessage());
            });
    ConnectorException other = new ConnectorException(ErrorCode.EO_1002, null, "x");
    Assertions.assertThatThrownBy(() -> TokenAnswers.read(TokenAnswers.failed(other).json()))
        .isInstanceOf(ConnectorException.class)
        .hasMessage(other.getMessage());
  }

  @Test
  void whatAnUnexpectedErrorLeavesBehindHasPlacesAndNoMessages() {
    RuntimeException error =
        new IllegalStateException("secret abc", new IllegalArgumentException("secret def"));
    assertThat(UnexpectedErrors.describe(error))
        .contains("IllegalStateException", "IllegalArgumentException", "OutcomeTest")
        .doesNotContain("secret");
  }

  @Test
  void aTaskFailureIsASentenceWithoutAStackTrace() {
    Outcome failed = Outcome.of(ErrorCode.EO_1009, "Not signed in.", Json.object());
    Assertions.assertThatThrownBy(() -> Entry.raiseOnFailure(failed))
        .hasMessage("EO-1009 Not signed in.")
        .satisfies(raised -> assertThat(raised.getStackTrace()).isEmpty());
  }

  @Test
  void theInboxNeedsBothValuesFilledIn() {
    assertThat(
            Inbox.read(
                    java.util.Optional.of(
                        "{\"client_secret\":\" s \",\"redirected_address\":\"https://x/?code=c\"}"),
                    "exact")
                .clientSecret())
        .isEqualTo("s");
    for (String secret : List.of("s", "a\"b\\c'd", "{\"x\": \"", "12345", "<b")) {
      Inbox pasted =
          Inbox.read(
              java.util.Optional.of("\r\n" + secret + " \r\nhttps://x/?code=c\r\n"), "exact");
      assertThat(pasted.clientSecret()).isEqualTo(secret);
      assertThat(pasted.redirectedAddress()).isEqualTo("https://x/?code=c");
    }
    for (String text :
        List.of(
            "-",
            "{}",
            "\n<CLIENT_SECRET>\nhttps://x\n",
            "\ns\n<REDIRECTED_ADDRESS>\n",
            "\ns\n\n",
            "s\nhttps://x\nand more",
            "{\"client_secret\":\"s\",\n\"redirected\":\"https://x\"}",
            "{\"client_secret\":\"<CLIENT_SECRET>\",\"redirected_address\":\"https://x\"}",
            "{\"client_secret\":\"s\"}")) {
      Assertions.assertThatThrownBy(() -> Inbox.read(java.util.Optional.of(text), "exact"))
          .isInstanceOfSatisfying(
              ConnectorException.class,
              refused -> assertThat(refused.error()).isEqualTo(ErrorCode.EO_1010));
    }
  }
}
