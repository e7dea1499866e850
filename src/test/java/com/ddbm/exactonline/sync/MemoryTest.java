package com.ddbm.exactonline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.exact.Page;
import com.ddbm.exactonline.exact.PageRequest;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.EngineBed;
import com.ddbm.exactonline.twins.TestEndpoints;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.Target;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A chain of a million rows on real threads: what waits in memory stays within its bound. */
@Tag("slow")
class MemoryTest {

  private static final int ROWS = 1_000_000;
  private static final int PAGE = 1000;
  private static final Endpoint LONG = TestEndpoints.paged(TestEndpoints.LINES, PAGE);

  /** Rows that compress badly, made on the fly. */
  private static final class Endless extends OneDivision {

    Endless() {
      super(ExactApi.Right.MISSING);
    }

    @Override
    public Page page(PageRequest request, RetryableSink sink) {
      long from = request.link() == null ? 0 : Long.parseLong(request.link());
      Random random = new Random(from);
      String[] values = new String[request.endpoint().columns().size()];
      for (int row = 1; row <= PAGE; row++) {
        values[0] = Long.toString(from + row);
        values[1] = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        values[2] = Long.toHexString(random.nextLong());
        values[3] = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        values[4] = "12.5";
        sink.accept(values, null);
      }
      long next = from + PAGE;
      return new Page(PAGE, next < ROWS ? Long.toString(next) : null, List.of(), 1);
    }
  }

  /** A target that counts bytes and keeps nothing. */
  private static Target sink(Target shape, AtomicLong bytes, AtomicLong rows) {
    return (Target)
        Proxy.newProxyInstance(
            Target.class.getClassLoader(),
            new Class<?>[] {Target.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "stage" -> {
                    bytes.addAndGet(((byte[]) arguments[2]).length);
                    yield null;
                  }
                  case "copy" -> 0L;
                  case "merge" -> {
                    rows.incrementAndGet();
                    yield Map.of(1, new Target.Counts(1, 0, 0, 0));
                  }
                  case "openStaging" ->
                      new Target.Staging((TableDefinition) arguments[0], "staging", "folder");
                  case "deleteUnseen", "applyDeletions", "rowCounts" -> Map.of();
                  case "divisionsWithNull" -> Set.of();
                  case "prepare" -> method.invoke(shape, arguments);
                  default -> null;
                });
  }

  @Test
  @Timeout(120)
  void aMillionRowsNeverHoldMoreThanTheBound() throws InterruptedException {
    EngineBed bed = new EngineBed(List.of(LONG, TestEndpoints.DELETED));
    AtomicLong bytes = new AtomicLong();
    AtomicLong merges = new AtomicLong();
    long bound = 4L << 20;
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      String runId =
          bed.enqueue(SyncMode.INCREMENTAL, List.of("lines"), List.of(), List.of(), false);
      SyncEngine engine =
          new SyncEngine(
              new SyncPorts(
                  bed.journal,
                  sink(bed.target, bytes, merges),
                  (connection, rejected) ->
                      new TokenStore.AccessToken("t", 1, Instant.MAX, Instant.MAX),
                  (connection, usage, desk) -> new ExactGateway.Session(new Endless(), bed.budget),
                  bed.catalogue,
                  Settlement.NONE,
                  new ThreadWorkers(pool),
                  bed.clock,
                  "holder"),
              new SyncSettings(
                  2,
                  200_000,
                  Duration.ofMinutes(5),
                  1 << 20,
                  bound,
                  Integer.MAX_VALUE,
                  Duration.ofMinutes(50),
                  Duration.ofMinutes(5),
                  Duration.ofSeconds(15),
                  Duration.ofSeconds(5)));
      engine.work("books");
      assertThat(bed.journal.run(runId).status()).isEqualTo(RunStatus.SUCCEEDED);
      assertThat(bed.journal.run(runId).totals().fetched()).isEqualTo(ROWS);
      assertThat(bytes.get()).isGreaterThan(10 * bound);
      // One page may be under way when the bound is reached.
      assertThat(engine.peakBytes()).isLessThan(bound + (1 << 20));
      assertThat(merges.get()).isBetween(4L, 6L);
    } finally {
      pool.shutdownNow();
    }
  }
}
