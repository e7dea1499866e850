package com.ddbm.exactonline.exact;

import java.util.List;

/** Makes texts from outside fit for a sentence shown to people. */
final class Texts {

  private static final int LONGEST = 300;

  private Texts() {}

  /** One line without control characters, at most 300 characters. */
  static String brief(String text) {
    if (text == null) {
      return "";
    }
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  /** The same, with every occurrence of a secret taken out. */
  static String brief(String text, List<String> secrets) {
    String clean = text == null ? "" : text;
    for (String secret : secrets) {
      if (secret != null && !secret.isBlank()) {
        clean = clean.replace(secret, "***");
      }
    }
    return brief(clean);
  }
}
