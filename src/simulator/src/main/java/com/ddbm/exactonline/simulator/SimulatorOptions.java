package com.ddbm.exactonline.simulator;

import java.nio.file.Path;
import java.time.ZoneId;

/**
 * How a simulator starts.
 *
 * @param port 0 for a free one
 * @param data the folder in which it goes on after a restart, or null
 * @param rows transaction lines per division
 * @param clientSecret the secret of the first app; null for the well-known one
 */
public record SimulatorOptions(
    String host,
    int port,
    Path data,
    int divisions,
    int rows,
    long seed,
    boolean limits,
    int latency,
    String site,
    String clientId,
    String clientSecret,
    String redirectUri) {
  /** The client id of the app that is registered at first. */
  public static final String DEFAULT_CLIENT_ID = "5b9c2a4e-7d31-4b86-9e0a-1f2d3c4b5a69";

  /** Its secret, which is no secret at all. */
  public static final String DEFAULT_CLIENT_SECRET = "simulator-secret";

  /** A small simulator in memory on a free port. */
  public static SimulatorOptions small() {
    return new SimulatorOptions(
        "127.0.0.1", 0, null, 3, 2000, 1, false, 0, "nl", DEFAULT_CLIENT_ID, null, "");
  }

  /** The same with another size. */
  public SimulatorOptions size(int newDivisions, int newRows) {
    return new SimulatorOptions(
        host,
        port,
        data,
        newDivisions,
        newRows,
        seed,
        limits,
        latency,
        site,
        clientId,
        clientSecret,
        redirectUri);
  }

  /** The same in a folder. */
  public SimulatorOptions in(Path folder) {
    return new SimulatorOptions(
        host,
        port,
        folder,
        divisions,
        rows,
        seed,
        limits,
        latency,
        site,
        clientId,
        clientSecret,
        redirectUri);
  }

  /**
   * The zone whose wall clock the site shows. Which one .co.uk and .com use is not known; theirs is
   * assumed.
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
