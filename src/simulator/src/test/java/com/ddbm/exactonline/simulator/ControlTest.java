package com.ddbm.exactonline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.simulator.Caller.Answer;
import com.ddbm.exactonline.simulator.http.Incoming;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The control interface, and what it lets one see. */
class ControlTest {
  private Simulator simulator;
  private Caller caller;
  private int division;

  @BeforeEach
  void start() {
    simulator = new Simulator(SimulatorOptions.small().size(2, 300));
    caller = new Caller(simulator);
    caller.signIn();
    division = simulator.world().divisions().iterator().next().code();
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void mistakesAreNamed() {
    assertThat(caller.control("changes", "sed", 1).body()).contains("Unknown: sed", "seed");
    assertThat(caller.control("changes", "endpoints", List.of("nonsense")).status()).isEqualTo(400);
    assertThat(caller.control("faults", "failure", 77).body()).contains("no failure 77");
    assertThat(caller.control("faults", "failure", 12, "path", "no/where").status()).isEqualTo(400);
    assertThat(caller.control("permissions", "kind", "x", "path", "crm/Accounts").status())
        .isEqualTo(400);
    assertThat(caller.get("/simulator/truth?division=1&endpoint=crm_accounts").status())
        .isEqualTo(400);
    assertThat(caller.control("permissions", "kind", "offer", "path", "no/where").status())
        .isEqualTo(400);
    assertThat(caller.control("faults", "failure", 12, "status", "x").status()).isEqualTo(400);
    assertThat(caller.get("/simulator/nonsense").status()).isEqualTo(404);
  }

  @Test
  void theOverviewNamesDivisionsEndpointsAndApps() {
    JsonNode overview = caller.get("/simulator").json();
    assertThat(overview.path("divisions")).hasSize(2);
    assertThat(overview.path("endpoints")).hasSize(58);
    assertThat(overview.path("apps").get(0).asText()).isEqualTo(SimulatorOptions.DEFAULT_CLIENT_ID);
  }

  @Test
  void requestsAreLoggedAndForgotten() {
    caller.api(division + "/sync/CRM/Accounts?$select=ID&$filter=Timestamp gt 1L");
    JsonNode log = caller.get("/simulator/requests?endpoint=crm_accounts").json();
    assertThat(log).hasSize(1);
    assertThat(log.get(0).path("division").asInt()).isEqualTo(division);
    assertThat(log.get(0).path("status").asInt()).isEqualTo(200);
    assertThat(log.get(0).path("rows").asInt()).isEqualTo(15);
    assertThat(log.get(0).path("query").asText()).contains("$select=ID");
    caller.delete("/simulator/requests");
    assertThat(caller.get("/simulator/requests").json()).isEmpty();
  }

  @Test
  void newDivisionsAppearWithRows() {
    int code = caller.control("divisions", "name", "Nieuw B.V.").json().path("division").asInt();
    List<JsonNode> divisions =
        caller.api(division + "/system/Divisions?$select=Code,Description").rows();
    assertThat(divisions).hasSize(3);
    assertThat(divisions.get(2).path("Description").asText()).isEqualTo("Nieuw B.V.");
    assertThat(caller.all(code + "/sync/CRM/Accounts?$select=ID&$filter=Timestamp gt 1L"))
        .hasSize(15);
  }

  @Test
  void anotherUserMaySeeFewerDivisions() {
    caller.control(
        "users", "name", "kantoor", "divisions", List.of(division + 137), "signed_in", true);
    caller.signIn();
    assertThat(
            caller
                .api("current/Me?$select=CurrentDivision,UserName")
                .rows()
                .get(0)
                .path("CurrentDivision")
                .asInt())
        .isEqualTo(division + 137);
    assertThat(caller.api(division + "/system/Divisions?$select=Code").rows()).hasSize(1);
    assertThat(caller.api(division + "/system/AllDivisions?$select=Code").rows()).hasSize(2);
    assertThat(caller.api(division + "/hrm/Costcenters?$select=ID").header("Reason"))
        .isEqualTo("NoDivisionAccess");
  }

  @Test
  void otherAppsCanBeRegistered() {
    caller.control(
        "apps",
        "client_id",
        "second",
        "client_secret",
        "other",
        "redirect_uri",
        "https://only/this");
    assertThat(
            caller
                .get(
                    "/api/oauth2/auth?client_id=second&response_type=code&redirect_uri=https://only/that")
                .status())
        .isEqualTo(400);
    Answer page =
        caller.get(
            "/api/oauth2/auth?client_id=second&response_type=code&redirect_uri=https://only/this");
    String code =
        java.net.URLDecoder.decode(
            page.header("Location").replaceFirst(".*code=", ""), StandardCharsets.UTF_8);
    assertThat(
            caller
                .token(
                    Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        "https://only/this",
                        "client_id",
                        "second",
                        "client_secret",
                        "other"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void singleChangesOfEveryKindAreSeenInTheTruth() {
    int before = caller.truth(division, "crm_accounts").size();
    caller.control(
        "change", "division", division, "endpoint", "crm_accounts", "kind", "delete", "row", 3);
    caller.control(
        "change", "division", division, "endpoint", "crm_accounts", "kind", "vanish", "row", 4);
    caller.control("change", "division", division, "endpoint", "crm_accounts", "kind", "insert");
    assertThat(caller.truth(division, "crm_accounts")).hasSize(before - 1);
    assertThat(caller.truth(division, "deleted")).hasSize(4);
    caller.control(
        "change",
        "division",
        division,
        "endpoint",
        "purchase_order_purchase_orders",
        "kind",
        "delete-document",
        "row",
        5);
    assertThat(caller.truth(division, "purchase_order_purchase_orders")).hasSize(26);
    assertThat(caller.truth(division, "deleted")).hasSize(5);
    assertThat(
            caller
                .control("change", "division", division, "endpoint", "crm_accounts", "kind", "x")
                .status())
        .isEqualTo(400);
  }

  @Test
  void manyCallersAreAnsweredAtOnceWhileRowsChange() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> readers = new ArrayList<>();
      for (int number = 0; number < 8; number++) {
        int code = division + (number % 2) * 137;
        readers.add(
            () ->
                caller
                    .all(
                        code
                            + "/sync/Financial/TransactionLines?$select=ID&$filter=Timestamp gt 1L")
                    .size());
      }
      List<Future<Integer>> results = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        readers.forEach(reader -> results.add(threads.submit(reader)));
        caller.control(
            "changes",
            "seed",
            round,
            "updates",
            10,
            "inserts",
            0,
            "deletions",
            0,
            "recreated",
            0,
            "endpoints",
            List.of("financial_transaction_lines"));
      }
      for (Future<Integer> result : results) {
        assertThat(result.get()).isEqualTo(300);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void itsOwnSpeedIsShown() throws Exception {
    try (Simulator large = new Simulator(SimulatorOptions.small().size(1, 20_000))) {
      Benchmark.Round round = new Benchmark(large, 20_000).overPort();
      System.out.println("Simulator: " + round);
      assertThat(round.calls()).isEqualTo(20);
      assertThat(large.requestLog().mostAtOnce().values()).containsOnly(1);
      assertThat(round.rowsPerSecond()).isGreaterThan(1_000);
    }
  }

  @Test
  void rememberedPagesShowChanges() {
    try (Simulator cached =
        new Simulator(SimulatorOptions.small().size(1, 300).remembering(10_000_000))) {
      Caller second = new Caller(cached);
      second.signIn();
      String address =
          division + "/sync/CRM/Accounts?$select=ID,Timestamp,Name&$filter=Timestamp gt 1L";
      String first = second.api(address).body();
      assertThat(second.api(address).body()).isEqualTo(first);
      second.control("change", "division", division, "endpoint", "crm_accounts", "kind", "update");
      assertThat(second.api(address).body()).isNotEqualTo(first);
      assertThat(
              second
                  .get("/simulator/requests?endpoint=crm_accounts")
                  .json()
                  .get(1)
                  .path("rows")
                  .asInt())
          .isEqualTo(15);
    }
  }

  @Test
  void manyDivisionsAreListedInPages() {
    try (Simulator large = new Simulator(SimulatorOptions.small().size(150, 1))) {
      Caller second = new Caller(large);
      second.signIn();
      assertThat(second.all(division + "/system/Divisions?$select=Code")).hasSize(150);
      assertThat(second.all(division + "/system/AllDivisions?$select=Code")).hasSize(150);
      assertThat(
              second
                  .api(division + "/system/Divisions?$select=Code&$filter=Code eq " + division)
                  .rows())
          .hasSize(1);
    }
  }

  @Test
  void timeStandsStillUntilItIsMoved() {
    caller.control("clock", "stand", true, "set", "2026-11-25T10:00:00Z");
    assertThat(caller.get("/simulator/clock").json().path("now").asText())
        .isEqualTo("2026-11-25T10:00:00Z");
    caller.advance(61);
    assertThat(caller.get("/simulator/clock").json().path("now").asText())
        .isEqualTo("2026-11-25T10:01:01Z");
  }

  @Test
  void itAnswersInTheSameProcessWithoutAPort() {
    try (Simulator silent = new Simulator(SimulatorOptions.small().size(1, 10).withoutPort())) {
      Incoming incoming =
          new Incoming(
              "GET", "/simulator/counts", "", 30, Map.of("host", "start.exactonline.nl"), "");
      assertThat(silent.answer(incoming).status()).isEqualTo(200);
    }
  }
}
