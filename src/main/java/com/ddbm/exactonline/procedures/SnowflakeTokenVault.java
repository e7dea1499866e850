package com.ddbm.exactonline.procedures;

import static com.ddbm.exactonline.warehouse.SqlText.toMoment;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.Site;
import com.ddbm.exactonline.exact.TokenSecret;
import com.ddbm.exactonline.exact.TokenVault;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.ConnectionRepository;
import com.ddbm.exactonline.state.Keys;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tokens in Snowflake: the token secret of the connection, its row in {@code state.connections} and
 * its lease in {@code state.token_leases}. Lives inside the custodian's procedures, the only ones
 * that are given secrets.
 */
final class SnowflakeTokenVault implements TokenVault {

  private final SqlSession sql;
  private final ConnectionRepository connections;
  private final SecretWriter writer;
  private final SecretReader reader;

  SnowflakeTokenVault(
      SqlSession sql, ConnectionRepository connections, SecretWriter writer, SecretReader reader) {
    this.sql = sql;
    this.connections = connections;
    this.writer = writer;
    this.reader = reader;
  }

  @Override
  public boolean acquire(String connection, String holder, Instant now, Instant until) {
    String moment = SqlText.moment(now);
    return updated(
        "UPDATE state.token_leases SET holder = ?, generation = generation + 1, expires_at = "
            + toMoment("?")
            + " WHERE connection_key = ? AND (holder IS NULL OR holder = ? OR expires_at < "
            + toMoment("?")
            + ")",
        holder,
        SqlText.moment(until),
        Keys.of(connection),
        holder,
        moment);
  }

  @Override
  public void release(String connection, String holder) {
    sql.execute(
        "UPDATE state.token_leases SET holder = NULL, expires_at = NULL WHERE connection_key = ? AND"
            + " holder = ?",
        Keys.of(connection),
        holder);
  }

  @Override
  public Contents read(String connection) {
    ConnectionRecord record = row(connection);
    return new Contents(
        Site.of(record.site()).orElseThrow(),
        record.clientId(),
        reader.read(ConnectionSecrets.tokenAlias(record.key())).flatMap(TokenSecret::parse),
        record.tokenGeneration(),
        record.status().equals("SIGN_IN_NEEDED")
            ? record.errorCode().flatMap(SnowflakeTokenVault::errorOf)
            : Optional.empty());
  }

  private static Optional<ErrorCode> errorOf(String code) {
    return Arrays.stream(ErrorCode.values()).filter(each -> each.code().equals(code)).findFirst();
  }

  @Override
  public boolean store(String connection, TokenSecret secret) {
    ConnectionRecord record = row(connection);
    if (record.tokenGeneration() >= secret.generation()) {
      return false;
    }
    writer.storeToken(record.key(), secret.toText());
    sql.execute(
        "UPDATE state.connections SET token_generation = ?, token_received_at = "
            + toMoment("?")
            + ", refresh_token_expires_at = "
            + toMoment("?")
            + ", status = 'CONNECTED', error_code = NULL, error_message = NULL, remedy = NULL"
            + " WHERE name = ? AND token_generation < ?",
        secret.generation(),
        SqlText.moment(secret.pair().receivedAt()),
        SqlText.moment(secret.refreshTokenExpiresAt()),
        connection,
        secret.generation());
    return true;
  }

  @Override
  public void signInNeeded(String connection, long generation, ErrorCode error, String message) {
    sql.execute(
        "UPDATE state.connections SET status = 'SIGN_IN_NEEDED', error_code = ?, error_message = ?,"
            + " remedy = ? WHERE name = ? AND token_generation <= ?",
        error.code(),
        message,
        error.remedy(),
        connection,
        generation);
  }

  private ConnectionRecord row(String connection) {
    return connections
        .find(connection)
        .orElseThrow(() -> new ConnectorException(ErrorCode.EO_1002, null, connection));
  }

  /** Whether an UPDATE hit its row; Snowflake answers with the number of rows updated. */
  private boolean updated(String text, Object... binds) {
    List<SqlRow> answer = sql.query(text, binds);
    return !answer.isEmpty() && answer.get(0).number(0) > 0;
  }
}
