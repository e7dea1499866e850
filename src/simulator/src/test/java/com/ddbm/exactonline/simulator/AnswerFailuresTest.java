package com.ddbm.exactonline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.simulator.Caller.Answer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The failures of facts section 8 that take the place of an answer, each by its number. */
class AnswerFailuresTest extends FailureFixture {
  @Test
  @DisplayName("8: 429 of the minute with the minute's headers only")
  void minute() {
    order(8);
    Answer answer = accounts();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("X-RateLimit-Minutely-Remaining")).isEqualTo("0");
    assertThat(Long.parseLong(answer.header("X-RateLimit-Minutely-Reset")) % 60_000).isZero();
    assertThat(answer.header("X-RateLimit-Reset")).isNull();
    assertThat(accounts().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("9: 429 of the day with the day's headers only")
  void day() {
    order(9);
    Answer answer = accounts();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(Long.parseLong(answer.header("X-RateLimit-Reset")) % 86_400_000).isZero();
    assertThat(answer.header("X-RateLimit-Minutely-Reset")).isNull();
  }

  @Test
  @DisplayName("10: 429 without headers")
  void bare429() {
    order(10);
    Answer answer = accounts();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.headers().keySet())
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("x-rate"));
  }

  @Test
  @DisplayName("11: 408 for an address in a division, after some calls, a few times")
  void timeout() {
    order(11, "endpoint", "crm_accounts", "division", division, "after", 1, "times", 2);
    assertThat(accounts().status()).isEqualTo(200);
    assertThat(caller.api(other + ACCOUNTS).status()).isEqualTo(200);
    assertThat(caller.api(division + "/hrm/Costcenters?$select=ID").status()).isEqualTo(200);
    assertThat(accounts().status()).isEqualTo(408);
    assertThat(accounts().status()).isEqualTo(408);
    assertThat(accounts().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("12: 500 in JSON, 503 in HTML, 599")
  void serverErrors() {
    order(12);
    assertThat(accounts().message()).isNotEmpty();
    order(12, "status", 503, "path", "sync/*");
    Answer maintenance = accounts();
    assertThat(maintenance.status()).isEqualTo(503);
    assertThat(maintenance.header("Content-Type")).startsWith("text/html");
    order(12, "status", 599);
    assertThat(accounts().status()).isEqualTo(599);
    order(12, "status", 503, "path", "/api/oauth2/token");
    assertThat(caller.exchange(caller.code()).status()).isEqualTo(503);
  }

  @Test
  @DisplayName("13: login page instead of data")
  void loginPage() {
    order(13);
    Answer page = accounts();
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.body()).contains("LoginForm");
    order(13, "status", 302);
    assertThat(accounts().status()).isEqualTo(302);
  }

  @Test
  @DisplayName("14: Atom although JSON was asked for")
  void atom() {
    order(14);
    assertThat(accounts().header("Content-Type")).startsWith("application/atom+xml");
  }

  @Test
  @DisplayName("15: scope missing, on command or taken from the app")
  void scope() {
    order(15);
    assertThat(accounts().message())
        .isEqualTo("Forbidden - Application Scope Violated. Cannot read");
    caller.control("permissions", "kind", "scope", "scope", "Crm accounts", "allowed", false);
    assertThat(accounts().status()).isEqualTo(403);
    assertThat(caller.api(division + "/hrm/Costcenters?$select=ID").status()).isEqualTo(200);
    caller.control("permissions", "kind", "scope", "scope", "Crm accounts", "allowed", true);
    assertThat(accounts().status()).isEqualTo(200);
  }

  @Test
  @DisplayName("16: division without access, blocked, archived; user blocked")
  void refusedDivisions() {
    order(16, "reason", "LicenseExpired");
    assertThat(accounts().header("Reason")).isEqualTo("LicenseExpired");
    caller.control("divisions", "division", division, "refusal", "DivisionBlocked");
    assertThat(accounts().status()).isEqualTo(403);
    assertThat(accounts().header("Reason")).isEqualTo("DivisionBlocked");
    assertThat(caller.api(other + ACCOUNTS).status()).isEqualTo(200);
    caller.control("divisions", "division", division, "refusal", "");
    caller.control("divisions", "division", division, "archived", true);
    assertThat(accounts().status()).isEqualTo(403);
    JsonNode listed =
        caller.api(division + "/system/Divisions?$select=Code,Status,ArchiveDate").rows().get(0);
    assertThat(listed.path("ArchiveDate").isNull()).isFalse();
    assertThat(
            caller
                .api("current/Me?$select=CurrentDivision")
                .rows()
                .get(0)
                .path("CurrentDivision")
                .asInt())
        .isEqualTo(other);
    caller.control("users", "name", "boekhouding", "refusal", "BlockedUser");
    assertThat(caller.api(other + ACCOUNTS).header("Reason")).isEqualTo("BlockedUser");
  }

  @Test
  @DisplayName("23: a property nobody knows, and one that is missing")
  void properties() {
    order(23);
    assertThat(accounts().rows().get(0).has("SimulatorExtra")).isTrue();
    order(23, "variant", "missing");
    assertThat(accounts().rows().get(0).has("Name")).isFalse();
    assertThat(accounts().rows().get(0).has("Name")).isTrue();
  }

  @Test
  @DisplayName(
      "24: a truncated answer, as valid HTTP, with a connection that ends halfway, or none at all")
  void truncated() {
    order(24);
    Answer half = accounts();
    assertThat(half.status()).isEqualTo(200);
    assertThatThrownBy(half::json)
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(JsonProcessingException.class);
    order(24, "variant", "cut");
    assertThatThrownBy(this::accounts).isInstanceOf(UncheckedIOException.class);
    // This caller repeats a call that was reset by itself, so that once would not be noticed.
    order(24, "variant", "reset", "times", -1);
    assertThatThrownBy(this::accounts).isInstanceOf(UncheckedIOException.class);
    caller.delete("/simulator/faults");
    assertThat(accounts().status()).isEqualTo(200);
  }
}
