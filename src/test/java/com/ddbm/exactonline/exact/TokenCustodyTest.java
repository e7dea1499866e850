package com.ddbm.exactonline.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.exact.TokenServer.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Two runs, a test and a keep-alive want a token while a person signs in again or changes the
 * client secret, in every order, and with both behaviours of a secret altered meanwhile: seen at
 * once, or by the next procedure call only. The connection survives everything that Exact allows to
 * survive, and says at once when it needs a person.
 */
class TokenCustodyTest {

  private static final int SESSIONS = 4;
  private static final String BACK = "https://example.test/back";

  /** Everything one seed decides. */
  private static final class World {
    final Turns turns;
    final Random random;
    final boolean nextCallOnly;
    final ManualClock clock = new ManualClock("2026-01-05T10:00:00Z");
    final TokenServer server = new TokenServer(clock);
    final MemoryVault memory = new MemoryVault(Site.NL, "client");
    final List<ExactException> refusals = new ArrayList<>();
    int executions;
    int killed;
    int inside;

    World(long seed, boolean nextCallOnly) throws InterruptedException {
      turns = new Turns(seed);
      random = new Random(seed);
      this.nextCallOnly = nextCallOnly;
      execution().authorize("exact", "secret", "code-1", BACK);
    }

    /** A new procedure call. */
    TokenCustodian execution() {
      TokenVault passing = new PassingVault(memory, turns);
      ExactTransport transport =
          request -> {
            turns.pass();
            ExactTransport.Response response = server.send(request);
            turns.pass();
            return response;
          };
      Clock passingClock =
          new Clock() {
            @Override
            public java.time.Instant now() {
              return clock.now();
            }

            @Override
            public void sleep(Duration duration) {
              clock.sleep(duration);
              turns.pass();
            }
          };
      return new TokenCustodian(
          nextCallOnly ? new VisibleAtStart(passing) : passing,
          new ExactOAuth(transport, passingClock),
          passingClock,
          "execution " + ++executions);
    }

    /** Asks again and again; a stale secret makes it go on in a new execution, as runs do. */
    void session() throws InterruptedException {
      TokenCustodian custodian = execution();
      for (int request = 0; request < 6; request++) {
        if (inside == 0) {
          clock.advance(Duration.ofSeconds(random.nextInt(400)));
        }
        turns.pass();
        custodian = ask(custodian);
      }
    }

    TokenCustodian ask(TokenCustodian custodian) throws InterruptedException {
      TokenCustodian current = custodian;
      inside++;
      try {
        for (int attempt = 0; attempt < 4; attempt++) {
          try {
            assertThat(current.accessToken("exact", 0).value()).startsWith("access-");
            return current;
          } catch (ExactException refusal) {
            if (refusal.kind() != Kind.STALE_SECRET) {
              refusals.add(refusal);
              return current;
            }
            current = execution();
          } catch (MemoryVault.Crash crash) {
            killed++;
            return execution();
          }
        }
        throw new AssertionError("new executions do not see what was stored");
      } finally {
        inside--;
      }
    }

    void with(Turns.Actor person) throws InterruptedException {
      List<Turns.Actor> actors = new ArrayList<>();
      for (int session = 0; session < SESSIONS; session++) {
        actors.add(this::session);
      }
      actors.add(person);
      turns.run(actors);
    }

    void signInAgain(String clientSecret) throws InterruptedException {
      inside++;
      try {
        execution().authorize("exact", clientSecret, server.signIn(), BACK);
      } finally {
        inside--;
      }
    }

    void isAlive() throws InterruptedException {
      assertThat(memory.trouble()).isEmpty();
      assertThat(memory.isLeased()).isFalse();
      assertThat(memory.secret().pair().refreshToken()).isEqualTo(server.valid());
      clock.advance(Duration.ofSeconds(601));
      assertThat(execution().accessToken("exact", 0).value())
          .isEqualTo(memory.secret().pair().accessToken());
      assertThat(memory.secret().pair().refreshToken()).isEqualTo(server.valid());
    }
  }

  @Property(tries = 200)
  void noOrderLosesTheChainWhereverASecretBecomesVisible(
      @ForAll long seed, @ForAll boolean nextCallOnly) throws InterruptedException {
    World world = new World(seed, nextCallOnly);
    world.with(() -> {});
    assertThat(world.refusals).isEmpty();
    assertThat(world.server.spentTokensSeen()).as("no stale token is ever sent").isZero();
    assertThat(world.memory.stored()).isSorted().doesNotHaveDuplicates();
    world.isAlive();
  }

  @Property(tries = 200)
  void aPersonWhoSignsInAgainDuringARunComesOutOnTop(
      @ForAll long seed, @ForAll boolean nextCallOnly) throws InterruptedException {
    World world = new World(seed, nextCallOnly);
    world.with(() -> world.signInAgain("secret"));
    assertThat(world.refusals).isEmpty();
    assertThat(world.server.spentTokensSeen()).isZero();
    world.isAlive();
  }

  @Property(tries = 200)
  void aClientSecretThatWasChangedIsSaidAtOnceAndASignInMendsIt(
      @ForAll long seed, @ForAll boolean nextCallOnly) throws InterruptedException {
    World world = new World(seed, nextCallOnly);
    world.with(() -> world.server.changeClientSecret("changed"));
    world.clock.advance(Duration.ofSeconds(601));
    world.ask(world.execution());
    assertThat(world.refusals)
        .isNotEmpty()
        .allSatisfy(refusal -> assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2003));
    assertThat(world.memory.trouble()).contains(ErrorCode.EO_2003);
    world.signInAgain("changed");
    world.isAlive();
  }

  @Property(tries = 50)
  void aConnectionNobodyUsedForThirtyDaysSaysSoAndASignInMendsIt(
      @ForAll long seed, @ForAll boolean nextCallOnly) throws InterruptedException {
    World world = new World(seed, nextCallOnly);
    world.clock.advance(Duration.ofDays(31));
    world.with(() -> {});
    assertThat(world.refusals)
        .isNotEmpty()
        .allSatisfy(refusal -> assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2004));
    assertThat(world.refusals.get(0).getMessage()).contains("expired");
    assertThat(world.memory.trouble()).contains(ErrorCode.EO_2004);
    world.signInAgain("secret");
    world.isAlive();
  }

  @Property(tries = 100)
  void aChainThatBrokeWhenAnAnswerWasLostIsMendedByASignIn(
      @ForAll long seed, @ForAll boolean nextCallOnly) throws InterruptedException {
    World world = new World(seed, nextCallOnly);
    world.server.fault(Fault.RESET_AFTER);
    world.clock.advance(Duration.ofSeconds(580));
    world.with(() -> {});
    assertThat(world.memory.trouble()).contains(ErrorCode.EO_2004);
    assertThat(world.server.spentTokensSeen()).as("asked for once more, then told").isEqualTo(1);
    world.signInAgain("secret");
    world.isAlive();
  }

  @Property(tries = 100)
  void whoeverIsKilledBetweenAnswerAndStoreTakesTheChainAlongAndItIsSaid(
      @ForAll long seed, @ForAll boolean nextCallOnly) throws InterruptedException {
    World world = new World(seed, nextCallOnly);
    world.memory.dieBeforeStoring();
    world.clock.advance(Duration.ofSeconds(580));
    world.with(() -> {});
    assertThat(world.killed).isEqualTo(1);
    world.clock.advance(Duration.ofSeconds(601)); // whoever came last may have been the one
    world.ask(world.execution());
    assertThat(world.refusals)
        .isNotEmpty()
        .allSatisfy(refusal -> assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2004));
    assertThat(world.memory.trouble()).contains(ErrorCode.EO_2004);
    assertThat(world.server.spentTokensSeen()).as("found out once, then told").isEqualTo(1);
    world.signInAgain("secret");
    world.isAlive();
  }

  @Property(tries = 100)
  void whoeverIsKilledBetweenSecretAndRowLosesNothing(
      @ForAll long seed, @ForAll boolean nextCallOnly) throws InterruptedException {
    World world = new World(seed, nextCallOnly);
    world.memory.dieBetweenSecretAndRow();
    world.clock.advance(Duration.ofSeconds(580));
    world.with(() -> {});
    assertThat(world.killed).isEqualTo(1);
    world.clock.advance(TokenCustodian.LEASE.plusSeconds(1)); // of the one who died
    world.ask(world.execution());
    assertThat(world.memory.trouble()).as("said only while it is so").isEmpty();
    assertThat(world.memory.rowGeneration()).isEqualTo(world.memory.secret().generation());
    world.isAlive();
  }

  @Test
  void aKeepAliveWithinThirtyDaysKeepsTheConnection() throws InterruptedException {
    World world = new World(1, false);
    for (int week = 0; week < 20; week++) {
      world.clock.advance(Duration.ofDays(7));
      world.ask(world.execution());
    }
    assertThat(world.refusals).isEmpty();
    world.isAlive();
  }

  @Test
  void aRefusedSignInHarmsNoConnectionThatWorks() throws InterruptedException {
    World world = new World(1, false);
    ExactException refusal =
        catchThrowableOfType(
            ExactException.class,
            () -> world.execution().authorize("exact", "secret", "code-old", BACK));
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2005);
    world.isAlive();
  }
}
