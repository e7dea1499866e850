package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.state.ConnectionRecord;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.Variant;
import java.math.BigDecimal;
import java.util.Optional;

/** What a connection may cost. */
public final class SpendingProcedures {

  private static final long HIGHEST = 1_000_000;

  private SpendingProcedures() {}

  /** {@code core.set_monthly_cap(connection, usd)}: whole dollars; NULL removes the cap. */
  public static Variant setMonthlyCap(Session session, String connection, Long usd) {
    return Entry.answer(session, "set_monthly_cap", app -> set(app, connection, usd));
  }

  /** {@code core.estimate(settings)}: what a configuration would take before it exists. */
  public static Variant estimate(Session session, String settings) {
    return Entry.answer(session, "estimate", app -> app.estimates().estimate(settings));
  }

  private static Outcome set(Installation app, String connection, Long usd) {
    Faults faults = new Faults();
    if (usd != null && (usd < 1 || usd > HIGHEST)) {
      faults.add("usd", "It must be a whole number of dollars from 1 to " + HIGHEST + ", or NULL.");
    }
    ConnectionRecord record = app.connections().find("connection", connection, faults);
    faults.refuseIfAny();
    app.spending().saveMonthlyCap(record.name(), Optional.ofNullable(usd).map(BigDecimal::valueOf));
    ObjectNode payload = Json.object().put("connection", record.name());
    payload.put("monthly_cap_usd", usd);
    payload.put(
        "month_to_date_usd",
        app.spending().monthToDateUsd(record.name(), app.clock().now()).toPlainString());
    return Outcome.done(
        usd == null
            ? "The cap was removed."
            : "At $" + usd + " in a calendar month (UTC) no further run begins.",
        payload);
  }
}
