package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.billing.BillingEvents;
import com.ddbm.exactonline.billing.Charge;
import com.ddbm.exactonline.billing.Ledger;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ledger and Snowflake's side of billing in memory. */
final class ChargeBook implements Ledger, BillingEvents {

  /** A row of the ledger. */
  record Line(String runId, Charge charge, Status status) {}

  /** An event that Snowflake took. */
  record Sent(String runId, BigDecimal amount) {}

  final Map<String, Line> lines = new LinkedHashMap<>();
  final List<Sent> sent = new ArrayList<>();
  private int refusals;

  /** The next events are refused. */
  void refuse(int times) {
    refusals = times;
  }

  @Override
  public boolean isTrial() {
    return false;
  }

  @Override
  public String send(String runId, BigDecimal amountUsd, Instant at) {
    if (refusals > 0) {
      refusals--;
      return "Error: the event is not known";
    }
    sent.add(new Sent(runId, amountUsd));
    return ACCEPTED;
  }

  @Override
  public boolean open(
      String runId,
      String connection,
      String configuration,
      Charge charge,
      Status status,
      Instant now) {
    return lines.putIfAbsent(runId, new Line(runId, charge, status)) == null;
  }

  @Override
  public void close(String runId, Status status, String answer, Optional<Instant> chargedAt) {
    lines.put(runId, new Line(runId, lines.get(runId).charge(), status));
  }
}
