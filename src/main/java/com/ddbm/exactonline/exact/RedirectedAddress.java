package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The address a user lands on after signing in at Exact Online.
 *
 * @param code url-decoded once; it lives three minutes and works once
 * @param state as it was given to the sign-in address, if any
 */
public record RedirectedAddress(String code, Optional<String> state) {

  /**
   * Takes an address apart.
   *
   * @throws ConnectorException EO-1011 with the reason when it carries no code
   */
  public static RedirectedAddress parse(String address) {
    Map<String, String> fields = fields(address == null ? "" : address.strip());
    String code = fields.get("code");
    if (code != null && !code.isEmpty()) {
      return new RedirectedAddress(code, Optional.ofNullable(fields.get("state")));
    }
    String error = fields.get("error");
    if (error == null) {
      throw new ConnectorException(
          ErrorCode.EO_1011, null, "it has no parameter named code, and no error either");
    }
    String description = fields.get("error_description");
    throw new ConnectorException(
        ErrorCode.EO_1011,
        null,
        "Exact Online says "
            + Texts.brief(
                (description == null ? error : error + ": " + description).replace('+', ' ')));
  }

  private static Map<String, String> fields(String address) {
    Map<String, String> fields = new LinkedHashMap<>();
    int question = address.indexOf('?');
    int fragment = address.indexOf('#');
    String query =
        question < 0
            ? ""
            : address.substring(question + 1, fragment > question ? fragment : address.length());
    for (String field : query.split("&")) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.putIfAbsent(field.substring(0, equals), decode(field.substring(equals + 1)));
      }
    }
    return fields;
  }

  /** A code has no blanks, so a plus sign is one, not the form encoding of a blank. */
  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException exception) {
      return text; // a percent sign that escapes nothing: pasted decoded already
    }
  }

  @Override
  public String toString() {
    return "RedirectedAddress";
  }
}
