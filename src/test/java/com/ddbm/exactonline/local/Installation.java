package com.ddbm.exactonline.local;

import com.ddbm.exactonline.warehouse.Identifier;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A database set up by setup/state.sql and setup/views.sql, as the application's is. */
public final class Installation {

  private static final Pattern OTHER_SCRIPT =
      Pattern.compile("EXECUTE IMMEDIATE FROM '\\./([^']+)'");

  private final LocalSnowflake server;
  private final Map<String, String> place;
  private final String database;
  private final SqlSession sql;
  private final List<String> tables = new ArrayList<>();

  Installation(LocalSnowflake server, String database) {
    this.server = server;
    this.database = database;
    SqlSession first = server.session(Map.of());
    first.execute("CREATE OR REPLACE DATABASE " + new Identifier(database));
    first.execute("CREATE SCHEMA " + new Identifier(database) + ".CORE");
    place = Map.of("db", database, "schema", "CORE");
    sql = server.session(place);
    statements(Path.of("setup/state.sql")).forEach(sql::execute);
    statements(Path.of("setup/views.sql")).forEach(sql::execute);
    for (SqlRow row :
        sql.query(
            "SELECT table_name FROM information_schema.tables"
                + " WHERE table_schema = 'STATE' AND table_type = 'BASE TABLE'")) {
      tables.add(row.text(0));
    }
  }

  /** The session of the tests. */
  public SqlSession sql() {
    return sql;
  }

  /** Another session in the same place, as another run has. */
  public SqlSession another() {
    return server.session(place);
  }

  public String database() {
    return database;
  }

  /** A new empty schema of this name in the database. */
  public void schema(String name) {
    sql.execute(
        "CREATE OR REPLACE SCHEMA " + new Identifier(database) + "." + new Identifier(name));
  }

  void empty() {
    tables.forEach(table -> sql.execute("DELETE FROM state." + new Identifier(table)));
  }

  /**
   * The statements of a script of ours, and of those it runs: each ends a line with a semicolon.
   */
  private static List<String> statements(Path script) {
    try {
      List<String> statements = new ArrayList<>();
      String text = Files.readString(script, StandardCharsets.UTF_8);
      for (String part : text.replaceAll("(?m)^\\s*--.*$", "").split(";\\s*(?:\n|$)", -1)) {
        Matcher other = OTHER_SCRIPT.matcher(part.strip());
        if (other.matches()) {
          statements.addAll(statements(script.resolveSibling(other.group(1))));
        } else if (!part.isBlank()) {
          statements.add(part.strip());
        }
      }
      return statements;
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }
}
