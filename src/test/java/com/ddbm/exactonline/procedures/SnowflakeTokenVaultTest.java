package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.TokenPair;
import com.ddbm.exactonline.exact.TokenSecret;
import com.ddbm.exactonline.exact.TokenVault.Contents;
import com.ddbm.exactonline.local.LocalSnowflake;
import com.ddbm.exactonline.local.OnLocalSnowflake;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.ConnectionRepository;
import com.ddbm.exactonline.state.SqlConnectionRepository;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Row and lease are real SQL; the secret is a map, altered at once. */
@OnLocalSnowflake
class SnowflakeTokenVaultTest {

  private static final Instant NOW = Instant.parse("2026-11-25T07:10:00Z");

  private final SqlSession sql = LocalSnowflake.running().emptied().sql();
  private final ConnectionRepository connections = new SqlConnectionRepository(sql);
  private final Map<String, String> secrets = new HashMap<>();
  private final SnowflakeTokenVault vault =
      new SnowflakeTokenVault(
          sql,
          connections,
          (key, text) -> secrets.put("token_" + key, text),
          alias -> Optional.ofNullable(secrets.get(alias)));

  SnowflakeTokenVaultTest() {
    Faults faults = new Faults();
    Settings settings =
        Settings.forCreating(
            "{\"site\":\"nl\",\"client_id\":\"c\",\"redirect_uri\":\"https://example.com/\"}",
            ConnectionSettings.ALL,
            faults);
    connections.insert(ConnectionSettings.create("exact", settings), NOW);
  }

  private static TokenSecret secret(long generation) {
    return new TokenSecret(
        generation, "secret", new TokenPair("a", "r", NOW, Duration.ofSeconds(600)));
  }

  @Test
  void oneHolderAtATime() {
    assertThat(vault.acquire("exact", "one", NOW, NOW.plusSeconds(60))).isTrue();
    assertThat(vault.acquire("exact", "two", NOW, NOW.plusSeconds(60))).isFalse();
    assertThat(vault.acquire("exact", "one", NOW, NOW.plusSeconds(90))).isTrue();
    assertThat(vault.acquire("exact", "two", NOW.plusSeconds(91), NOW.plusSeconds(120))).isTrue();
    vault.release("exact", "one");
    assertThat(vault.acquire("exact", "one", NOW.plusSeconds(92), NOW.plusSeconds(120))).isFalse();
    vault.release("exact", "two");
    assertThat(vault.acquire("exact", "one", NOW.plusSeconds(93), NOW.plusSeconds(120))).isTrue();
  }

  @Test
  void whatIsStoredIsReadAndTheRowKnowsIt() {
    assertThat(vault.read("exact").secret()).isEmpty();
    assertThat(vault.store("exact", secret(1))).isTrue();
    Contents contents = vault.read("exact");
    assertThat(contents.secret()).contains(secret(1));
    assertThat(contents.rowGeneration()).isEqualTo(1);
    ConnectionRecord row = connections.find("exact").orElseThrow();
    assertThat(row.status()).isEqualTo("CONNECTED");
    assertThat(row.refreshTokenExpiresAt()).contains(NOW.plus(Duration.ofDays(30)));
  }

  @Test
  void aGenerationThatTheRowKnowsAlreadyIsNotStoredAgain() {
    vault.store("exact", secret(2));
    assertThat(vault.store("exact", secret(2))).isFalse();
    assertThat(vault.store("exact", secret(1))).isFalse();
    assertThat(vault.read("exact").rowGeneration()).isEqualTo(2);
  }

  @Test
  void aSignInThatIsNeededIsSaidUnlessANewerOneIsStored() {
    vault.store("exact", secret(2));
    vault.signInNeeded("exact", 1, ErrorCode.EO_2004, "old news");
    assertThat(vault.read("exact").trouble()).isEmpty();
    vault.signInNeeded("exact", 2, ErrorCode.EO_2004, "it was used");
    assertThat(vault.read("exact").trouble()).contains(ErrorCode.EO_2004);
    vault.store("exact", secret(3));
    assertThat(vault.read("exact").trouble()).isEmpty();
  }

  @Test
  void noSecretIsInTheStateTables() {
    vault.store("exact", secret(1));
    sql.query("SELECT * FROM state.connections")
        .forEach(
            row -> {
              for (int column = 0; column < row.size(); column++) {
                assertThat(row.text(column)).isNotEqualTo("secret");
              }
            });
  }
}
