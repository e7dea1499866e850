package com.ddbm.exactonline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.EngineBed;
import com.ddbm.exactonline.twins.TestEndpoints;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many divisions on real threads: tokens come from the engine's thread, rows from all others. */
class TokenDeskTest {

  @Test
  @Timeout(60)
  void workersGetTokensFromTheEnginesThreadAndRunNoSqlThemselves() throws InterruptedException {
    EngineBed bed = new EngineBed();
    for (int division = 1; division <= 12; division++) {
      bed.world.addDivision(division);
      for (int row = 0; row < 10; row++) {
        bed.world.put(division, "accounts", "row" + row, "text");
        bed.world.put(division, "balance", "row" + row, "text");
      }
    }
    Thread engineThread = Thread.currentThread();
    Set<Thread> custodians = ConcurrentHashMap.newKeySet();
    Set<Thread> callers = ConcurrentHashMap.newKeySet();
    AtomicInteger asked = new AtomicInteger();
    TokenStore custodian =
        (connection, rejected) -> {
          custodians.add(Thread.currentThread());
          asked.incrementAndGet();
          return new TokenStore.AccessToken(
              "t",
              rejected + 1,
              bed.clock.now().plus(Duration.ofMinutes(9)),
              bed.clock.now().plus(Duration.ofMinutes(10)));
        };
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      String runId = bed.enqueue(SyncMode.INCREMENTAL);
      List<RunOutcome> outcomes =
          new SyncEngine(
                  new SyncPorts(
                      bed.journal,
                      bed.target,
                      custodian,
                      (connection, usage, desk) ->
                          new ExactGateway.Session(asking(bed.world, desk, callers), bed.budget),
                      TestEndpoints.all(),
                      bed.settled::add,
                      new ThreadWorkers(pool),
                      bed.clock,
                      "holder"),
                  new SyncSettings(
                      4,
                      20,
                      Duration.ofMinutes(5),
                      1 << 20,
                      8 << 20,
                      5,
                      Duration.ofMinutes(50),
                      Duration.ofMinutes(5),
                      Duration.ofSeconds(15),
                      Duration.ofSeconds(5)))
              .work("books");
      assertThat(outcomes).extracting(RunOutcome::status).containsExactly(RunStatus.SUCCEEDED);
      assertThat(bed.journal.run(runId).totals().inserted()).isEqualTo(240);
      assertThat(custodians).containsExactly(engineThread);
      assertThat(callers).doesNotContain(engineThread).hasSizeGreaterThan(1);
      assertThat(asked.get()).isGreaterThan(12);
    } finally {
      pool.shutdownNow();
    }
    for (int division = 1; division <= 12; division++) {
      bed.assertTruth(division, TestEndpoints.ACCOUNTS);
      bed.assertTruth(division, TestEndpoints.BALANCE);
    }
  }

  /** The world, but each call first asks for a token. */
  private static ExactApi asking(ExactApi world, TokenStore desk, Set<Thread> callers) {
    return (ExactApi)
        Proxy.newProxyInstance(
            ExactApi.class.getClassLoader(),
            new Class<?>[] {ExactApi.class},
            (self, method, arguments) -> {
              callers.add(Thread.currentThread());
              desk.accessToken("exact", 0);
              try {
                return method.invoke(world, arguments);
              } catch (InvocationTargetException refusal) {
                throw refusal.getCause();
              }
            });
  }
}
