package com.ddbm.exactonline.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.billing.Ledger.Status;
import com.ddbm.exactonline.local.Installation;
import com.ddbm.exactonline.local.LocalSnowflake;
import com.ddbm.exactonline.local.OnLocalSnowflake;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ledger on real SQL: whoever opened a run's row knows it, and nobody else believes so. */
@OnLocalSnowflake
class SqlLedgerTest {

  private static final Instant NOW = Instant.parse("2026-11-25T07:10:00Z");
  private static final Charge CHARGE = Tariff.price(1, false, 4000);

  private final Installation installation = LocalSnowflake.running().emptied();
  private final SqlSession sql = installation.sql();
  private final Ledger subject = new SqlLedger(sql);

  @Test
  void aRowIsOpenedOnceAndKeepsWhatItWasOpenedWith() {
    assertThat(subject.open("run", "exact", "it's mine", CHARGE, Status.PENDING, NOW)).isTrue();
    subject.close("run", Status.SENT, "Success", Optional.of(NOW));
    Charge other = Tariff.price(1, false, 9000);
    assertThat(subject.open("run", "exact", "it's mine", other, Status.PENDING, NOW)).isFalse();
    assertThat(sql.query("SELECT base_usd + rows_usd, status FROM core.charges"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(new BigDecimal(row.text(0))).isEqualByComparingTo("0.12");
              assertThat(row.text(1)).isEqualTo("SENT");
            });
  }

  @Test
  void ofManyThatOpenTheSameRowOneIsToldThatItDid() {
    List<CompletableFuture<Boolean>> openers =
        Stream.of(1, 2, 3, 4)
            .map(number -> new SqlLedger(installation.another()))
            .map(
                ledger ->
                    CompletableFuture.supplyAsync(
                        () -> ledger.open("run", "exact", "a", CHARGE, Status.PENDING, NOW)))
            .toList();
    assertThat(openers.stream().filter(CompletableFuture::join)).hasSize(1);
    assertThat(sql.query("SELECT 1 FROM core.charges WHERE run_id = 'run'")).hasSize(1);
  }
}
