package com.ddbm.exactonline.simulator.data;

import java.nio.charset.StandardCharsets;

/**
 * Keys that look random and can still be turned back into their row number, so that a link or an
 * address by key needs no index.
 */
public final class Guids {
  private static final int MULTIPLIER = 0x2C1B3C6D;
  private static final int INVERSE = inverse(MULTIPLIER);
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Guids() {}

  /** The upper half of the key of a row. */
  public static long high(long tableSeed, int number) {
    int scrambled = scramble(number ^ (int) tableSeed);
    long rest = Mix.mix(tableSeed, number);
    return ((long) scrambled << 32) | (rest & 0xFFFF0FFFL) | 0x4000L;
  }

  /** The lower half of the key of a row. */
  public static long low(long tableSeed, int number) {
    return (Mix.mix(tableSeed ^ 0x5DEECE66DL, number) & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
  }

  /** The row number a key was made from, or -1 when no row of this table can have it. */
  public static int number(long tableSeed, long high, long low) {
    int number = unscramble((int) (high >>> 32)) ^ (int) tableSeed;
    return number >= 0 && high(tableSeed, number) == high && low(tableSeed, number) == low
        ? number
        : -1;
  }

  /** The usual text of 36 characters. */
  public static String text(long high, long low) {
    byte[] bytes = new byte[36];
    write(bytes, 0, high, low);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Reads the usual text; the two halves, or null when it is none. */
  public static long[] parse(String text) {
    String digits = text.replace("-", "");
    if (text.length() != 36 || digits.length() != 32) {
      return null;
    }
    try {
      return new long[] {
        Long.parseUnsignedLong(digits.substring(0, 16), 16),
        Long.parseUnsignedLong(digits.substring(16), 16)
      };
    } catch (NumberFormatException notHexadecimal) {
      return null;
    }
  }

  static void write(byte[] target, int offset, long high, long low) {
    int position = hex(target, offset, high >>> 32, 8);
    target[position++] = '-';
    position = hex(target, position, high >>> 16, 4);
    target[position++] = '-';
    position = hex(target, position, high, 4);
    target[position++] = '-';
    position = hex(target, position, low >>> 48, 4);
    target[position++] = '-';
    hex(target, position, low, 12);
  }

  private static int hex(byte[] target, int offset, long value, int digits) {
    for (int index = digits - 1; index >= 0; index--) {
      target[offset + digits - 1 - index] = (byte) HEX[(int) (value >>> (index * 4)) & 15];
    }
    return offset + digits;
  }

  private static int scramble(int value) {
    int mixed = value ^ (value >>> 16);
    mixed *= MULTIPLIER;
    return mixed ^ (mixed >>> 16);
  }

  private static int unscramble(int value) {
    int mixed = value ^ (value >>> 16);
    mixed *= INVERSE;
    return mixed ^ (mixed >>> 16);
  }

  private static int inverse(int odd) {
    int result = odd;
    for (int step = 0; step < 5; step++) {
      result *= 2 - odd * result;
    }
    return result;
  }
}
