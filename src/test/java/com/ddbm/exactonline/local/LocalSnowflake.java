package com.ddbm.exactonline.local;

import com.ddbm.exactonline.warehouse.SnowparkSession;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.snowflake.snowpark_java.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The local Snowflake (src/local) for tests that need real SQL: one server for all of them, started
 * with the first and ended with the JVM. Each test has its own database, set up by setup/state.sql
 * and setup/views.sql as an installation is.
 *
 * <p>The Python that runs it: the environment variable PROJECT_PYTHON, or .venv/bin/python.
 */
public final class LocalSnowflake {

  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final long START_SECONDS = 60;

  private static LocalSnowflake running;

  private final Process process;
  private final JsonNode server;
  private int databases;

  private LocalSnowflake(Process process, JsonNode server) {
    this.process = process;
    this.server = server;
  }

  /** The server, started when it is not running yet. */
  public static synchronized LocalSnowflake running() {
    if (running == null || !running.process.isAlive()) {
      try {
        running = start();
      } catch (IOException | InterruptedException exception) {
        throw new IllegalStateException("the local Snowflake does not start", exception);
      }
    }
    return running;
  }

  private static LocalSnowflake start() throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("local-snowflake-");
    String python =
        System.getenv()
            .getOrDefault("PROJECT_PYTHON", PROJECT.resolve(".venv/bin/python").toString());
    ProcessBuilder builder =
        new ProcessBuilder(python, "-m", "local_snowflake", "serve", "--data", data.toString());
    builder.environment().put("PYTHONPATH", PROJECT.resolve("src/local").toString());
    Path log = data.resolve("test-server.log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Path description = data.resolve("server.json");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!Files.exists(description)) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        process.destroy();
        throw new IOException(Files.readString(log));
      }
    }
    return new LocalSnowflake(process, new ObjectMapper().readTree(description.toFile()));
  }

  /** A session in a new database with the state tables. */
  public Installation install() {
    String database = "TEST_" + nextDatabase();
    Session session = open(Map.of());
    session.sql("CREATE DATABASE " + database).collect();
    session.sql("CREATE SCHEMA IF NOT EXISTS " + database + ".CORE").collect();
    session.close();
    Installation installation =
        new Installation(open(Map.of("db", database, "schema", "CORE")), database);
    installation.run(PROJECT.resolve("setup/state.sql"));
    installation.run(PROJECT.resolve("setup/views.sql"));
    return installation;
  }

  private synchronized int nextDatabase() {
    return ++databases;
  }

  /** Another session in the same place. */
  Session open(Map<String, String> place) {
    Map<String, String> settings = new HashMap<>(place);
    settings.put("URL", "http://127.0.0.1:" + server.get("port").asInt());
    settings.put("USER", server.get("user").asText());
    settings.put("PASSWORD", server.get("password").asText());
    settings.put("ROLE", "ACCOUNTADMIN");
    return Session.builder().configs(settings).create();
  }

  /** A database that is set up as the application's. */
  public final class Installation implements AutoCloseable {

    private final Session session;
    private final String database;
    private final SqlSession sql;

    private Installation(Session session, String database) {
      this.session = session;
      this.database = database;
      this.sql = new WithoutApplication(new SnowparkSession(session));
    }

    public SqlSession sql() {
      return sql;
    }

    public String database() {
      return database;
    }

    /** Another session in the same database, as another run has. */
    public SqlSession another() {
      return new WithoutApplication(
          new SnowparkSession(open(Map.of("db", database, "schema", "CORE"))));
    }

    /** Runs the statements of a script of ours: a statement ends with a semicolon at a line end. */
    private void run(Path script) {
      for (String statement : statements(script)) {
        sql.execute(statement);
      }
    }

    @Override
    public void close() {
      sql.execute("DROP DATABASE IF EXISTS " + database);
      session.close();
    }
  }

  private static List<String> statements(Path script) {
    try {
      List<String> statements = new ArrayList<>();
      String text = Files.readString(script, StandardCharsets.UTF_8);
      for (String part : text.replaceAll("(?m)^\\s*--.*$", "").split(";\\s*(?:\n|$)", -1)) {
        if (!part.isBlank()) {
          statements.add(part.strip());
        }
      }
      return statements;
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }

  /** Outside an application there are no application roles to grant to. */
  private record WithoutApplication(SqlSession sql) implements SqlSession {

    @Override
    public List<SqlRow> query(String text, Object... binds) {
      return sql.query(text, binds);
    }

    @Override
    public void forEach(String text, Consumer<SqlRow> rows, Object... binds) {
      sql.forEach(text, rows, binds);
    }

    @Override
    public void execute(String text, Object... binds) {
      if (!text.contains("TO APPLICATION ROLE")) {
        sql.execute(text, binds);
      }
    }

    @Override
    public void upload(String location, byte[] content) {
      sql.upload(location, content);
    }
  }
}
