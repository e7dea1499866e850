package com.ddbm.exactonline.procedures;

import java.util.Optional;

/**
 * Names that users give: any text that a person can read, compared exactly as typed. They are bound
 * as values and never become part of a statement, so quotes, dots and SQL in them are just letters.
 */
final class Names {

  /** Characters in the name of a connection, configuration or schedule. */
  static final int LONGEST = 255;

  private Names() {}

  /**
   * Reads a name that must be there.
   *
   * @return the name as typed; empty text when it is wrong, which is then among the faults
   */
  static String read(String argument, String typed, Faults faults) {
    if (typed == null) {
      faults.add(argument, "It is missing.");
      return "";
    }
    Optional<String> fault = fault(typed, LONGEST);
    fault.ifPresent(sentence -> faults.add(argument, sentence));
    return fault.isPresent() ? "" : typed;
  }

  /** What is wrong with a text that people will read, if anything. */
  static Optional<String> fault(String typed, int longest) {
    if (typed.isBlank()) {
      return Optional.of("It is empty.");
    }
    if (typed.codePointCount(0, typed.length()) > longest) {
      return Optional.of("It is longer than " + longest + " characters.");
    }
    if (typed.codePoints().anyMatch(Names::unreadable)) {
      return Optional.of("It contains characters that cannot be shown, such as a line break.");
    }
    return Optional.empty();
  }

  private static boolean unreadable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
