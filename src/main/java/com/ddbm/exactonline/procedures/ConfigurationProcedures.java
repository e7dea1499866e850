package com.ddbm.exactonline.procedures;

import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.Variant;

/** {@code core.create_configuration} and the others that concern configurations. */
public final class ConfigurationProcedures {

  private ConfigurationProcedures() {}

  /** {@code core.create_configuration(name, settings)}. */
  public static Variant createConfiguration(Session session, String name, String settings) {
    return Entry.answer(
        session, "create_configuration", app -> app.configurations().create(name, settings));
  }

  /** {@code core.update_configuration(name, settings)}. */
  public static Variant updateConfiguration(Session session, String name, String settings) {
    return Entry.answer(
        session, "update_configuration", app -> app.configurations().update(name, settings));
  }

  /** {@code core.drop_configuration(name, settings)}. */
  public static Variant dropConfiguration(Session session, String name, String settings) {
    return Entry.answer(
        session, "drop_configuration", app -> app.configurations().drop(name, settings));
  }

  /** {@code core.check_target(database, schema)}. */
  public static Variant checkTarget(Session session, String database, String schema) {
    return Entry.answer(
        session, "check_target", app -> app.configurations().checkTarget(database, schema));
  }
}
