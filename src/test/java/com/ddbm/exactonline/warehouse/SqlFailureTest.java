package com.ddbm.exactonline.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.errors.ErrorCode;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SqlFailureTest {

  @Test
  void knowsFailuresByNumberAndState() {
    assertThat(kind(3001, "42501")).isEqualTo(SqlFailure.Kind.FORBIDDEN);
    assertThat(kind(2003, "42S02")).isEqualTo(SqlFailure.Kind.ABSENT_OR_HIDDEN);
    assertThat(kind(2043, "02000")).isEqualTo(SqlFailure.Kind.ABSENT_OR_HIDDEN);
    assertThat(kind(2002, "42710")).isEqualTo(SqlFailure.Kind.EXISTS);
    assertThat(kind(300002, "53100")).isEqualTo(SqlFailure.Kind.FULL);
    assertThat(kind(100038, "22018")).isEqualTo(SqlFailure.Kind.OTHER);
    assertThat(kind(0, null)).isEqualTo(SqlFailure.Kind.OTHER);
  }

  @Test
  void saysThatARoomIsFullUnderItsOwnNumber() {
    assertThat(SqlFailure.of(new SQLException("no space left", "53100", 300002)).error())
        .isEqualTo(ErrorCode.EO_3009);
  }

  @Test
  void showsNoDataOfAStatementThatFailedWhileItRan() {
    SQLException thrown =
        new SQLException("Numeric value 'secret salary' is not recognized", "22018", 100038);
    SqlFailure failure = SqlFailure.of(new RuntimeException(thrown));
    assertThat(failure).hasMessageContaining("100038").hasMessageNotContaining("salary");
    assertThat(failure.getCause()).isNull();
  }

  @Test
  void showsWhatSnowflakeSaysBeforeItRunsAnything() {
    SQLException thrown =
        new SQLException("SQL compilation error:\ninvalid identifier 'X'", "42000", 904);
    assertThat(SqlFailure.of(thrown)).hasMessageContaining("invalid identifier 'X'");
  }

  @Test
  void namesTheClassOfWhatIsNoSqlError() {
    assertThat(SqlFailure.of(new IllegalStateException("token abc")))
        .hasMessageContaining("IllegalStateException")
        .hasMessageNotContaining("abc");
  }

  private static SqlFailure.Kind kind(int number, String state) {
    return SqlFailure.of(number, state, "text").kind();
  }
}
