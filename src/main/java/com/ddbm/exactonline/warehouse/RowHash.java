package com.ddbm.exactonline.warehouse;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Arrays;

/**
 * The value of {@code _ROW_HASH}: XXH3-128 over every data column in order and over {@code _EXTRA},
 * each with a mark that tells NULL from the empty string and with its length, so that no two rows
 * of different values are written alike.
 *
 * <p>A column that the server refused comes as null. Not thread-safe: one per chain.
 */
public final class RowHash {

  private static final byte ABSENT = 0;
  private static final byte PRESENT = 1;

  /** The bytes of a row: two a character, so that a row of transaction lines fits. */
  private byte[] bytes = new byte[8 * 1024];

  private int length;

  /**
   * The hash as stored.
   *
   * @param values canonical text of each data column, null for NULL
   * @param extra JSON text of {@code _EXTRA}, or null
   * @return 32 lower-case hexadecimal digits
   */
  public String of(String[] values, String extra) {
    length = 0;
    for (String value : values) {
      put(value);
    }
    put(extra);
    // In one go: gathering the bytes here costs a third of feeding a stream with characters.
    HashValue128 hash = Hashing.xxh3_128().hashBytesTo128Bits(bytes, 0, length);
    char[] digits = new char[32];
    write(hash.getMostSignificantBits(), digits, 0);
    write(hash.getLeastSignificantBits(), digits, 16);
    return new String(digits);
  }

  private void put(String value) {
    int characters = value == null ? 0 : value.length();
    int needed = length + 2 * characters + 5;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, needed));
    }
    if (value == null) {
      bytes[length++] = ABSENT;
      return;
    }
    // Characters first, then their count: the count is what keeps ("ab", "c") from ("a", "bc").
    byte[] into = bytes;
    int at = length;
    into[at++] = PRESENT;
    for (int index = 0; index < characters; index++) {
      char character = value.charAt(index);
      into[at++] = (byte) character;
      into[at++] = (byte) (character >>> 8);
    }
    for (int shift = 0; shift < 32; shift += 8) {
      into[at++] = (byte) (characters >>> shift);
    }
    length = at;
  }

  private static void write(long bits, char[] digits, int from) {
    for (int index = 0; index < 16; index++) {
      digits[from + index] = Character.forDigit((int) (bits >>> (60 - 4 * index)) & 0xf, 16);
    }
  }
}
