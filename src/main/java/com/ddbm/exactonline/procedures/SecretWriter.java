package com.ddbm.exactonline.procedures;

/** Writes the token secret of a connection. */
interface SecretWriter {

  /**
   * Stores a text; durable when it returns.
   *
   * @param key of the connection
   */
  void storeToken(String key, String text);
}
