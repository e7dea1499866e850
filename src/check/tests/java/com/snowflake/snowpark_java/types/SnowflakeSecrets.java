package com.snowflake.snowpark_java.types;

/** Stands in for Snowpark's: the rules look at names and types only. */
public final class SnowflakeSecrets {
  public static SnowflakeSecrets newInstance() {
    return new SnowflakeSecrets();
  }

  public String getGenericSecretString(String alias) {
    return "";
  }
}
