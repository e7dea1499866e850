package com.ddbm.exactonline.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.exact.TokenServer.Fault;
import com.ddbm.exactonline.exact.TokenStore.AccessToken;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Custody of tokens: refreshed in time, stored before use, never lost, never sent when stale. */
class TokenCustodianTest {

  private final ManualClock clock = new ManualClock("2026-01-05T10:00:00Z");
  private final TokenServer server = new TokenServer(clock);
  private final MemoryVault vault = new MemoryVault(Site.NL, "client");
  private final TokenCustodian custodian = custodian("first");

  private TokenCustodian custodian(String holder) {
    return new TokenCustodian(vault, new ExactOAuth(server, clock), clock, holder);
  }

  @BeforeEach
  void signIn() throws InterruptedException {
    custodian.authorize("exact", "secret", "code-1", "https://example.test/back");
  }

  private AccessToken token(long rejected) throws InterruptedException {
    return custodian.accessToken("exact", rejected);
  }

  private ExactException refusal(long rejected) {
    return catchThrowableOfType(ExactException.class, () -> token(rejected));
  }

  @Test
  void aSignInIsStoredBeforeItIsUsed() throws InterruptedException {
    assertThat(vault.secret().pair().refreshToken()).isEqualTo("refresh-1");
    assertThat(vault.rowGeneration()).isEqualTo(1);
    assertThat(token(0).value()).isEqualTo("access-1");
    assertThat(token(0).refreshableAt()).isEqualTo(clock.now().plusSeconds(570));
    assertThat(token(0).expiresAt()).isEqualTo(clock.now().plusSeconds(600));
    assertThat(server.calls()).isEqualTo(1);
    assertThat(vault.isLeased()).isFalse();
  }

  @Test
  void aTokenIsRefreshedFrom570SecondsOnAndNotBefore() throws InterruptedException {
    clock.advance(Duration.ofMillis(569_999));
    assertThat(token(0).value()).isEqualTo("access-1");
    clock.advance(Duration.ofMillis(1));
    assertThat(token(0).value()).isEqualTo("access-2");
    assertThat(vault.secret().pair().refreshToken()).isEqualTo("refresh-2");
    assertThat(vault.rowGeneration()).isEqualTo(2);
    assertThat(server.calls()).isEqualTo(2);
  }

  @Test
  void aRefusedTokenIsReplacedAndARefusalOfAnOlderOneIsNot() throws InterruptedException {
    clock.advance(Duration.ofSeconds(600));
    assertThat(token(1).generation()).isEqualTo(2);
    assertThat(token(1).generation()).isEqualTo(2);
    assertThat(server.calls()).isEqualTo(2);
  }

  @Test
  void aRefusalTooEarlyKeepsTheToken() throws InterruptedException {
    clock.advance(Duration.ofSeconds(100));
    AccessToken same = token(1);
    assertThat(same.value()).isEqualTo("access-1");
    assertThat(same.generation()).isEqualTo(1);
    assertThat(vault.trouble()).isEmpty();
    assertThat(vault.secret().pair().refreshToken()).isEqualTo("refresh-1");
  }

  @Test
  void anAnswerLostBeforeExactSawTheTokenIsAskedForAgain() throws InterruptedException {
    clock.advance(Duration.ofSeconds(580));
    server.fault(Fault.RESET_BEFORE);
    assertThat(token(0).value()).isEqualTo("access-2");
    assertThat(server.calls()).isEqualTo(3);
  }

  @Test
  void anAnswerLostAfterExactSpentTheTokenNeedsASignInAndSaysSo() {
    clock.advance(Duration.ofSeconds(580));
    server.fault(Fault.RESET_AFTER);
    ExactException refusal = refusal(0);
    assertThat(refusal.kind()).isEqualTo(Kind.SIGN_IN);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2004);
    assertThat(refusal.getMessage()).contains("exact").contains("Old refresh token used");
    assertThat(vault.trouble()).contains(ErrorCode.EO_2004);
    int calls = server.calls();
    assertThat(refusal(0).kind()).isEqualTo(Kind.SIGN_IN);
    assertThat(server.calls()).as("a dead token is not sent again").isEqualTo(calls);
  }

  @Test
  void whenTheEndpointIsDownTheTokenInUseServesUntilItExpires() throws InterruptedException {
    clock.advance(Duration.ofSeconds(575));
    server.fault(Fault.UNAVAILABLE).fault(Fault.UNAVAILABLE);
    assertThat(token(0).value()).isEqualTo("access-1");
    clock.advance(Duration.ofSeconds(60));
    server.fault(Fault.UNAVAILABLE).fault(Fault.UNAVAILABLE);
    assertThat(refusal(0).kind()).isEqualTo(Kind.TRANSIENT);
    assertThat(vault.trouble()).as("nothing is lost").isEmpty();
    assertThat(token(0).value()).isEqualTo("access-2");
  }

  @Test
  void aSuccessorStoredByAnotherHolderIsUsed() throws InterruptedException {
    clock.advance(Duration.ofSeconds(580));
    // This holder slept so long that its lease lapsed, and another one did the work meanwhile.
    server.during(
        () -> {
          clock.advance(Duration.ofMinutes(4));
          assertThat(otherToken().value()).isEqualTo("access-2");
        });
    assertThat(token(0).value()).isEqualTo("access-2");
    assertThat(vault.trouble()).isEmpty();
    assertThat(vault.stored()).containsExactly(1L, 2L);
  }

  private AccessToken otherToken() {
    try {
      return custodian("second").accessToken("exact", 0);
    } catch (InterruptedException exception) {
      throw new AssertionError(exception);
    }
  }

  @Test
  void aSecretOlderThanTheRowIsNeverSent() throws InterruptedException {
    clock.advance(Duration.ofSeconds(580));
    vault.freezeVisibleSecret();
    assertThat(token(0).value()).isEqualTo("access-2");
    clock.advance(Duration.ofSeconds(580));
    int calls = server.calls();
    assertThat(refusal(0).kind()).isEqualTo(Kind.STALE_SECRET);
    assertThat(refusal(0).error()).isEqualTo(ErrorCode.EO_3008);
    assertThat(server.calls()).isEqualTo(calls);
    vault.unfreeze();
    assertThat(token(0).value()).isEqualTo("access-3");
  }

  @Test
  void aKilledHolderBlocksTheOthersOnlyUntilItsLeaseLapses() throws InterruptedException {
    vault.acquire("exact", "killed", clock.now(), clock.now().plus(TokenCustodian.LEASE));
    assertThat(token(0).value()).as("no lease is needed to read").isEqualTo("access-1");
    clock.advance(Duration.ofSeconds(580));
    vault.acquire("exact", "killed", clock.now(), clock.now().plus(TokenCustodian.LEASE));
    assertThat(token(0).value()).as("still good").isEqualTo("access-1");
    clock.advance(Duration.ofSeconds(30));
    assertThat(token(0).value()).isEqualTo("access-2");
  }

  @Test
  void aCrashBetweenAnswerAndStoreIsToldAsANeededSignIn() {
    clock.advance(Duration.ofSeconds(580));
    vault.dieBeforeStoring();
    assertThatThrownBy(() -> token(0)).isInstanceOf(MemoryVault.Crash.class);
    assertThat(refusal(0).kind()).isEqualTo(Kind.SIGN_IN);
  }

  @Test
  void aCrashBetweenSecretAndRowLosesNothing() throws InterruptedException {
    clock.advance(Duration.ofSeconds(580));
    vault.dieBetweenSecretAndRow();
    assertThatThrownBy(() -> token(0)).isInstanceOf(MemoryVault.Crash.class);
    assertThat(vault.rowGeneration()).isEqualTo(1);
    assertThat(token(0).value()).isEqualTo("access-2");
    clock.advance(Duration.ofSeconds(580));
    assertThat(token(0).value()).isEqualTo("access-3");
    assertThat(vault.rowGeneration()).isEqualTo(3);
  }

  @Test
  void aNewSignInReplacesADeadConnection() throws InterruptedException {
    clock.advance(Duration.ofSeconds(580));
    server.fault(Fault.RESET_AFTER);
    assertThat(refusal(0).kind()).isEqualTo(Kind.SIGN_IN);
    TokenServer again = new TokenServer(clock);
    TokenCustodian next =
        new TokenCustodian(vault, new ExactOAuth(again, clock), clock, "another session");
    next.authorize("exact", "secret", "code-1", "https://example.test/back");
    assertThat(vault.trouble()).isEmpty();
    assertThat(next.accessToken("exact", 0).generation()).isEqualTo(2);
  }

  @Test
  void aWrongSecretIsToldApartFromAnOldCode() {
    ExactException wrong =
        catchThrowableOfType(
            ExactException.class,
            () -> custodian.authorize("exact", "wrong", "code-1", "https://example.test/back"));
    assertThat(wrong.kind()).isEqualTo(Kind.CREDENTIALS);
    assertThat(wrong.error()).isEqualTo(ErrorCode.EO_2003);
    ExactException old =
        catchThrowableOfType(
            ExactException.class,
            () -> custodian.authorize("exact", "secret", "code-1", "https://example.test/back"));
    assertThat(old.error()).isEqualTo(ErrorCode.EO_2005);
  }

  @Test
  void aConnectionThatWasNeverSignedInSaysSo() {
    TokenCustodian fresh =
        new TokenCustodian(
            new MemoryVault(Site.NL, "client"), new ExactOAuth(server, clock), clock, "first");
    ExactException refusal =
        catchThrowableOfType(ExactException.class, () -> fresh.accessToken("exact", 0));
    assertThat(refusal.kind()).isEqualTo(Kind.SIGN_IN);
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_1009);
  }

  @Test
  void nothingThatIsPrintedHoldsASecret() {
    assertThat(vault.secret().toString() + vault.secret().pair() + vault.read("exact"))
        .doesNotContain("access-1", "refresh-1", "secret,");
  }

  @Test
  void aSignInDoesNotOutwaitItsCodeForTheLeaseOfADeadHolder() throws InterruptedException {
    clock.advance(Duration.ofSeconds(600));
    vault.acquire("exact", "dead", clock.now(), clock.now().plus(TokenCustodian.LEASE));
    Instant begun = clock.now();
    custodian("sign-in").authorize("exact", "secret", "refresh-1", "https://example.test/back");
    assertThat(Duration.between(begun, clock.now())).isLessThan(Duration.ofSeconds(60));
    assertThat(vault.secret().generation()).isEqualTo(2);
  }

  @Test
  void aPairWhoseStoringFailsIsStoredAllTheSame() throws InterruptedException {
    clock.advance(Duration.ofSeconds(580));
    assertThat(failing("store", 2, false).accessToken("exact", 0).value()).isEqualTo("access-2");
    assertThat(vault.secret().pair().refreshToken()).isEqualTo("refresh-2");
    clock.advance(Duration.ofSeconds(580));
    assertThat(failing("store", 1, true).accessToken("exact", 0).value()).isEqualTo("access-3");
    assertThat(vault.rowGeneration()).isEqualTo(3);
    assertThat(server.calls()).isEqualTo(3);
  }

  @Test
  void aLeaseThatCannotBeGivenBackTakesNoTokenAway() throws InterruptedException {
    clock.advance(Duration.ofSeconds(580));
    assertThat(failing("release", 1, false).accessToken("exact", 0).value()).isEqualTo("access-2");
  }

  @Test
  void aRefusalThatCannotBeWrittenDownIsSaidAllTheSame() {
    clock.advance(Duration.ofSeconds(580));
    server.fault(Fault.RESET_AFTER);
    TokenCustodian mute = failing("signInNeeded", 1, false);
    ExactException refusal =
        catchThrowableOfType(ExactException.class, () -> mute.accessToken("exact", 0));
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2004);
  }

  /** A custodian whose vault fails so many times at one kind of statement. */
  private TokenCustodian failing(String statement, int times, boolean afterItsWork) {
    int[] left = {times};
    TokenVault fails =
        (TokenVault)
            Proxy.newProxyInstance(
                TokenVault.class.getClassLoader(),
                new Class<?>[] {TokenVault.class},
                (proxy, method, arguments) -> {
                  boolean now = method.getName().equals(statement) && left[0]-- > 0;
                  Object result = now && !afterItsWork ? null : method.invoke(vault, arguments);
                  if (now) {
                    throw new ConnectorException(ErrorCode.EO_3004, null, "no");
                  }
                  return result;
                });
    return new TokenCustodian(fails, new ExactOAuth(server, clock), clock, "failing");
  }
}
