package com.ddbm.exactonline.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.exact.ExactException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of divisions can be had as long as one of them can be asked. */
class DivisionsListTest {

  private static final String LIST = "{\"d\":[{\"Code\":123},{\"Code\":456}]}";

  private final ClientWorld world = new ClientWorld();

  @Test
  void whoKnowsADivisionAsksThereAndNotForTheCurrentOne() throws InterruptedException {
    world.server.answer(200, LIST);
    assertThat(world.client.divisions(List.of(456, 123))).hasSize(2);
    assertThat(world.server.urls()).singleElement().asString().contains("/456/system/Divisions");
  }

  @Test
  void aListThatLacksAKnownDivisionIsBelievedOnlyInTheCurrentOne() throws InterruptedException {
    world.server.answer(200, "{\"d\":[{\"Code\":456}]}");
    theCurrentDivisionIs123();
    world.server.answer(200, LIST);
    assertThat(world.client.divisions(List.of(456, 123))).hasSize(2);
    assertThat(world.server.urls().get(2)).contains("/123/system/Divisions");
  }

  @Test
  void aListOfTheCurrentDivisionIsNotAskedTwice() throws InterruptedException {
    world.server.answer(200, LIST);
    theCurrentDivisionIs123();
    assertThat(world.client.divisions(List.of(123, 456, 789))).hasSize(2);
    assertThat(world.server.urls()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "403,NoDivisionAccess,456,123", "403,'',456,123", "429,'',456,123",
    "403,NoDivisionAccess,123,456", "403,'',123,456", "429,'',123,456"
  })
  void anotherDivisionIsAskedWhereTheFirstCannotBe(
      int status, String reason, int refused, int other) throws InterruptedException {
    world.server.answer(status, "", "Reason", reason);
    theCurrentDivisionIs123();
    world.server.answer(200, LIST);
    assertThat(world.client.divisions(List.of(refused, other))).hasSize(2);
    assertThat(world.server.urls().get(2)).contains("/" + other + "/system/Divisions");
  }

  @Test
  void whatIsNotOfOneDivisionIsNotAskedAgain() {
    world.server.answer(200, "<?xml version=\"1.0\"?><feed/>");
    assertThat(refusal(List.of(123, 456)).kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(world.server.urls()).noneMatch(url -> url.contains("/456/"));
  }

  @Test
  void whenAllAreRefusedTheFirstRefusalIsTold() {
    world.server.answer(403, "", "Reason", "DivisionBlocked");
    theCurrentDivisionIs123();
    world.server.answer(403, "", "Reason", "NoDivisionAccess");
    ExactException refusal = refusal(List.of(456));
    assertThat(refusal.kind()).isEqualTo(Kind.DIVISION);
    assertThat(refusal.getMessage()).contains("456").contains("DivisionBlocked");
    assertThat(world.server.isDone()).isTrue();
  }

  @Test
  void aListThatMeetsTheLimitOfAMinuteGoesOnWhereItWas() throws InterruptedException {
    String next = "https://start.exactonline.nl/api/v1/123/system/Divisions?$skiptoken=2L";
    world.server.answer(
        200, "{\"d\":{\"results\":[{\"Code\":123},{\"Code\":456}],\"__next\":\"" + next + "\"}}");
    String reset = String.valueOf(Instant.parse("2026-01-05T10:01:00Z").toEpochMilli());
    world.server.answer(
        429,
        "",
        "X-RateLimit-Minutely-Limit",
        "60",
        "X-RateLimit-Minutely-Remaining",
        "0",
        "X-RateLimit-Minutely-Reset",
        reset);
    ExactException refusal = refusal(List.of(123, 456));
    assertThat(refusal.kind()).isEqualTo(Kind.LIMIT);
    world.clock.advance(Duration.between(world.clock.now(), refusal.retryAt()));
    world.server.answer(200, "{\"d\":{\"results\":[{\"Code\":789}]}}");
    assertThat(world.client.divisions(List.of(123, 456)))
        .extracting(ExactApi.Division::code)
        .containsExactly(123, 456, 789);
    assertThat(world.server.urls().subList(1, 3)).containsExactly(next, next);
    assertThat(world.server.isDone()).isTrue();
  }

  private void theCurrentDivisionIs123() {
    world.server.answer(200, "{\"d\":{\"results\":[{\"CurrentDivision\":123}]}}");
  }

  private ExactException refusal(List<Integer> known) {
    return catchThrowableOfType(ExactException.class, () -> world.client.divisions(known));
  }
}
