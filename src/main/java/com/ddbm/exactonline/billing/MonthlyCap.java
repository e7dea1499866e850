package com.ddbm.exactonline.billing;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * Holds a connection to what it may cost in a month. At the cap no further run begins; data that
 * was loaded stays as it is, and a run that is under way is never cut off for money.
 */
public final class MonthlyCap {

  private static final BigDecimal WARN_AT = new BigDecimal("0.80");

  private final Spending spending;

  public MonthlyCap(Spending spending) {
    this.spending = spending;
  }

  /**
   * Before a run begins.
   *
   * @throws ConnectorException EO-1020 when the cap is reached
   */
  public void requireRoom(String connection, Instant at) {
    spending
        .monthlyCapUsd(connection)
        .filter(cap -> spending.monthToDateUsd(connection, at).compareTo(cap) >= 0)
        .ifPresent(
            cap -> {
              throw new ConnectorException(
                  ErrorCode.EO_1020, null, connection, cap.toPlainString());
            });
  }

  /** What a connection with a cap has cost this month; empty without a cap. */
  public Optional<BigDecimal> spent(String connection, Instant at) {
    return spending.monthlyCapUsd(connection).map(cap -> spending.monthToDateUsd(connection, at));
  }

  /**
   * After a charge.
   *
   * @param before what {@link #spent} said before it
   * @return what to tell when this charge reached the cap or 80 % of it: said once each a month
   */
  public Optional<Notice> after(String connection, BigDecimal before, Instant at) {
    BigDecimal now = spending.monthToDateUsd(connection, at);
    return spending.monthlyCapUsd(connection).flatMap(cap -> notice(connection, before, now, cap));
  }

  private static Optional<Notice> notice(
      String connection, BigDecimal before, BigDecimal now, BigDecimal cap) {
    String limit = cap.toPlainString();
    if (reached(before, now, cap)) {
      return Optional.of(
          new Notice(ErrorCode.EO_1020, ErrorCode.EO_1020.message(connection, limit)));
    }
    if (reached(before, now, cap.multiply(WARN_AT))) {
      return Optional.of(
          new Notice(
              ErrorCode.EO_1021,
              ErrorCode.EO_1021.message(connection, now.toPlainString(), limit)));
    }
    return Optional.empty();
  }

  private static boolean reached(BigDecimal before, BigDecimal now, BigDecimal mark) {
    return before.compareTo(mark) < 0 && now.compareTo(mark) >= 0;
  }

  /** Something to tell. */
  public record Notice(ErrorCode error, String message) {}
}
