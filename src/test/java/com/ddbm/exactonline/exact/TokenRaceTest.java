package com.ddbm.exactonline.exact;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.exact.TokenServer.Fault;
import com.ddbm.exactonline.exact.TokenStore.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Several sessions want tokens at the same time, in every order, and some of them die. */
class TokenRaceTest {

  private static final int SESSIONS = 3;
  private static final int REQUESTS = 6;

  /** Everything one seed decides. */
  private static final class World {
    final Turns turns;
    final Random random;
    final ManualClock clock = new ManualClock("2026-01-05T10:00:00Z");
    final TokenServer server = new TokenServer(clock);
    final MemoryVault memory = new MemoryVault(Site.NL, "client");
    final List<Kind> refusals = new ArrayList<>();
    int crashes;

    /** How many sessions are being served. */
    int inside;

    /** Whether minutes may go by while sessions are being served. */
    boolean holdersMaySleep;

    World(long seed) {
      turns = new Turns(seed);
      random = new Random(seed);
    }

    TokenCustodian custodian(String holder) {
      ExactTransport transport =
          request -> {
            turns.pass();
            ExactTransport.Response response = server.send(request);
            turns.pass();
            return response;
          };
      Clock shared =
          new Clock() {
            @Override
            public Instant now() {
              return clock.now();
            }

            @Override
            public void sleep(Duration duration) {
              clock.sleep(duration);
              turns.pass();
            }
          };
      return new TokenCustodian(
          new PassingVault(memory, turns), new ExactOAuth(transport, shared), shared, holder);
    }

    /** A session asks again and again; time goes by between; every token it gets must be good. */
    void session(int number) throws InterruptedException {
      TokenCustodian custodian = custodian("session " + number);
      for (int request = 0; request < REQUESTS; request++) {
        if (holdersMaySleep || inside == 0) {
          clock.advance(Duration.ofSeconds(random.nextInt(400)));
        }
        turns.pass();
        ask(custodian);
      }
    }

    void ask(TokenCustodian custodian) throws InterruptedException {
      inside++;
      try {
        AccessToken token = custodian.accessToken("exact", 0);
        assertThat(token.generation()).isLessThanOrEqualTo(memory.secret().generation());
      } catch (ExactException refusal) {
        refusals.add(refusal.kind());
      } catch (MemoryVault.Crash crash) {
        crashes++;
      } finally {
        inside--;
      }
    }

    void run() throws InterruptedException {
      signIn();
      sessions();
    }

    void signIn() throws InterruptedException {
      custodian("sign-in").authorize("exact", "secret", "code-1", "https://example.test/back");
    }

    void sessions() throws InterruptedException {
      List<Turns.Actor> sessions = new ArrayList<>();
      for (int number = 0; number < SESSIONS; number++) {
        int session = number;
        sessions.add(() -> session(session));
      }
      turns.run(sessions);
    }
  }

  @Property(tries = 300)
  void noOrderOfSessionsLosesTheChain(@ForAll long seed) throws InterruptedException {
    World world = new World(seed);
    world.run();
    assertThat(world.refusals).isEmpty();
    assertThat(world.memory.trouble()).isEmpty();
    assertThat(world.memory.secret().pair().refreshToken()).isEqualTo(world.server.valid());
    assertThat(world.memory.stored()).isSorted().doesNotHaveDuplicates();
    assertThat(world.server.calls()).as("no call twice").isEqualTo(world.memory.stored().size());
  }

  @Property(tries = 300)
  void aHolderThatSleepsThroughItsLeaseStillStoresItsPair(@ForAll long seed)
      throws InterruptedException {
    World world = new World(seed);
    world.holdersMaySleep = true;
    world.run();
    assertThat(world.memory.trouble()).isEmpty();
    assertThat(world.memory.secret().pair().refreshToken()).isEqualTo(world.server.valid());
    assertThat(world.memory.stored()).isSorted().doesNotHaveDuplicates();
  }

  @Property(tries = 300)
  void sessionsThatDieBetweenSecretAndRowLoseNothing(@ForAll long seed)
      throws InterruptedException {
    World world = new World(seed);
    world.signIn();
    world.memory.dieBetweenSecretAndRow();
    world.sessions();
    assertThat(world.crashes).isLessThanOrEqualTo(1);
    assertThat(world.refusals).isEmpty();
    assertThat(world.memory.secret().pair().refreshToken()).isEqualTo(world.server.valid());
  }

  @Property(tries = 300)
  void lostAnswersEndInATokenOrInAClearRefusal(@ForAll long seed) throws InterruptedException {
    World world = new World(seed);
    Fault[] faults = Fault.values();
    world.server.fault(Fault.NONE);
    for (int index = 0; index < 4; index++) {
      world.server.fault(faults[world.random.nextInt(faults.length)]);
    }
    world.run();
    for (int later = 0; later < 5; later++) { // until the server is well again
      world.clock.advance(Duration.ofSeconds(700));
      world.ask(world.custodian("later " + later));
    }
    if (world.memory.trouble().isPresent()) {
      assertThat(world.memory.trouble()).contains(ErrorCode.EO_2004);
      assertThat(world.refusals).contains(Kind.SIGN_IN);
    } else {
      assertThat(world.memory.secret().pair().refreshToken()).isEqualTo(world.server.valid());
      assertThat(world.refusals).allMatch(kind -> kind == Kind.TRANSIENT);
    }
  }
}
