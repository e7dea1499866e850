package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What was put into the inbox secret. A person pastes two lines, as the worksheet of
 * connection_script has them: the client secret and the address landed on, as they are; a program
 * may write JSON with {@code client_secret} and {@code redirected_address}.
 */
record Inbox(String clientSecret, String redirectedAddress) {

  /**
   * Reads the text of an inbox secret.
   *
   * @throws ConnectorException EO-1010 when it does not hold both values, or still holds the marks
   */
  static Inbox read(Optional<String> text, String connection) {
    Inbox inbox =
        text.flatMap(Inbox::parse)
            .orElseThrow(() -> new ConnectorException(ErrorCode.EO_1010, null, connection));
    if (marked(inbox.clientSecret) || marked(inbox.redirectedAddress)) {
      throw new ConnectorException(ErrorCode.EO_1010, null, connection);
    }
    return inbox;
  }

  private static Optional<Inbox> parse(String text) {
    Optional<JsonNode> json = Json.parse(text).filter(JsonNode::isObject);
    if (json.isPresent()) {
      JsonNode values = json.get();
      return filled(
          values.path("client_secret").asText(""), values.path("redirected_address").asText(""));
    }
    // Quotes, braces and backslashes in a pasted line mean nothing.
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    return lines.size() == 2 ? filled(lines.get(0), lines.get(1)) : Optional.empty();
  }

  private static Optional<Inbox> filled(String clientSecret, String redirectedAddress) {
    String secret = clientSecret.strip();
    String address = redirectedAddress.strip();
    return secret.isEmpty() || address.isEmpty()
        ? Optional.empty()
        : Optional.of(new Inbox(secret, address));
  }

  private static boolean marked(String value) {
    return value.startsWith("<") && value.endsWith(">");
  }

  @Override
  public String toString() {
    return "Inbox";
  }
}
