package com.ddbm.exactonline.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code floor} or {@code engine}: does one phase and says what it read. */
public final class Main {

  private static final int MORE = 3;

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
      said.put("warm_seconds", warm(engine, job));
    }
    System.out.println(new ObjectMapper().writeValueAsString(said));
    System.out.flush();
    // Not halt: a flight recorder writes its file when the JVM ends in order.
    System.exit(0);
  }

  /** The median of some more, since one run alone has not made a JVM warm. */
  private static double warm(Engine engine, Job job) throws Exception {
    List<Double> all = new ArrayList<>();
    for (int more = 0; more < 2 * MORE + 1; more++) {
      long begun = System.nanoTime();
      engine.run(job);
      all.add(seconds(begun));
    }
    Collections.sort(all);
    return all.get(MORE);
  }

  private static double seconds(long since) {
    return Math.round((System.nanoTime() - since) / 1e6) / 1e3;
  }
}
