package com.ddbm.exactonline.simulator.data;

/** Deterministic randomness: every value is a pure function of numbers mixed here. */
public final class Mix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Mix() {}

  /** A 64-bit finaliser (splitmix64). */
  public static long mix(long value) {
    long mixed = value + GOLDEN;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Mixes two numbers. */
  public static long mix(long first, long second) {
    return mix(mix(first) ^ (second * GOLDEN));
  }

  /** A number for a text, equal on every machine and in every run. */
  public static long text(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int index = 0; index < text.length(); index++) {
      hash = (hash ^ text.charAt(index)) * 0x100000001B3L;
    }
    return mix(hash);
  }

  /** A number from 0 to bound - 1, from the upper half of the bits. */
  public static int below(long bits, int bound) {
    return (int) (((bits >>> 32) * bound) >>> 32);
  }
}
