package com.ddbm.exactonline.exact;

/** Texts as they can be written in UTF-8. */
final class Utf8 {

  private Utf8() {}

  /**
   * The text with half surrogate pairs replaced by U+FFFD: JSON can escape them, UTF-8 has no bytes
   * for them, and a file would carry a question mark in their place.
   */
  static String wellFormed(String text) {
    for (int index = 0; index < text.length(); index++) {
      if (Character.isSurrogate(text.charAt(index))) {
        return repaired(text);
      }
    }
    return text;
  }

  /** Whether the letters are well formed for sure. */
  static boolean hasNoSurrogates(char[] letters, int from, int length) {
    for (int index = from; index < from + length; index++) {
      if (Character.isSurrogate(letters[index])) {
        return false;
      }
    }
    return true;
  }

  private static String repaired(String text) {
    StringBuilder repaired = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
        .forEach(repaired::appendCodePoint);
    return repaired.toString();
  }

  /** How many bytes the text takes. */
  static long length(String text) {
    long bytes = 0;
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      // each half of a surrogate pair counts for two of its four bytes
      bytes += character < 0x80 ? 1 : character < 0x800 || Character.isSurrogate(character) ? 2 : 3;
    }
    return bytes;
  }
}
