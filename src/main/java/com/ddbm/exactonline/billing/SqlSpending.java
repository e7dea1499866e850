package com.ddbm.exactonline.billing;

import static com.ddbm.exactonline.warehouse.SqlText.toMoment;

import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Spending from {@code state.charges}, caps in {@code state.connections}. */
public final class SqlSpending implements Spending {

  private final SqlSession sql;

  public SqlSpending(SqlSession sql) {
    this.sql = sql;
  }

  @Override
  public BigDecimal monthToDateUsd(String connection, Instant at) {
    ZonedDateTime month = at.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
    List<SqlRow> sum =
        sql.query(
            "SELECT TO_VARCHAR(COALESCE(SUM(base_usd + rows_usd), 0)) FROM state.charges WHERE"
                + " connection = ? AND status IN ('SENT', 'PENDING') AND created_at >= "
                + toMoment("?")
                + " AND created_at < "
                + toMoment("?"),
            connection,
            SqlText.moment(month.toInstant()),
            SqlText.moment(month.plusMonths(1).toInstant()));
    return new BigDecimal(sum.get(0).text(0));
  }

  @Override
  public Optional<BigDecimal> monthlyCapUsd(String connection) {
    return sql
        .query(
            "SELECT TO_VARCHAR(monthly_cap_usd) FROM state.connections WHERE name = ?", connection)
        .stream()
        .findFirst()
        .flatMap(row -> row.optionalText(0))
        .map(BigDecimal::new);
  }

  @Override
  public void saveMonthlyCap(String connection, Optional<BigDecimal> capUsd) {
    sql.execute(
        "UPDATE state.connections SET monthly_cap_usd = ?::NUMBER(12,2) WHERE name = ?",
        capUsd.map(BigDecimal::toPlainString).orElse(null),
        connection);
  }
}
