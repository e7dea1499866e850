package com.ddbm.exactonline.billing;

import java.math.BigDecimal;

/**
 * What a run costs.
 *
 * @param baseUsd for the run itself, two decimals
 * @param rowsCharged rows inserted or updated that are paid for
 * @param rowsUsd for these rows, two decimals
 */
public record Charge(BigDecimal baseUsd, long rowsCharged, BigDecimal rowsUsd) {

  /** Both together, two decimals. */
  public BigDecimal totalUsd() {
    return baseUsd.add(rowsUsd);
  }

  /** Whether there is nothing to pay: Snowflake takes no event of zero. */
  public boolean isFree() {
    return totalUsd().signum() == 0;
  }
}
