package com.ddbm.exactonline.state;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Makes the key of a connection, configuration or schedule from its name: what is put into names of
 * secrets, tasks and staging tables in place of user text.
 *
 * <p>The same name always gives the same key, so that a worksheet can name the inbox secret of a
 * connection that it is about to make.
 */
public final class Keys {

  private static final int LONGEST_WORD = 24;
  private static final int HASH_BYTES = 6;

  private Keys() {}

  /** A key {@code [a-z0-9_]+} of at most 37 characters: a readable part and a hash of the name. */
  public static String of(String name) {
    String word = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    String trimmed = word.substring(0, Math.min(word.length(), LONGEST_WORD));
    String readable = trimmed.replaceAll("^_+|_+$", "");
    return (readable.isEmpty() ? "name" : readable) + "_" + hash(name);
  }

  private static String hash(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
