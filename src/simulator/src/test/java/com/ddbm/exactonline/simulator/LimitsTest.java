package com.ddbm.exactonline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.simulator.Caller.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limits of facts section 6, by the simulator's clock. */
class LimitsTest {
  private Simulator simulator;
  private Caller caller;
  private int division;

  @BeforeEach
  void start() {
    simulator = new Simulator(SimulatorOptions.small().size(2, 10));
    caller = new Caller(simulator);
    caller.control("clock", "set", "2026-11-25T10:00:05Z");
    caller.signIn();
    division = simulator.world().divisions().iterator().next().code();
    caller.control("limits", "on", true, "per_minute", 3, "per_day", 7);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private Answer call(int code) {
    return caller.api(code + "/hrm/Costcenters?$select=ID");
  }

  @Test
  void headersTellBothWindows() {
    Answer answer = call(division);
    assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("7");
    assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo("6");
    assertThat(answer.header("X-RateLimit-Reset")).isEqualTo("1795651200000");
    assertThat(answer.header("X-RateLimit-Minutely-Limit")).isEqualTo("3");
    assertThat(answer.header("X-RateLimit-Minutely-Remaining")).isEqualTo("2");
    assertThat(answer.header("X-RateLimit-Minutely-Reset")).isEqualTo("1795600860000");
  }

  @Test
  void theMinuteIsTheMinuteOfTheClock() {
    for (int number = 0; number < 3; number++) {
      assertThat(call(division).status()).isEqualTo(200);
    }
    Answer refused = call(division);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.body()).isEmpty();
    assertThat(refused.header("X-RateLimit-Minutely-Reset")).isNotNull();
    assertThat(refused.header("X-RateLimit-Reset")).isNull();
    assertThat(call(division + 137).status()).isEqualTo(200);
    caller.control("clock", "set", "2026-11-25T10:01:00Z");
    assertThat(call(division).status()).isEqualTo(200);
  }

  @Test
  void theDayEndsAtMidnightUtc() {
    caller.control("limits", "per_minute", 100);
    for (int number = 0; number < 7; number++) {
      assertThat(call(division).status()).isEqualTo(200);
    }
    Answer refused = call(division);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(refused.header("X-RateLimit-Minutely-Reset")).isNull();
    caller.control("clock", "set", "2026-11-26T00:00:01Z");
    caller.signIn();
    assertThat(call(division).status()).isEqualTo(200);
  }

  @Test
  void callsWithoutADivisionDoNotCount() {
    for (int number = 0; number < 10; number++) {
      Answer answer = caller.api("current/Me?$select=UserID");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("X-RateLimit-Limit")).isNull();
    }
  }

  @Test
  void somebodyElseMayUseTheSameApp() {
    caller.control("limits", "division", division, "use", 3);
    assertThat(call(division).status()).isEqualTo(429);
    caller.control("limits", "reset", true);
    assertThat(call(division).status()).isEqualTo(200);
  }

  @Test
  void refusalsAreCounted() {
    for (int number = 0; number < 5; number++) {
      call(division);
    }
    assertThat(
            caller
                .get("/simulator/counters")
                .json()
                .path("divisions")
                .path("" + division)
                .path("hrm_cost_centers")
                .path("answers_429")
                .asInt())
        .isEqualTo(2);
    assertThat(caller.get("/simulator/requests?status=429").json()).hasSize(2);
  }

  @Test
  void withLimitsOffThereAreNoHeaders() {
    caller.control("limits", "on", false);
    for (int number = 0; number < 10; number++) {
      assertThat(call(division).header("X-RateLimit-Limit")).isNull();
    }
  }
}
