package com.ddbm.exactonline.simulator;

import com.ddbm.exactonline.simulator.oauth.App;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line. */
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    version = "1.0.0",
    sortOptions = false,
    description =
        "An Exact Online to run against: OAuth, divisions, all collections with generated data, changes, failures "
            + "on command. Prints its address on one line when it is ready and runs until it is ended.",
    footer = {
      "",
      "The secret of the app is never an option: set SIMULATOR_CLIENT_SECRET or use --client-secret-file.",
      "Control interface: http://ADDRESS/simulator (see src/simulator/README.md)."
    })
public final class SimulatorMain implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port to listen on; 0 for a free one.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder for tokens and changes; a start with the same folder "
              + "goes on. Without it everything is in memory.")
  private Path data;

  @Option(
      names = "--divisions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Divisions (default: ${DEFAULT-VALUE}).")
  private int divisions;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Transaction lines per division; other "
              + "endpoints have proportionally fewer rows (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of all data (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--limits",
      description = "Start with limits: 60 calls a minute and 5,000 a day per division.")
  private boolean limits;

  @Option(
      names = "--latency",
      paramLabel = "MS",
      defaultValue = "0",
      description = "How long each answer takes at least.")
  private int latency;

  @Option(
      names = "--page-cache",
      paramLabel = "MB",
      defaultValue = "0",
      description =
          "Remember this much of the pages sent, so that repeated benchmarks do not pay for making "
              + "them again.")
  private int pageCache;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      defaultValue = "nl",
      description =
          "nl, be, de, fr, es, uk or us: decides "
              + "about the wall clock (default: ${DEFAULT-VALUE}).")
  private String site;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      defaultValue = SimulatorOptions.DEFAULT_CLIENT_ID,
      description = "Client id of the registered app (default: ${DEFAULT-VALUE}).")
  private String clientId;

  @Option(
      names = "--client-secret-file",
      paramLabel = "FILE",
      description = "File with the secret of the app.")
  private Path clientSecretFile;

  @Option(
      names = "--redirect-uri",
      paramLabel = "URL",
      defaultValue = "",
      description = "The only address users are sent " + "back to; without it any will do.")
  private String redirectUri;

  /** Starts a simulator. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SimulatorMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (divisions < 1 || rows < 1 || rows > 100_000_000 || latency < 0 || pageCache < 0) {
      System.err.println("At least 1 division, 1 to 100,000,000 rows, nothing negative.");
      return 2;
    }
    String secret =
        clientSecretFile != null
            ? Files.readString(clientSecretFile).strip()
            : System.getenv("SIMULATOR_CLIENT_SECRET");
    Simulator simulator;
    try {
      simulator =
          new Simulator(
              new SimulatorOptions(
                  host,
                  port,
                  data,
                  new SimulatorOptions.Size(divisions, rows, seed, site),
                  App.of(
                      clientId,
                      secret == null ? SimulatorOptions.DEFAULT_CLIENT_SECRET : secret,
                      redirectUri),
                  limits,
                  latency,
                  pageCache * 1024L * 1024L));
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException wrong) {
      System.err.println(wrong.getMessage());
      return 1;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
    System.out.println("Client id: " + clientId);
    System.out.println(
        "Client secret: " + (secret == null ? SimulatorOptions.DEFAULT_CLIENT_SECRET : "as given"));
    System.out.println("Exact Online simulator ready at " + simulator.address());
    System.out.flush();
    new CountDownLatch(1).await();
    return 0;
  }
}
