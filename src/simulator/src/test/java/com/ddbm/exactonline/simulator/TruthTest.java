package com.ddbm.exactonline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.simulator.catalogue.Endpoint;
import com.ddbm.exactonline.simulator.world.DivisionState;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be collected by paging is the truth, at first and after changes. */
class TruthTest {
  private Simulator simulator;
  private Caller caller;
  private final List<Replica> replicas = new ArrayList<>();

  @BeforeEach
  void start() {
    simulator = new Simulator(SimulatorOptions.small().size(2, 800));
    caller = new Caller(simulator);
    caller.signIn();
    for (DivisionState division : simulator.world().divisions()) {
      for (Endpoint endpoint : simulator.world().catalogue().endpoints().values()) {
        replicas.add(new Replica(simulator, caller, division.code(), endpoint));
      }
    }
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private void refreshAndCompare() {
    replicas.forEach(Replica::refresh);
    assertThat(replicas)
        .allSatisfy(
            replica ->
                assertThat(replica.content())
                    .as(replica.toString())
                    .isNotEmpty()
                    .containsExactlyInAnyOrderEntriesOf(replica.truth()));
  }

  @Test
  void aReplicaThatReadsRowVersionsAndDeletionsKeepsEqualToTheTruth() {
    refreshAndCompare();
    for (int seed = 1; seed <= 4; seed++) {
      caller.control(
          "changes", "seed", seed, "updates", 6, "inserts", 5, "deletions", 4, "recreated", 3);
      refreshAndCompare();
    }
  }

  @Test
  void changesOfOnePercentAreProportional() {
    JsonNode done =
        caller
            .control(
                "changes",
                "seed",
                5,
                "share",
                0.02,
                "endpoints",
                List.of("financial_transaction_lines"))
            .json();
    JsonNode lines = done.elements().next().path("financial_transaction_lines");
    assertThat(lines.path("updated").asInt()).isEqualTo(14);
    assertThat(lines.path("inserted").asInt()).isEqualTo(1);
  }

  @Test
  void allRowsCanChangeAtOnce() {
    int division = simulator.world().divisions().iterator().next().code();
    JsonNode done =
        caller
            .control(
                "changes",
                "updates",
                1000,
                "inserts",
                0,
                "deletions",
                0,
                "recreated",
                0,
                "endpoints",
                List.of("crm_accounts"))
            .json();
    assertThat(done.path("" + division).path("crm_accounts").path("updated").asInt()).isEqualTo(40);
  }

  @Test
  void theSameSeedMakesTheSameRows() {
    try (Simulator other = new Simulator(SimulatorOptions.small().size(2, 800))) {
      int division = other.world().divisions().iterator().next().code();
      Caller second = new Caller(other);
      assertThat(second.truth(division, "crm_contacts")).hasSize(40);
      assertThat(second.truth(division, "logistics_items").get(3).path("Description"))
          .isEqualTo(caller.truth(division, "logistics_items").get(3).path("Description"));
    }
  }

  @Test
  void headersAndLinesComeInOneStream() {
    int division = simulator.world().divisions().iterator().next().code();
    List<JsonNode> rows =
        caller.all(
            division
                + "/sync/SalesInvoice/SalesInvoices?$select=ID,InvoiceID,LineNumber,InvoiceNumber&$filter=Timestamp gt 1L");
    assertThat(rows.subList(0, 4).stream().map(row -> row.path("LineNumber").asInt()))
        .containsExactly(0, 1, 2, 3);
    assertThat(rows.subList(0, 4).stream().map(row -> row.path("InvoiceID").asText()).distinct())
        .hasSize(1);
    assertThat(rows.get(0).path("ID")).isEqualTo(rows.get(0).path("InvoiceID"));
    assertThat(rows.get(1).path("ID")).isNotEqualTo(rows.get(1).path("InvoiceID"));
  }

  @Test
  void aChangeOfOneInvoiceLineGivesTheWholeInvoiceNewRowVersions() {
    int division = simulator.world().divisions().iterator().next().code();
    String address =
        division
            + "/sync/SalesInvoice/SalesInvoices?$select=ID,InvoiceID,Timestamp&$filter=Timestamp gt ";
    List<JsonNode> before = caller.all(address + "1L");
    long highest = before.get(before.size() - 1).path("Timestamp").asLong();
    caller.control(
        "change",
        "division",
        division,
        "endpoint",
        "sales_invoice_sales_invoices",
        "kind",
        "update",
        "row",
        6);
    List<JsonNode> changed = caller.all(address + highest + "L");
    assertThat(changed).hasSize(4);
    assertThat(changed.stream().map(row -> row.path("InvoiceID").asText()).distinct()).hasSize(1);
  }

  @Test
  void snapshotKeysMayHaveNoValueInThem() {
    int division = simulator.world().divisions().iterator().next().code();
    List<JsonNode> rows = caller.truth(division, "financial_reporting_balance");
    Set<String> centers = new HashSet<>();
    rows.forEach(row -> centers.add(row.get("CostCenterCode").toString()));
    assertThat(centers).contains("null", "\"\"");
  }

  @Test
  void someChangesCannotBeFoundByTheTimeOfChange() {
    int division = simulator.world().divisions().iterator().next().code();
    caller.control("changes", "endpoints", List.of("assets_assets"), "inserts", 30);
    List<JsonNode> before = caller.truth(division, "assets_assets");
    caller.control(
        "change", "division", division, "endpoint", "assets_assets", "kind", "update", "row", 17);
    List<JsonNode> after = caller.truth(division, "assets_assets");
    List<JsonNode> changed = new ArrayList<>(after);
    changed.removeAll(before);
    assertThat(changed).hasSize(1);
    assertThat(changed.get(0).path("Modified").isNull()).isTrue();
  }

  @Test
  void snapshotKeysMayComeTwice() {
    int division = simulator.world().divisions().iterator().next().code();
    for (String endpoint : List.of("financial_reporting_balance", "financial_aging_overview")) {
      caller.control("change", "division", division, "endpoint", endpoint, "kind", "duplicate");
      List<String> merge = simulator.world().catalogue().endpoint(endpoint).mergeKey();
      List<JsonNode> rows = caller.truth(division, endpoint);
      Set<List<JsonNode>> keys = new HashSet<>();
      rows.forEach(row -> keys.add(merge.stream().map(row::get).toList()));
      assertThat(rows).hasSize(keys.size() + 1);
    }
  }

  @Test
  void valuesAreOfTheKindsThatBreakCarelessReaders() {
    int division = simulator.world().divisions().iterator().next().code();
    StringBuilder text = new StringBuilder();
    for (String endpoint :
        List.of("crm_accounts", "crm_contacts", "financial_transaction_lines", "logistics_items")) {
      text.append(
          caller.get("/simulator/truth?division=" + division + "&endpoint=" + endpoint).body());
    }
    assertThat(text)
        .contains(
            "00000000-0000-0000-0000-000000000000",
            "\\r\\n",
            "\"NL \"",
            "\"                 1\"",
            "\\\"",
            "\"\"")
        .containsPattern("T00:00:00.000")
        .containsPattern("\"19[3-6]\\d-");
  }

  @Test
  void aRowVersionBelongsToADate() {
    int division = simulator.world().divisions().iterator().next().code();
    JsonNode row =
        caller
            .api(
                division
                    + "/read/sync/Sync/SyncTimestamp?modified=datetime'2025-06-01T00:00:00'&endPoint='TransactionLines'")
            .rows()
            .get(0);
    long from = row.path("TimeStampAsBigInt").asLong();
    List<JsonNode> lines = caller.truth(division, "financial_transaction_lines");
    assertThat(
            lines.stream()
                .filter(line -> line.path("Modified").asText().compareTo("2025-06-01") >= 0))
        .allSatisfy(
            line -> assertThat(line.path("Timestamp").asLong()).isGreaterThanOrEqualTo(from));
    assertThat(
            lines.stream()
                .filter(line -> line.path("Modified").asText().compareTo("2025-06-01") < 0))
        .allSatisfy(line -> assertThat(line.path("Timestamp").asLong()).isLessThan(from));
    assertThat(
            caller
                .api(
                    division
                        + "/read/sync/Sync/SyncTimestamp?modified=datetime'2025-06-01T00:00:00'&endPoint='X'")
                .status())
        .isEqualTo(400);
  }
}
