package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a user put into the inbox secret: JSON with {@code client_secret} and {@code
 * redirected_address}, as the worksheet of connection_script writes it.
 */
record Inbox(String clientSecret, String redirectedAddress) {

  /**
   * Reads the text of an inbox secret.
   *
   * @throws ConnectorException EO-1010 when it does not hold both values, or still holds the marks
   */
  static Inbox read(Optional<String> text, String connection) {
    JsonNode json = text.flatMap(Json::parse).orElseGet(Json::object);
    String secret = json.path("client_secret").asText("").strip();
    String address = json.path("redirected_address").asText("").strip();
    if (secret.isEmpty() || address.isEmpty() || marked(secret) || marked(address)) {
      throw new ConnectorException(ErrorCode.EO_1010, null, connection);
    }
    return new Inbox(secret, address);
  }

  private static boolean marked(String value) {
    return value.startsWith("<") && value.endsWith(">");
  }

  @Override
  public String toString() {
    return "Inbox";
  }
}
