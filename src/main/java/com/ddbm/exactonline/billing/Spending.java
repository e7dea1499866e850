package com.ddbm.exactonline.billing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** What connections have cost, and may cost. */
public interface Spending {

  /**
   * What a connection has cost in the calendar month (UTC) of a moment; charges whose event was
   * sent, or may have been.
   */
  BigDecimal monthToDateUsd(String connection, Instant at);

  /** What it may cost in a month; empty: no cap. */
  Optional<BigDecimal> monthlyCapUsd(String connection);

  /** Sets or (empty) removes the cap of a connection that exists. */
  void saveMonthlyCap(String connection, Optional<BigDecimal> capUsd);
}
