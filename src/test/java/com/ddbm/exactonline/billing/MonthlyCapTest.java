package com.ddbm.exactonline.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MonthlyCapTest {

  private static final Instant NOW = Instant.parse("2026-11-25T07:10:00Z");

  private BigDecimal spent = new BigDecimal("0.00");
  private Optional<BigDecimal> cap = Optional.of(new BigDecimal("10.00"));

  private final MonthlyCap subject =
      new MonthlyCap(
          new Spending() {
            @Override
            public BigDecimal monthToDateUsd(String connection, Instant at) {
              return spent;
            }

            @Override
            public Optional<BigDecimal> monthlyCapUsd(String connection) {
              return cap;
            }

            @Override
            public void saveMonthlyCap(String connection, Optional<BigDecimal> capUsd) {
              cap = capUsd;
            }
          });

  @Test
  void warnsOnceAtEightyPercentAndOnceAtTheCap() {
    List<ErrorCode> told = new ArrayList<>();
    for (int run = 0; run < 120; run++) {
      Optional<BigDecimal> before = subject.spent("exact", NOW);
      spent = spent.add(new BigDecimal("0.10"));
      before
          .flatMap(amount -> subject.after("exact", amount, NOW))
          .ifPresent(notice -> told.add(notice.error()));
    }
    assertThat(told).containsExactly(ErrorCode.EO_1021, ErrorCode.EO_1020);
  }

  @Test
  void aRunBeginsBelowTheCapAndNotAtIt() {
    spent = new BigDecimal("9.99");
    assertThatCode(() -> subject.requireRoom("exact", NOW)).doesNotThrowAnyException();
    spent = new BigDecimal("10.00");
    assertThatThrownBy(() -> subject.requireRoom("exact", NOW))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            refused -> assertThat(refused.error()).isEqualTo(ErrorCode.EO_1020))
        .hasMessageContaining("$10.00");
  }

  @Test
  void oneLargeRunPastBothMarksIsToldAsTheCap() {
    BigDecimal before = new BigDecimal("1.00");
    spent = new BigDecimal("25.00");
    assertThat(subject.after("exact", before, NOW).orElseThrow().error())
        .isEqualTo(ErrorCode.EO_1020);
  }

  @Test
  void withoutACapNothingIsToldAndNothingIsRefused() {
    cap = Optional.empty();
    spent = new BigDecimal("5000.00");
    assertThat(subject.spent("exact", NOW)).isEmpty();
    assertThat(subject.after("exact", BigDecimal.ZERO, NOW)).isEmpty();
    assertThatCode(() -> subject.requireRoom("exact", NOW)).doesNotThrowAnyException();
  }
}
