package com.ddbm.exactonline.simulator;

import com.ddbm.exactonline.simulator.oauth.App;
import java.nio.file.Path;
import java.time.ZoneId;

/**
 * How a simulator starts.
 *
 * @param port 0 for a free one, negative for none: then only {@link Simulator#answer} answers
 * @param data the folder in which it goes on after a restart, or null
 * @param limits whether the limits are on at first
 * @param latency how long each answer takes at least, in milliseconds
 * @param pageCache bytes of pages that are remembered; 0 for none
 */
public record SimulatorOptions(
    String host,
    int port,
    Path data,
    Size size,
    App app,
    boolean limits,
    int latency,
    long pageCache) {
  /** The client id of the app that is registered at first. */
  public static final String DEFAULT_CLIENT_ID = "5b9c2a4e-7d31-4b86-9e0a-1f2d3c4b5a69";

  /** Its secret, which is no secret at all. */
  public static final String DEFAULT_CLIENT_SECRET = "simulator-secret";

  /**
   * What decides about all data; a folder keeps that of its first start.
   *
   * @param rows transaction lines per division
   */
  public record Size(int divisions, int rows, long seed, String site) {
    /**
     * The zone whose wall clock the site shows. Which one .co.uk and .com use is not known; theirs
     * is assumed.
     */
    public ZoneId zone() {
      return ZoneId.of(
          switch (site) {
            case "nl" -> "Europe/Amsterdam";
            case "be" -> "Europe/Brussels";
            case "de" -> "Europe/Berlin";
            case "fr" -> "Europe/Paris";
            case "es" -> "Europe/Madrid";
            case "uk" -> "Europe/London";
            case "us" -> "America/New_York";
            default ->
                throw new IllegalArgumentException(
                    "Unknown site " + site + ": nl, be, de, fr, es, uk or us");
          });
    }
  }

  /** A small simulator in memory on a free port. */
  public static SimulatorOptions small() {
    return new SimulatorOptions(
        "127.0.0.1",
        0,
        null,
        new Size(3, 2000, 1, "nl"),
        App.of(DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, ""),
        false,
        0,
        0);
  }

  /** The same with another size. */
  public SimulatorOptions size(int divisions, int rows) {
    Size other = new Size(divisions, rows, size.seed(), size.site());
    return new SimulatorOptions(host, port, data, other, app, limits, latency, pageCache);
  }

  /** The same without a port. */
  public SimulatorOptions withoutPort() {
    return new SimulatorOptions(host, -1, data, size, app, limits, latency, pageCache);
  }

  /** The same in a folder. */
  public SimulatorOptions in(Path folder) {
    return new SimulatorOptions(host, port, folder, size, app, limits, latency, pageCache);
  }

  /** The same with pages remembered. */
  public SimulatorOptions remembering(long bytes) {
    return new SimulatorOptions(host, port, data, size, app, limits, latency, bytes);
  }
}
