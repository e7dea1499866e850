package com.ddbm.exactonline.warehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks in the information schema and makes a probe table: rights come in many ways (ownership,
 * grants, inherited ones) and only trying tells for certain.
 */
public final class SnowflakeTargetAccess implements TargetAccess {

  private static final Identifier PROBE = new Identifier("_EXACT_ONLINE_PROBE");
  private static final Set<String> OWN_SCHEMAS = Set.of("CORE", "STATE", "INFORMATION_SCHEMA");

  private final SqlSession sql;
  private final Identifier application;

  /**
   * @param application the name under which the app is installed
   */
  public SnowflakeTargetAccess(SqlSession sql, Identifier application) {
    this.sql = sql;
    this.application = application;
  }

  @Override
  public Verdict check(Identifier database, Identifier schema) {
    boolean databaseThere = databaseThere(database);
    boolean schemaThere = databaseThere && schemaThere(database, schema);
    boolean writable = schemaThere && writable(database, schema);
    return new Verdict(
        schemaThere,
        writable,
        writable ? List.of() : missing(database, schema, databaseThere, schemaThere),
        reading(database, schema));
  }

  @Override
  public boolean isOwn(Identifier database, Identifier schema) {
    return database.equals(application) && OWN_SCHEMAS.contains(schema.name());
  }

  private boolean databaseThere(Identifier database) {
    return !sql.query(
            "SELECT database_name FROM information_schema.databases WHERE database_name = ?",
            database.name())
        .isEmpty();
  }

  private boolean schemaThere(Identifier database, Identifier schema) {
    try {
      return !sql.query(
              "SELECT schema_name FROM "
                  + database.quoted()
                  + ".information_schema.schemata WHERE schema_name = ?",
              schema.name())
          .isEmpty();
    } catch (SqlFailure refused) {
      return false; // seen in the list, yet not to be used
    }
  }

  private boolean writable(Identifier database, Identifier schema) {
    String probe = new TableName(database, schema, PROBE).quoted();
    try {
      sql.execute("CREATE OR REPLACE TRANSIENT TABLE " + probe + " (probe BOOLEAN)");
      sql.execute("DROP TABLE IF EXISTS " + probe);
      return true;
    } catch (SqlFailure refused) {
      return false;
    }
  }

  private List<String> missing(
      Identifier database, Identifier schema, boolean databaseThere, boolean schemaThere) {
    String place = database.quoted() + "." + schema.quoted();
    String app = " TO APPLICATION " + application.quoted();
    List<String> statements = new ArrayList<>();
    // Absent or hidden cannot be told apart: IF NOT EXISTS does right in both cases.
    if (!databaseThere) {
      statements.add("CREATE DATABASE IF NOT EXISTS " + database.quoted());
    }
    if (!schemaThere) {
      statements.add("CREATE SCHEMA IF NOT EXISTS " + place);
    }
    statements.add("GRANT USAGE ON DATABASE " + database.quoted() + app);
    statements.add("GRANT USAGE ON SCHEMA " + place + app);
    statements.add("GRANT CREATE TABLE ON SCHEMA " + place + app);
    return statements;
  }

  private List<String> reading(Identifier database, Identifier schema) {
    // SYSADMIN stands for the role of the readers: every account has it, and the statements run.
    return List.of(
        "GRANT USAGE ON DATABASE " + database.quoted() + " TO ROLE SYSADMIN",
        "GRANT USAGE ON SCHEMA " + database.quoted() + "." + schema.quoted() + " TO ROLE SYSADMIN",
        "GRANT APPLICATION ROLE " + application.quoted() + ".data_reader TO ROLE SYSADMIN");
  }

  @Override
  public boolean create(Identifier database, Identifier schema) {
    boolean madeDatabase = !databaseThere(database) && make("DATABASE " + database.quoted());
    if (madeDatabase) {
      sql.execute(
          "GRANT USAGE ON DATABASE " + database.quoted() + " TO APPLICATION ROLE data_reader");
    }
    String place = database.quoted() + "." + schema.quoted();
    boolean madeSchema =
        databaseThere(database) && !schemaThere(database, schema) && make("SCHEMA " + place);
    if (madeSchema) {
      sql.execute("GRANT USAGE ON SCHEMA " + place + " TO APPLICATION ROLE data_reader");
    }
    return madeDatabase || madeSchema;
  }

  /** Whether it was made; not when it was there, unseen. */
  private boolean make(String what) {
    try {
      sql.execute("CREATE " + what);
      return true;
    } catch (SqlFailure failure) {
      Set<SqlFailure.Kind> hidden =
          Set.of(
              SqlFailure.Kind.EXISTS, SqlFailure.Kind.FORBIDDEN, SqlFailure.Kind.ABSENT_OR_HIDDEN);
      if (!hidden.contains(failure.kind())) {
        throw failure;
      }
      return false;
    }
  }
}
