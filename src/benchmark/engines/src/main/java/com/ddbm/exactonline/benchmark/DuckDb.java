package com.ddbm.exactonline.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** One connection to the database file. */
final class DuckDb implements AutoCloseable {

  private final Connection connection;

  DuckDb(Path file, String memory) {
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:" + file);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    execute("SET threads = 2");
    execute("SET preserve_insertion_order = false");
    if (memory != null) {
      execute("SET memory_limit = '" + memory.replace("'", "''") + "'");
    }
  }

  void execute(String sql, Object... binds) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, binds);
      statement.execute();
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }

  /** Rows of longs. */
  List<long[]> numbers(String sql, Object... binds) {
    List<long[]> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, binds);
      try (ResultSet result = statement.executeQuery()) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          long[] row = new long[columns];
          for (int index = 0; index < columns; index++) {
            row[index] = result.getLong(index + 1);
          }
          rows.add(row);
        }
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
    return rows;
  }

  /** By asking for it: DuckDB's own list of tables takes ten times as long. Outside transactions. */
  boolean hasTable(String name) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1 FROM " + quoted(name) + " LIMIT 0");
      return true;
    } catch (SQLException failure) {
      if (failure.getMessage().contains("does not exist")) {
        return false;
      }
      throw new IllegalStateException(failure);
    }
  }

  void begin() {
    plain("BEGIN TRANSACTION");
  }

  void commit() {
    plain("COMMIT");
  }

  void rollback() {
    plain("ROLLBACK");
  }

  private void plain(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }

  private static void bind(PreparedStatement statement, Object... binds) throws SQLException {
    for (int index = 0; index < binds.length; index++) {
      statement.setObject(index + 1, binds[index]);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
