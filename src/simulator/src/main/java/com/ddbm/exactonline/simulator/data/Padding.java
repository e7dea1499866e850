package com.ddbm.exactonline.simulator.data;

import java.nio.charset.StandardCharsets;

/** The spaces in front of Exact's codes. */
final class Padding {
  private static final byte[][] SPACES = new byte[32][];

  static {
    for (int count = 0; count < SPACES.length; count++) {
      SPACES[count] = " ".repeat(count).getBytes(StandardCharsets.US_ASCII);
    }
  }

  private Padding() {}

  static byte[] before(long number, int width) {
    int digits = 1;
    for (long rest = number / 10; rest != 0; rest /= 10) {
      digits++;
    }
    return SPACES[Math.max(0, width - digits)];
  }
}
