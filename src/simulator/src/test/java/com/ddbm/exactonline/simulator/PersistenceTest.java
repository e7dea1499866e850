package com.ddbm.exactonline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.simulator.Caller.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulator started again on the same folder goes on where the last one stopped. */
class PersistenceTest {
  private static final List<String> SOME =
      List.of(
          "crm_accounts",
          "financial_transaction_lines",
          "sales_invoice_sales_invoices",
          "deleted",
          "assets_assets");

  @TempDir private Path folder;

  private Simulator start() {
    return new Simulator(SimulatorOptions.small().size(2, 100).in(folder));
  }

  private static String everything(Simulator simulator) {
    Caller caller = new Caller(simulator);
    StringBuilder text = new StringBuilder(caller.get("/simulator/divisions").body());
    simulator
        .world()
        .divisions()
        .forEach(
            division ->
                SOME.forEach(
                    endpoint ->
                        text.append(
                            caller
                                .get(
                                    "/simulator/truth?division="
                                        + division.code()
                                        + "&endpoint="
                                        + endpoint)
                                .body())));
    return text.toString();
  }

  @Test
  void rowsDivisionsAndTokensGoOn() {
    String before;
    Tokens tokens;
    try (Simulator simulator = start()) {
      Caller caller = new Caller(simulator);
      tokens = caller.signIn();
      int division = simulator.world().divisions().iterator().next().code();
      caller.control("changes", "seed", 1);
      caller.control("divisions", "name", "Nieuw B.V.");
      caller.control("divisions", "division", division, "move", true);
      caller.control("divisions", "division", division, "refusal", "DivisionBlocked");
      caller.control("changes", "seed", 2);
      caller.control("permissions", "kind", "right", "endpoint", "crm_contacts", "allowed", false);
      caller.advance(100);
      before = everything(simulator);
    }
    try (Simulator simulator = start()) {
      Caller caller = new Caller(simulator);
      assertThat(everything(simulator)).isEqualTo(before);
      assertThat(caller.get("/simulator/clock").json().path("offset_seconds").asInt())
          .isEqualTo(100);
      caller.use(tokens.access());
      assertThat(caller.api("current/Me?$select=UserID").status()).isEqualTo(200);
      int last =
          simulator.world().divisions().stream()
              .mapToInt(division -> division.code())
              .max()
              .orElseThrow();
      assertThat(caller.api(last + "/sync/CRM/Contacts?$select=ID&$filter=Timestamp gt 1L").rows())
          .isEmpty();
      caller.advance(500);
      assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(200);
      assertThat(caller.refresh(tokens.refresh()).status()).isEqualTo(401);
    }
  }

  @Test
  void changesAfterARestartHaveHigherRowVersions() {
    int division;
    try (Simulator simulator = start()) {
      division = simulator.world().divisions().iterator().next().code();
      new Caller(simulator).control("changes", "seed", 1);
    }
    try (Simulator simulator = start()) {
      Caller caller = new Caller(simulator);
      caller.signIn();
      String address = division + "/sync/CRM/Accounts?$select=Timestamp&$filter=Timestamp gt ";
      long highest =
          caller.all(address + "1L").stream()
              .mapToLong(row -> row.path("Timestamp").asLong())
              .max()
              .orElseThrow();
      caller.control("change", "division", division, "endpoint", "crm_accounts", "kind", "update");
      assertThat(caller.all(address + highest + "L")).hasSize(1);
    }
  }

  @Test
  void sizeAndSeedAreThoseOfTheFirstStart() {
    try (Simulator simulator = start()) {
      assertThat(simulator.world().divisions()).hasSize(2);
    }
    try (Simulator simulator = new Simulator(SimulatorOptions.small().size(5, 9000).in(folder))) {
      assertThat(simulator.world().divisions()).hasSize(2);
    }
  }

  @Test
  void aLineCutOffByTheEndOfTheProcessIsLeftOut() throws IOException {
    String before;
    try (Simulator simulator = start()) {
      new Caller(simulator).control("changes", "seed", 1);
      before = everything(simulator);
    }
    Files.writeString(
        folder.resolve("changes.log"), "P\t3180001\tcrm_acc", StandardOpenOption.APPEND);
    try (Simulator simulator = start()) {
      assertThat(everything(simulator)).isEqualTo(before);
    }
  }

  @Test
  void noTokenSecretOrCodeIsInAnyFile() throws IOException {
    Tokens tokens;
    String code;
    try (Simulator simulator = start()) {
      Caller caller = new Caller(simulator);
      tokens = caller.signIn();
      code = caller.code();
      caller.control("changes", "seed", 1);
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file))
            .doesNotContain(
                tokens.access(), tokens.refresh(), code, SimulatorOptions.DEFAULT_CLIENT_SECRET);
      }
    }
  }

  @Test
  void twoSimulatorsDoNotShareAFolder() {
    try (Simulator first = start()) {
      assertThat(first.world().divisions()).isNotEmpty();
      assertThatThrownBy(this::start).hasMessageContaining("Another simulator uses the folder");
    }
    start().close();
  }
}
