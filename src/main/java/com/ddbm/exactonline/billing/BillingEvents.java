package com.ddbm.exactonline.billing;

import java.math.BigDecimal;
import java.time.Instant;

/** Snowflake's side of billing. */
public interface BillingEvents {

  /** Whether the app is installed as a trial: then nothing is charged. */
  boolean isTrial();

  /**
   * Sends one billing event.
   *
   * @param runId what is charged; goes along as information
   * @param amountUsd above zero, two decimals
   * @return Snowflake's answer; {@link #ACCEPTED} when it was taken
   */
  String send(String runId, BigDecimal amountUsd, Instant at);

  /** The answer that means it was taken; all others are refusals (they come as values). */
  String ACCEPTED = "Success";
}
