package com.ddbm.exactonline.local;

import com.ddbm.exactonline.warehouse.SnowparkSession;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.snowflake.snowpark_java.Session;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The SQL engine of the local Snowflake (src/local) for tests that need real SQL: one server for
 * all of them, started with the first; it ends when this JVM does, its data with it.
 *
 * <p>The Python that runs it: the environment variable PROJECT_PYTHON, or .venv/bin/python.
 */
public final class LocalSnowflake {

  private static final Path PROJECT = Path.of("").toAbsolutePath();

  private static LocalSnowflake running;

  private final Process process;
  private final int port;
  private Installation installation;

  private LocalSnowflake(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Whether it can be started here. */
  static boolean available() {
    return Files.isExecutable(python());
  }

  /** The server, started when it is not running yet. */
  public static synchronized LocalSnowflake running() {
    if (running == null || !running.process.isAlive()) {
      try {
        running = start();
      } catch (IOException exception) {
        throw new IllegalStateException("the local Snowflake does not start", exception);
      }
    }
    return running;
  }

  /** A set-up database whose tables are empty. Tests that use it run one after the other. */
  public synchronized Installation emptied() {
    if (installation == null) {
      installation = new Installation(this, "TEST");
    }
    installation.empty();
    return installation;
  }

  private static Path python() {
    String chosen = System.getenv("PROJECT_PYTHON");
    return chosen == null ? PROJECT.resolve(".venv/bin/python") : Path.of(chosen);
  }

  private static LocalSnowflake start() throws IOException {
    Path data = Files.createTempDirectory("local-snowflake-");
    ProcessBuilder builder =
        new ProcessBuilder(
            python().toString(), "-m", "local_snowflake.wire", "--data", data.toString());
    builder.environment().put("PYTHONPATH", PROJECT.resolve("src/local").toString());
    builder.redirectError(data.resolve("errors.log").toFile());
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, data)));
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    if (line == null || !line.startsWith("port ")) {
      process.destroy();
      throw new IOException(Files.readString(data.resolve("errors.log")));
    }
    return new LocalSnowflake(process, Integer.parseInt(line.substring("port ".length()).strip()));
  }

  private static void end(Process process, Path data) {
    process.destroy();
    try {
      process.waitFor();
      try (Stream<Path> files = Files.walk(data)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    } catch (IOException | InterruptedException left) {
      Thread.currentThread().interrupt();
    }
  }

  /** Opens a session of an account administrator. */
  Session open(Map<String, String> place) {
    Map<String, String> settings = new HashMap<>(place);
    settings.put("URL", "http://127.0.0.1:" + port);
    settings.put("ACCOUNT", "local");
    settings.put("USER", "admin");
    settings.put("PASSWORD", "local");
    settings.put("ROLE", "ACCOUNTADMIN");
    return Session.builder().configs(settings).create();
  }

  SqlSession session(Map<String, String> place) {
    return new WithoutApplication(new SnowparkSession(open(place)));
  }
}
