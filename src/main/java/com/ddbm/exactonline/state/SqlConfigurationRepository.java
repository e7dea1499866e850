package com.ddbm.exactonline.state;

import static com.ddbm.exactonline.warehouse.SqlText.toMoment;

import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Configurations in {@code state.configurations}, with their lease and cursors. */
public final class SqlConfigurationRepository implements ConfigurationRepository {

  private static final String SELECT =
      "SELECT configuration_key, name, connection, target_database, target_schema, create_target,"
          + " TO_JSON(endpoints), TO_JSON(divisions), mark_deletions, reconcile,"
          + " TO_CHAR(start_date, 'YYYY-MM-DD'), TO_JSON(overrides) FROM state.configurations";

  private final SqlSession sql;

  public SqlConfigurationRepository(SqlSession sql) {
    this.sql = sql;
  }

  @Override
  public Optional<ConfigurationRecord> find(String name) {
    return first("name", name);
  }

  @Override
  public Optional<ConfigurationRecord> findByKey(String key) {
    return first("configuration_key", key);
  }

  private Optional<ConfigurationRecord> first(String column, String value) {
    return sql.query(SELECT + " WHERE " + column + " = ?", value).stream()
        .findFirst()
        .map(SqlConfigurationRepository::record);
  }

  @Override
  public List<ConfigurationRecord> all() {
    return sql.query(SELECT + " ORDER BY name").stream()
        .map(SqlConfigurationRepository::record)
        .toList();
  }

  /** One configuration from a row of this repository's SELECT. */
  private static ConfigurationRecord record(SqlRow row) {
    return new ConfigurationRecord(
        row.text(0),
        row.text(1),
        row.text(2),
        row.text(3),
        row.text(4),
        row.truth(5),
        StoredJson.texts(row.text(6)),
        StoredJson.numbers(row.text(7)),
        row.truth(8),
        Reconcile.valueOf(row.text(9).toUpperCase(Locale.ROOT)),
        row.optionalText(10).map(LocalDate::parse),
        StoredJson.textsByName(row.text(11)));
  }

  @Override
  public void insert(ConfigurationRecord configuration, Instant now) {
    sql.execute(
        "INSERT INTO state.configurations (configuration_key, name, connection, target_database,"
            + " target_schema, create_target, endpoints, divisions, mark_deletions, reconcile,"
            + " start_date, overrides, created_at, updated_at) SELECT ?, ?, ?, ?, ?, ?,"
            + " PARSE_JSON(?), PARSE_JSON(?), ?, ?, TO_DATE(?, 'YYYY-MM-DD'), PARSE_JSON(?), "
            + toMoment("?")
            + ", "
            + toMoment("?"),
        configuration.key(),
        configuration.name(),
        configuration.connection(),
        configuration.database(),
        configuration.schema(),
        configuration.createTarget(),
        StoredJson.ofTexts(configuration.endpoints()),
        StoredJson.ofNumbers(configuration.divisions()),
        configuration.markDeletions(),
        configuration.reconcile().label(),
        configuration.startDate().map(LocalDate::toString).orElse(null),
        StoredJson.ofTextsByName(configuration.overrides()),
        SqlText.moment(now),
        SqlText.moment(now));
    // The lease row is made here once and only ever updated afterwards.
    sql.execute(
        "INSERT INTO state.leases (configuration, generation) SELECT ?, 0 WHERE NOT EXISTS"
            + " (SELECT 1 FROM state.leases WHERE configuration = ?)",
        configuration.name(),
        configuration.name());
  }

  @Override
  public void update(ConfigurationRecord configuration, Instant now) {
    sql.execute(
        "UPDATE state.configurations SET connection = ?, target_database = ?, target_schema = ?,"
            + " create_target = ?, endpoints = PARSE_JSON(?), divisions = PARSE_JSON(?),"
            + " mark_deletions = ?, reconcile = ?, start_date = TO_DATE(?, 'YYYY-MM-DD'),"
            + " overrides = PARSE_JSON(?), updated_at = "
            + toMoment("?")
            + " WHERE name = ?",
        configuration.connection(),
        configuration.database(),
        configuration.schema(),
        configuration.createTarget(),
        StoredJson.ofTexts(configuration.endpoints()),
        StoredJson.ofNumbers(configuration.divisions()),
        configuration.markDeletions(),
        configuration.reconcile().label(),
        configuration.startDate().map(LocalDate::toString).orElse(null),
        StoredJson.ofTextsByName(configuration.overrides()),
        SqlText.moment(now),
        configuration.name());
  }

  @Override
  public void delete(String name) {
    sql.execute("DELETE FROM state.cursors WHERE configuration = ?", name);
    sql.execute("DELETE FROM state.leases WHERE configuration = ?", name);
    sql.execute("DELETE FROM state.configurations WHERE name = ?", name);
  }

  @Override
  public List<Integer> divisionsWithCursors(String name) {
    return sql
        .query("SELECT DISTINCT division FROM state.cursors WHERE configuration = ?", name)
        .stream()
        .map(row -> Math.toIntExact(row.number(0)))
        .sorted()
        .toList();
  }

  @Override
  public void dropCursors(String name) {
    sql.execute("DELETE FROM state.cursors WHERE configuration = ?", name);
  }
}
