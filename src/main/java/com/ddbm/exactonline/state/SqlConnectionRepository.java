package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.warehouse.SqlText.toEpochMillis;
import static com.ddbm.exactonline.warehouse.SqlText.toMoment;

import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Connections in {@code state.connections}, with the lease of their token. */
public final class SqlConnectionRepository implements ConnectionRepository {

  private static final String SELECT =
      "SELECT connection_key, name, site, client_id, redirect_uri, daily_calls, status, user_name,"
          + " token_generation, "
          + toEpochMillis("token_received_at")
          + ", "
          + toEpochMillis("refresh_token_expires_at")
          + ", error_code, remedy FROM state.connections";

  private final SqlSession sql;

  public SqlConnectionRepository(SqlSession sql) {
    this.sql = sql;
  }

  @Override
  public Optional<ConnectionRecord> find(String name) {
    return sql.query(SELECT + " WHERE name = ?", name).stream()
        .findFirst()
        .map(SqlConnectionRepository::record);
  }

  @Override
  public List<ConnectionRecord> all() {
    return sql.query(SELECT + " ORDER BY name").stream()
        .map(SqlConnectionRepository::record)
        .toList();
  }

  private static ConnectionRecord record(SqlRow row) {
    return new ConnectionRecord(
        row.text(0),
        row.text(1),
        row.text(2),
        row.text(3),
        row.text(4),
        row.number(5),
        row.text(6),
        row.optionalText(7),
        row.number(8),
        StoredMoments.read(row, 9),
        StoredMoments.read(row, 10),
        row.optionalText(11),
        row.optionalText(12));
  }

  @Override
  public void insert(ConnectionRecord connection, Instant now) {
    sql.execute(
        "INSERT INTO state.connections (connection_key, name, site, client_id, redirect_uri,"
            + " daily_calls, status, token_generation, created_at) SELECT ?, ?, ?, ?, ?, ?, ?, ?, "
            + toMoment("?"),
        connection.key(),
        connection.name(),
        connection.site(),
        connection.clientId(),
        connection.redirectUri(),
        connection.dailyCalls(),
        connection.status(),
        connection.tokenGeneration(),
        SqlText.moment(now));
    sql.execute(
        "INSERT INTO state.token_leases (connection_key, generation) SELECT ?, 0 WHERE NOT EXISTS"
            + " (SELECT 1 FROM state.token_leases WHERE connection_key = ?)",
        connection.key(),
        connection.key());
  }

  @Override
  public void delete(String name) {
    sql.execute(
        "DELETE FROM state.token_leases WHERE connection_key IN"
            + " (SELECT connection_key FROM state.connections WHERE name = ?)",
        name);
    sql.execute("DELETE FROM state.connections WHERE name = ?", name);
  }

  @Override
  public void saveUser(String name, String userName) {
    sql.execute("UPDATE state.connections SET user_name = ? WHERE name = ?", userName, name);
  }

  @Override
  public void saveTrouble(String name, Optional<Trouble> trouble) {
    sql.execute(
        "UPDATE state.connections SET status = COALESCE(?, status), error_code = ?,"
            + " error_message = ?, remedy = ? WHERE name = ?",
        trouble.map(Trouble::status).orElse(null),
        trouble.map(Trouble::code).orElse(null),
        trouble.map(Trouble::message).orElse(null),
        trouble.map(Trouble::remedy).orElse(null),
        name);
  }
}
