package com.ddbm.exactonline.procedures;

import com.snowflake.snowpark_java.types.SnowflakeSecrets;
import java.util.Optional;

/** The secrets as Snowflake hands them to a procedure. */
final class SnowflakeSecretReader implements SecretReader {

  @Override
  public Optional<String> read(String alias) {
    try {
      return Optional.ofNullable(SnowflakeSecrets.newInstance().getGenericSecretString(alias));
    } catch (RuntimeException notGiven) {
      // What is thrown for an unknown alias is not documented; no cause, it might quote the secret.
      return Optional.empty();
    }
  }
}
