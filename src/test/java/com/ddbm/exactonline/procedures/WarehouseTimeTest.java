package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.billing.Tariff;
import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.sync.SyncSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** How long a warehouse is held; expected figures are counted by hand. */
class WarehouseTimeTest {

  @Test
  void aDivisionWaitsForEachMinuteAfterItsFirst() {
    // 61 calls: one wait of a minute, which hides the answers
    assertThat(WarehouseTime.seconds(61, 61, 1, 0)).isEqualTo(2 + 60);
    assertThat(WarehouseTime.seconds(60, 60, 1, 0)).isEqualTo(17);
  }

  @Test
  void manyDivisionsShareTheTimeOfAnswers() {
    assertThat(WarehouseTime.seconds(4800, 10, 300, 0)).isEqualTo(2 + 100);
    assertThat(WarehouseTime.seconds(400, 40, 10, 1_000_000)).isEqualTo(87);
  }

  @Test
  void itKnowsHowManyDivisionsTheEngineFetchesAtOnce() {
    assertThat(WarehouseTime.SIDE_BY_SIDE).isEqualTo(SyncSettings.defaults().divisionsAtOnce());
  }

  @Test
  void theTableInTheDocsIsWhatTheModelSays() throws IOException {
    assertThat(Files.readAllLines(Path.of("docs/cost-model.md"))).containsSubsequence(table());
  }

  private static List<String> table() {
    List<String> lines = new ArrayList<>();
    for (long rows : List.of(10_000L, 100_000L, 1_000_000L, 10_000_000L)) {
      for (long divisions : List.of(1L, 10L, 300L)) {
        lines.add(line(rows, divisions));
      }
    }
    return lines;
  }

  private static String line(long rows, long divisions) {
    CostModel model =
        new CostModel(Catalogue.get().require("financial_transaction_lines"), Reconcile.DAILY);
    long each = CostModel.ceiling(rows, divisions);
    long firstOfOne = model.firstLoad(each) + 1 + CostModel.CALLS_OF_FIRST_LOG_CHECK;
    long nextOfOne = model.refresh(each, CostModel.ceiling(each, 100)) + 1;
    return String.format(
        Locale.ROOT,
        "| %,d | %d | %s | %s |",
        rows,
        divisions,
        part(firstOfOne, divisions, rows),
        part(nextOfOne, divisions, rows / 100));
  }

  private static String part(long callsOfOne, long divisions, long written) {
    long calls = callsOfOne * divisions + CostModel.CALLS_OF_A_RUN;
    return String.format(
        Locale.ROOT,
        "%,d | %,d | %s",
        calls,
        WarehouseTime.seconds(calls, callsOfOne, divisions, written),
        Tariff.price(1, false, written).totalUsd());
  }
}
