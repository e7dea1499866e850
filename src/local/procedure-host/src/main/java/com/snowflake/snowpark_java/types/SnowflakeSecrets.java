package com.snowflake.snowpark_java.types;

import com.ddbm.exactonline.local.host.Call;

/**
 * Snowflake's own class of this name does nothing outside a Snowflake account; this one stands
 * before it on the class path and reads the secrets of the local Snowflake. An alias is what the
 * called procedure declares in SECRETS.
 */
public class SnowflakeSecrets {
  /** For the server's own use, as in the original. */
  public SnowflakeSecrets() {}

  /** The secrets of the running procedure. */
  public static SnowflakeSecrets newInstance() {
    return new SnowflakeSecrets();
  }

  /** The type of a secret; the local Snowflake has only GENERIC_STRING. */
  public String getSecretType(String alias) {
    read(alias);
    return "GENERIC_STRING";
  }

  /** The text of a GENERIC_STRING secret. */
  public String getGenericSecretString(String alias) {
    return read(alias);
  }

  /** Not a type of the local Snowflake. */
  public UsernamePassword getUsernamePassword(String alias) {
    throw unsupported("PASSWORD");
  }

  /** Not a type of the local Snowflake. */
  public CloudProviderToken getCloudProviderToken(String alias) {
    throw unsupported("CLOUD_PROVIDER_TOKEN");
  }

  /** Not a type of the local Snowflake. */
  public String getOAuthAccessToken(String alias) {
    throw unsupported("OAUTH2");
  }

  private static String read(String alias) {
    Call call =
        Call.current()
            .orElseThrow(
                () ->
                    new IllegalStateException("Secrets can be read only by a running procedure."));
    return call.secret(alias);
  }

  private static UnsupportedOperationException unsupported(String type) {
    return new UnsupportedOperationException(
        "The local Snowflake has no secrets of type " + type + ".");
  }
}
