package com.ddbm.exactonline.simulator.data;

import com.ddbm.exactonline.simulator.catalogue.Property;
import java.util.function.IntUnaryOperator;

/** The columns of the three snapshots, whose keys are made of several values. */
final class SnapshotColumns {
  private static final String[] AGE_GROUPS = {"0 - 30", "31 - 60", "61 - 90", "> 90"};
  private static final TextPool CURRENCIES = TextPool.of("EUR", "USD", "GBP", "CHF", "SEK");
  private static final int LEDGERS = 25;

  private SnapshotColumns() {}

  private static Column whole(Property property, IntUnaryOperator ofNumber) {
    return Columns.of(property, (row, sink) -> sink.integer(ofNumber.applyAsInt(row.keyNumber)));
  }

  static Column column(Dataset dataset, Property property) {
    return switch (dataset.id()) {
      case "financial_reporting_balance" -> balance(property);
      case "financial_profit_loss_overview" -> profitAndLoss(property);
      case "financial_aging_overview" -> aging(property);
      default -> null;
    };
  }

  /**
   * Row by row: ledger account, then period, then year. Cost centres are absent, empty or filled by
   * ledger account.
   */
  private static Column balance(Property property) {
    return switch (property.name()) {
      case "GLAccount" ->
          Columns.of(
              property,
              (row, sink) -> {
                long seed = row.tableSeed() ^ 0x474CL;
                sink.guid(Guids.high(seed, ledger(row)), Guids.low(seed, ledger(row)));
              });
      case "GLAccountCode" ->
          Columns.of(property, (row, sink) -> sink.padded(8000L + ledger(row) * 10L, 9));
      case "GLAccountDescription" ->
          Columns.of(
              property,
              (row, sink) ->
                  sink.text(Texts.LEDGERS.pick((long) ledger(row) * 0x0A3D70A3D70A3D70L)));
      case "ReportingPeriod" -> whole(property, number -> number / LEDGERS % 12 + 1);
      case "ReportingYear" -> whole(property, number -> 2026 - number / (LEDGERS * 12));
      case "CostCenterCode", "CostCenterDescription" ->
          Columns.of(
              property,
              (row, sink) -> {
                int ledger = ledger(row);
                if (ledger % 3 == 0) {
                  sink.nothing();
                } else {
                  sink.text(ledger % 3 == 1 ? "" : "KP" + ledger);
                }
              });
      case "CostUnitCode", "CostUnitDescription" ->
          Columns.of(
              property,
              (row, sink) -> {
                if (ledger(row) % 4 == 0) {
                  sink.text("KD-" + ledger(row));
                } else {
                  sink.nothing();
                }
              });
      case "Type" -> whole(property, number -> number % 5 == 0 ? 20 : 30);
      case "Status" -> whole(property, number -> number % 7 == 0 ? 20 : 50);
      case "BalanceType" ->
          Columns.of(property, (row, sink) -> sink.text(ledger(row) < 10 ? "B" : "W"));
      default -> null;
    };
  }

  private static int ledger(Row row) {
    return row.keyNumber % LEDGERS;
  }

  private static Column profitAndLoss(Property property) {
    return switch (property.name()) {
      case "CurrentYear" -> whole(property, number -> 2026 + number);
      case "PreviousYear" -> whole(property, number -> 2025 + number);
      case "CurrentPeriod" -> whole(property, number -> 11);
      case "PreviousYearPeriod" -> whole(property, number -> 11);
      case "CurrencyCode" -> Columns.of(property, (row, sink) -> sink.text("EUR"));
      default -> null;
    };
  }

  private static Column aging(Property property) {
    return switch (property.name()) {
      case "AgeGroup" -> whole(property, number -> number % AGE_GROUPS.length + 1);
      case "AgeGroupDescription" ->
          Columns.of(
              property, (row, sink) -> sink.text(AGE_GROUPS[row.keyNumber % AGE_GROUPS.length]));
      case "CurrencyCode" ->
          Columns.of(
              property,
              (row, sink) -> {
                int currency = row.keyNumber / AGE_GROUPS.length;
                sink.text(
                    currency < 5
                        ? CURRENCIES.pick(currency * 0x3333333400000000L).value()
                        : "X" + currency);
              });
      default -> null;
    };
  }
}
