package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.catalogue.EdmType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Turns the text of a JSON value into the canonical text of its column (design, section 4.4), or
 * says that it does not fit. Numbers are read from their text as decimals, never through binary
 * floating point. Every type takes strings, numbers and booleans alike, since Exact sends Int64 as
 * text and others were seen to do more.
 */
final class ValueReader {

  /** NUMBER(19,0). */
  private static final int INTEGER_DIGITS = 19;

  /** NUMBER(38,12). */
  private static final int DECIMAL_INTEGER_DIGITS = 26;

  private static final int DECIMAL_PLACES = 12;
  private static final int LONGEST_NUMBER = 1000;
  private static final int GUID_LENGTH = 36;

  /** What a BINARY column holds at most. */
  private static final int LONGEST_BINARY = 8 << 20;

  private ValueReader() {}

  /**
   * The canonical text of what stands in a parser's buffer: the same as of a string, and quick for
   * the forms in which nearly all values come.
   *
   * @return null when it does not fit the type
   */
  static String read(EdmType type, char[] letters, int from, int length) {
    boolean canonical =
        switch (type) {
          case STRING -> Utf8.hasNoSurrogates(letters, from, length);
          case GUID -> length <= GUID_LENGTH && Utf8.hasNoSurrogates(letters, from, length);
          case DOUBLE, DECIMAL -> isPlainDecimal(letters, from, length);
          case INT64, INT32, INT16, BYTE, BOOLEAN, BINARY, DATE_TIME -> false;
        };
    if (type == EdmType.DATE_TIME) {
      String moment = DateReader.readTicks(letters, from, length);
      if (moment != null) {
        return moment;
      }
    }
    String text = new String(letters, from, length);
    return canonical ? text : read(type, text);
  }

  /**
   * The canonical text.
   *
   * @param text of a JSON string, number or boolean, as it stands in the answer
   * @return null when it does not fit the type
   */
  static String read(EdmType type, String text) {
    return switch (type) {
      case STRING -> Utf8.wellFormed(text);
      case GUID -> text.length() <= GUID_LENGTH ? Utf8.wellFormed(text) : null;
      case INT64, INT32, INT16, BYTE -> integer(text);
      case DOUBLE, DECIMAL -> decimal(text);
      case BOOLEAN -> bool(text);
      case DATE_TIME -> DateReader.read(text);
      case BINARY -> binary(text);
    };
  }

  private static String integer(String text) {
    if (isPlainInteger(text)) {
      return text;
    }
    BigDecimal number = number(text, INTEGER_DIGITS);
    if (number == null) {
      return null;
    }
    if (number.signum() == 0) {
      return "0";
    }
    if (integerDigits(number) < 1) {
      return null; // a fraction, and perhaps of very many places
    }
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() <= 0 ? stripped.toPlainString() : null;
  }

  private static String decimal(String text) {
    if (isPlainInteger(text)) {
      return text;
    }
    BigDecimal number = number(text, DECIMAL_INTEGER_DIGITS);
    if (number == null) {
      return null;
    }
    if (number.signum() == 0 || integerDigits(number) < -DECIMAL_PLACES) {
      return "0"; // less than half of the last place: setScale would build all its zeros first
    }
    BigDecimal rounded = number;
    if (number.scale() > DECIMAL_PLACES) {
      rounded = number.setScale(DECIMAL_PLACES, RoundingMode.HALF_EVEN);
    }
    if (rounded.signum() == 0) {
      return "0";
    }
    return integerDigits(rounded) > DECIMAL_INTEGER_DIGITS
        ? null
        : rounded.stripTrailingZeros().toPlainString();
  }

  /** The number, or null when it is none or has more integer digits than allowed. */
  private static BigDecimal number(String text, int integerDigits) {
    if (text.length() > LONGEST_NUMBER) {
      return null; // reading it takes time in the square of its length
    }
    String bare = text.strip();
    if (!isNumber(bare)) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(bare);
      return number.signum() != 0 && integerDigits(number) > integerDigits ? null : number;
    } catch (NumberFormatException exception) {
      return null; // an exponent beyond what can be counted
    }
  }

  private static long integerDigits(BigDecimal number) {
    return (long) number.precision() - number.scale();
  }

  /** Canonical already: up to 18 digits without sign tricks or leading zeros. */
  private static boolean isPlainInteger(String text) {
    int length = text.length();
    int start = length > 0 && text.charAt(0) == '-' ? 1 : 0;
    int digits = length - start;
    if (digits < 1 || digits > 18 || (text.charAt(start) == '0' && length > 1)) {
      return false;
    }
    for (int index = start; index < length; index++) {
      if (text.charAt(index) < '0' || text.charAt(index) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Canonical already: like 0.5 or -1234.56, of few digits and without a last zero. */
  private static boolean isPlainDecimal(char[] letters, int from, int length) {
    int index = from;
    int end = from + length;
    if (length > 19 || length == 0) {
      return false;
    }
    if (letters[index] == '-') {
      index++;
    }
    int whole = index;
    while (index < end && letters[index] >= '0' && letters[index] <= '9') {
      index++;
    }
    int digits = index - whole;
    if (digits == 0 || (digits > 1 && letters[whole] == '0')) {
      return false;
    }
    if (index == end) {
      return letters[whole] != '0' || length == 1; // "-0" is 0
    }
    int fraction = index + 1;
    if (letters[index] != '.' || end - fraction > DECIMAL_PLACES || letters[end - 1] == '0') {
      return false;
    }
    for (index = fraction; index < end; index++) {
      if (letters[index] < '0' || letters[index] > '9') {
        return false;
      }
    }
    return end > fraction;
  }

  /** ASCII only: BigDecimal itself takes digits of any script. */
  private static boolean isNumber(String text) {
    boolean digit = false;
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      digit |= character >= '0' && character <= '9';
      if ("0123456789+-.eE".indexOf(character) < 0) {
        return false;
      }
    }
    return digit;
  }

  private static String bool(String text) {
    if (text.equals("1") || text.equalsIgnoreCase("true")) {
      return "true";
    }
    return text.equals("0") || text.equalsIgnoreCase("false") ? "false" : null;
  }

  private static String binary(String text) {
    if (text.length() > LONGEST_BINARY / 3 * 4 + 4) {
      return null;
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(text);
      boolean other = text.chars().anyMatch(character -> !isBase64(character));
      return other || bytes.length > LONGEST_BINARY
          ? null
          : HexFormat.of().withUpperCase().formatHex(bytes);
    } catch (IllegalArgumentException exception) {
      return null;
    }
  }

  /** The decoder for mail skips what is not base64: line breaks may be skipped, nothing else. */
  private static boolean isBase64(int character) {
    return (character >= 'A' && character <= 'Z')
        || (character >= 'a' && character <= 'z')
        || (character >= '0' && character <= '9')
        || character == '+'
        || character == '/'
        || character == '='
        || character == '\r'
        || character == '\n';
  }
}
