package com.ddbm.exactonline.local.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.event.Level;

/**
 * One call of a procedure: what to run, and what it may see and reach. Threads it starts belong to
 * it.
 */
public final class Call {
  private static final InheritableThreadLocal<Call> CURRENT = new InheritableThreadLocal<>();

  private final JsonNode message;
  private final Channel channel;
  private final Set<String> hosts;

  Call(JsonNode message, Channel channel) {
    this.message = message;
    this.channel = channel;
    this.hosts = new TreeSet<>(texts(message.path("hosts")));
  }

  /** The call to which this thread belongs. */
  public static Optional<Call> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  static void enter(Call call) {
    CURRENT.set(call);
  }

  long id() {
    return message.path("id").asLong();
  }

  String packageName() {
    return message.path("package").asText();
  }

  List<String> imports() {
    return texts(message.path("imports"));
  }

  String handler() {
    return message.path("handler").asText();
  }

  JsonNode session() {
    return message.path("session");
  }

  List<JsonNode> arguments() {
    List<JsonNode> arguments = new ArrayList<>();
    message.path("arguments").forEach(arguments::add);
    return arguments;
  }

  /** Whether the application's log level lets a record of this level through; unset lets none. */
  boolean logs(Level level) {
    String lowest = message.path("log_level").asText("OFF");
    return switch (lowest) {
      case "TRACE", "DEBUG", "INFO", "WARN", "ERROR" ->
          level.toInt() >= Level.valueOf(lowest).toInt();
      default -> false;
    };
  }

  /** Sends the server something about this call. */
  void send(ObjectNode about) {
    channel.send(about.put("id", id()));
  }

  /** Whether the procedure's integration opens a host; entries without a port mean 443. */
  boolean mayReach(String host, int port) {
    return hosts.contains(host + ":" + port);
  }

  /**
   * The value of a secret by the alias in the procedure's SECRETS.
   *
   * @throws IllegalArgumentException when the procedure declares no such alias or the secret is
   *     gone
   */
  public String secret(String alias) {
    try {
      JsonNode answer = channel.ask(Channel.message("secret").put("id", id()).put("alias", alias));
      if (answer.hasNonNull("value")) {
        return answer.get("value").asText();
      }
      throw new IllegalArgumentException(answer.path("error").asText());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The call was cancelled.", e);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
