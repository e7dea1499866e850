package com.ddbm.exactonline.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code floor} or {@code engine}: does one phase and says what it read. */
public final class Main {

  private Main() {}

  /** Work that brings a table up to date. */
  interface Engine {
    /**
     * @return rows read
     */
    long run(Job job) throws Exception;
  }

  /**
   * Runs one.
   *
   * @param arguments the name of the engine
   */
  public static void main(String[] arguments) throws Exception {
    Engine engine =
        switch (arguments.length == 1 ? arguments[0] : "") {
          case "floor" -> new Floor();
          case "engine" -> new ProductionEngine();
          default -> throw new IllegalArgumentException("One argument: floor or engine.");
        };
    Job job = Job.fromEnvironment();
    Map<String, Object> said = new LinkedHashMap<>();
    long begun = System.nanoTime();
    said.put("rows", engine.run(job));
    said.put("seconds", seconds(begun));
    if (job.warm()) {
      long again = System.nanoTime();
      engine.run(job);
      said.put("warm_seconds", seconds(again));
    }
    System.out.println(new ObjectMapper().writeValueAsString(said));
    System.out.flush();
    // Not halt: a flight recorder writes its file when the JVM ends in order.
    System.exit(0);
  }

  private static double seconds(long since) {
    return Math.round((System.nanoTime() - since) / 1e6) / 1e3;
  }
}
