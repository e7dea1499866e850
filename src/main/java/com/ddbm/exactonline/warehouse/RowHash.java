package com.ddbm.exactonline.warehouse;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;

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

  private final HashStream128 stream = Hashing.xxh3_128().hashStream();

  /**
   * The hash as stored.
   *
   * @param values canonical text of each data column, null for NULL
   * @param extra JSON text of {@code _EXTRA}, or null
   * @return 32 lower-case hexadecimal digits
   */
  public String of(String[] values, String extra) {
    stream.reset();
    for (String value : values) {
      put(value);
    }
    put(extra);
    HashValue128 hash = stream.get();
    char[] digits = new char[32];
    write(hash.getMostSignificantBits(), digits, 0);
    write(hash.getLeastSignificantBits(), digits, 16);
    return new String(digits);
  }

  private void put(String value) {
    if (value == null) {
      stream.putByte(ABSENT);
    } else {
      // Characters first, then their count: the count is what keeps ("ab", "c") from ("a", "bc").
      stream.putByte(PRESENT).putString(value);
    }
  }

  private static void write(long bits, char[] digits, int from) {
    for (int index = 0; index < 16; index++) {
      digits[from + index] = Character.forDigit((int) (bits >>> (60 - 4 * index)) & 0xf, 16);
    }
  }
}
