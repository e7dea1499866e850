package com.ddbm.exactonline.simulator.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes with the few ways of writing that answers need, each without allocation.
 */
public final class Bytes {
  private static final byte[] DIGIT_TENS = new byte[100];
  private static final byte[] DIGIT_ONES = new byte[100];

  static {
    for (int number = 0; number < 100; number++) {
      DIGIT_TENS[number] = (byte) ('0' + number / 10);
      DIGIT_ONES[number] = (byte) ('0' + number % 10);
    }
  }

  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int index = 1; index < POWERS.length; index++) {
      POWERS[index] = POWERS[index - 1] * 10;
    }
  }

  private byte[] array;
  private int length;

  /** Makes an empty one with room for this many bytes. */
  public Bytes(int capacity) {
    array = new byte[capacity];
  }

  /** How many bytes were written. */
  public int length() {
    return length;
  }

  /** How many bytes fit without growing. */
  public int capacity() {
    return array.length;
  }

  /** Forgets what lies beyond this length. */
  public void truncate(int newLength) {
    length = newLength;
  }

  /** The bytes written, without a copy: valid until the next write. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(array, 0, length);
  }

  /** A copy of the bytes written. */
  public byte[] toArray() {
    return Arrays.copyOf(array, length);
  }

  /** Replaces a byte written before. */
  public void set(int position, char character) {
    array[position] = (byte) character;
  }

  /** Appends bytes. */
  public Bytes put(byte[] bytes) {
    int size = bytes.length;
    ensure(size);
    System.arraycopy(bytes, 0, array, length, size);
    length += size;
    return this;
  }

  /** Appends one ASCII character. */
  public Bytes put(char character) {
    ensure(1);
    array[length++] = (byte) character;
    return this;
  }

  /** Appends a text as UTF-8. */
  public Bytes put(String text) {
    return put(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends the text of 36 characters of a key. */
  public Bytes guid(long high, long low) {
    ensure(36);
    Guids.write(array, length, high, low);
    length += 36;
    return this;
  }

  /** Appends a whole number. */
  public Bytes number(long value) {
    ensure(20);
    if (value == Long.MIN_VALUE) {
      return put(Long.toString(value));
    }
    long rest = value;
    if (rest < 0) {
      array[length++] = '-';
      rest = -rest;
    }
    int digits = digits(rest);
    write(rest, digits);
    return this;
  }

  /** Appends a number with leading zeros. */
  public Bytes zeroPadded(long value, int digits) {
    ensure(digits);
    write(value, digits);
    return this;
  }

  /**
   * Appends an unscaled number with its decimal point set and trailing zeros cut: 1250 and 2 gives
   * 12.5.
   */
  public Bytes decimal(long unscaled, int scale) {
    long rest = unscaled;
    int decimals = scale;
    while (decimals > 0 && rest % 10 == 0) {
      rest /= 10;
      decimals--;
    }
    if (decimals == 0) {
      return number(rest);
    }
    if (rest < 0) {
      put('-');
      rest = -rest;
    }
    long power = 1;
    for (int index = 0; index < decimals; index++) {
      power *= 10;
    }
    number(rest / power);
    put('.');
    return zeroPadded(rest % power, decimals);
  }

  private void write(long value, int digits) {
    long rest = value;
    int position = length + digits;
    int end = position;
    while (rest >= Integer.MAX_VALUE) {
      int pair = (int) (rest % 100);
      rest /= 100;
      array[--position] = DIGIT_ONES[pair];
      array[--position] = DIGIT_TENS[pair];
    }
    int small = (int) rest;
    while (small >= 10 && position - length >= 2) {
      int pair = small % 100;
      small /= 100;
      array[--position] = DIGIT_ONES[pair];
      array[--position] = DIGIT_TENS[pair];
    }
    while (position > length) {
      array[--position] = (byte) ('0' + small % 10);
      small /= 10;
    }
    length = end;
  }

  /** How many digits a number has, from its bits: a comparison instead of a loop. */
  private static int digits(long value) {
    int guess = (64 - Long.numberOfLeadingZeros(value | 1)) * 1233 >>> 12;
    return value == 0 ? 1 : guess + (value >= POWERS[guess] ? 1 : 0);
  }

  private void ensure(int more) {
    if (length + more > array.length) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
    }
  }
}
