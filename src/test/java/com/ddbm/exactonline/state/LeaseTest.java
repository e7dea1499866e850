package com.ddbm.exactonline.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.local.Installation;
import com.ddbm.exactonline.local.LocalSnowflake;
import com.ddbm.exactonline.local.OnLocalSnowflake;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several sessions at one lease. */
@OnLocalSnowflake
class LeaseTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String RUN = "11111111-1111-1111-1111-111111111111";

  private final Installation installation = LocalSnowflake.running().emptied();
  private final SqlSession sql = installation.sql();

  @BeforeEach
  void makeTheLease() {
    sql.execute("INSERT INTO state.leases (configuration, generation) VALUES ('a', 0)");
  }

  @Test
  void isTakenByOneOfManyWhoSawItFree() {
    List<CompletableFuture<Boolean>> takers =
        List.of(1, 2, 3, 4).stream()
            .map(
                number -> {
                  Lease lease = new Lease(installation.another());
                  return CompletableFuture.supplyAsync(
                      () -> lease.take("a", RUN, "holder " + number, 0, NOW));
                })
            .toList();
    assertThat(takers.stream().filter(CompletableFuture::join)).hasSize(1);
    assertThat(new Lease(sql).free("a", NOW)).isEmpty();
    assertThat(new Lease(sql).free("a", NOW.plusSeconds(90))).isEqualTo(OptionalLong.of(1));
  }

  /** Otherwise both would publish: the one that is taken over and the one that takes over. */
  @Test
  void cannotBeTakenOverWhileItsHolderPublishes() throws InterruptedException {
    Lease lease = new Lease(sql);
    lease.take("a", RUN, "first", 0, NOW);
    Claim claim = new Claim(LeaseTest.run(), "first", 1, false);
    Lease other = new Lease(installation.another());
    Instant late = NOW.plusSeconds(200);

    sql.execute("BEGIN TRANSACTION");
    assertThat(lease.extend(claim, late)).isTrue();
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> takeover =
        CompletableFuture.supplyAsync(
            () -> {
              begun.countDown();
              return other.take("a", RUN, "second", 1, late);
            });
    begun.await();
    sql.execute("COMMIT");

    assertThat(takeover.join()).isFalse();
    assertThat(lease.extend(claim, late)).isTrue();
  }

  private static RunRecord run() {
    return new RunRecord(
        RUN,
        "a",
        "user",
        SyncMode.INCREMENTAL,
        List.of(),
        List.of(),
        List.of(),
        false,
        RunStatus.RUNNING,
        NOW,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }
}
