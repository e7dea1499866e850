package com.ddbm.exactonline.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import com.ddbm.exactonline.warehouse.SqlFailure;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A refused statement is an answer, a lost one is not. */
class SnowflakeBillingEventsTest {

  private static final SQLException UNKNOWN_FUNCTION =
      new SQLException("Unknown function SYSTEM$CREATE_BILLING_EVENT", "42601", 2140);
  private static final SQLException LOST = new SQLException("Communication error", "08001", 200015);

  private static SnowflakeBillingEvents failing(SQLException failure) {
    return new SnowflakeBillingEvents(
        mock(
            SqlSession.class,
            statement -> {
              throw SqlFailure.of(failure);
            }));
  }

  @Test
  void aFunctionThatIsNotThereIsARefusal() {
    SnowflakeBillingEvents subject = failing(UNKNOWN_FUNCTION);
    assertThat(subject.send("run", new BigDecimal("0.10"), Instant.EPOCH))
        .contains("Unknown function");
    assertThat(subject.isTrial()).isFalse();
  }

  @Test
  void aLostConnectionIsNoAnswerNeitherToTheEventNorToTheTrial() {
    SnowflakeBillingEvents subject = failing(LOST);
    assertThatThrownBy(() -> subject.send("run", new BigDecimal("0.10"), Instant.EPOCH))
        .isInstanceOf(SqlFailure.class);
    assertThatThrownBy(subject::isTrial).isInstanceOf(SqlFailure.class);
  }
}
