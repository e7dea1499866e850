package com.ddbm.exactonline.billing;

import com.ddbm.exactonline.warehouse.SqlFailure;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * SYSTEM$CREATE_BILLING_EVENT and the trial function, called from the procedure that did the work
 * as Snowflake asks (docs.snowflake.com, custom event billing).
 */
public final class SnowflakeBillingEvents implements BillingEvents {

  /** Must equal the class of the billable event in the listing's pricing plan. */
  private static final String CLASS = "SYNC_RUN";

  /**
   * A trial of the listing, or of a paid listing not bought yet: Snowflake's pages on the two
   * functions name the first for limited trials and the second for trials of paid listings.
   */
  private static final String TRIAL =
      "SELECT SYSTEM$IS_LISTING_TRIAL() OR NOT SYSTEM$IS_LISTING_PURCHASED()";

  private final SqlSession sql;

  public SnowflakeBillingEvents(SqlSession sql) {
    this.sql = sql;
  }

  @Override
  public boolean isTrial() {
    try {
      List<SqlRow> answer = sql.query(TRIAL);
      return !answer.isEmpty() && "true".equalsIgnoreCase(answer.get(0).text(0));
    } catch (SqlFailure failure) {
      if (failure.neverRan()) {
        return false; // installed without a listing: the event itself will be refused and recorded
      }
      throw failure; // to take a trial for a paying customer would be worse than not to charge
    }
  }

  @Override
  public String send(String runId, BigDecimal amountUsd, Instant at) {
    // The amount is a DOUBLE in Snowflake; it stands in the text so that no driver rounds it.
    String text =
        "SELECT SYSTEM$CREATE_BILLING_EVENT('"
            + CLASS
            + "', '', "
            + at.toEpochMilli()
            + ", "
            + at.toEpochMilli()
            + ", "
            + amountUsd.toPlainString()
            + ", '', ?)";
    List<SqlRow> answer;
    try {
      answer = sql.query(text, "{\"run_id\":\"" + runId + "\"}");
    } catch (SqlFailure failure) {
      if (failure.neverRan()) {
        return failure.getMessage();
      }
      throw failure;
    }
    return answer.isEmpty() || answer.get(0).text(0) == null ? "no answer" : answer.get(0).text(0);
  }
}
