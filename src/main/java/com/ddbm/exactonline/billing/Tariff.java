package com.ddbm.exactonline.billing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The price (design, section 9): $0.10 for a run with at least one succeeded step, and $5 for a
 * million rows inserted or updated, rounded down to the cent. Nothing for failed runs; no base for
 * a retry, since the run that it repeats paid it.
 */
public final class Tariff {

  private static final BigDecimal BASE_USD = new BigDecimal("0.10");
  private static final BigDecimal USD_PER_MILLION_ROWS = new BigDecimal("5");
  private static final BigDecimal MILLION = new BigDecimal("1000000");
  private static final BigDecimal NOTHING = new BigDecimal("0.00");

  private Tariff() {}

  /**
   * What a run costs.
   *
   * @param stepsSucceeded steps that succeeded; without any the run is free
   * @param retry whether the run repeats what failed in another
   * @param rows inserted or updated, those not charged left out; not negative
   */
  public static Charge price(long stepsSucceeded, boolean retry, long rows) {
    if (stepsSucceeded == 0) {
      return new Charge(NOTHING, 0, NOTHING);
    }
    BigDecimal rowsUsd =
        new BigDecimal(rows).multiply(USD_PER_MILLION_ROWS).divide(MILLION, 2, RoundingMode.DOWN);
    return new Charge(retry ? NOTHING : BASE_USD, rows, rowsUsd);
  }
}
