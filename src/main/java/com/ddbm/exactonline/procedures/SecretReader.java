package com.ddbm.exactonline.procedures;

import java.util.Optional;

/** Reads the secrets that this procedure was given. On the main thread only. */
interface SecretReader {

  /**
   * The text of a secret.
   *
   * @param alias as in the procedure's SECRETS
   * @return empty when the procedure was not given it
   */
  Optional<String> read(String alias);
}
