package com.ddbm.exactonline.local.host;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * Reads the server's messages until its end of the pipe closes: {@code call}, {@code end}, {@code
 * cancel}, {@code secret} (an answer), {@code unload}.
 */
public final class Main {
  private Main() {}

  /**
   * Starts the host.
   *
   * @param arguments the port of the egress proxy, the certificate of its authority (PEM), the
   *     trust store to write, and the port of the server
   */
  public static void main(String[] arguments) throws IOException {
    Channel channel =
        new Channel(
            new PrintStream(
                new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8));
    System.setOut(System.err);
    TrustStore.install(Path.of(arguments[1]), Path.of(arguments[2]));
    int proxy = Integer.parseInt(arguments[0]);
    ProxySelector.setDefault(new Egress(proxy));
    Guard.install(Set.of(proxy, Integer.parseInt(arguments[3])));
    Calls calls = new Calls(channel);
    channel.send(Channel.message("ready"));
    try (BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        accept(channel, calls, Channel.JSON.readTree(line));
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static void accept(Channel channel, Calls calls, JsonNode message) {
    switch (message.path("type").asText()) {
      case "call" -> calls.start(message);
      case "end" -> calls.end(message.path("id").asLong());
      case "cancel" -> calls.cancel(message.path("id").asLong());
      case "secret" -> channel.answer(message);
      case "unload" -> calls.unload(message.path("package").asText());
      default -> System.err.println("unknown message: " + message.path("type"));
    }
  }
}
