package com.ddbm.exactonline.procedures;

import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.Variant;

/**
 * What the setup script calls at the end. These raise on failure: an installation that is not whole
 * must not count as one.
 */
public final class SetupProcedures {

  private SetupProcedures() {}

  /** {@code core.load_catalogue()}. */
  public static Variant loadCatalogue(Session session) {
    return Entry.raiseOnFailure(
        Entry.outcome(session, "load_catalogue", app -> app.maintenance().loadCatalogue()));
  }

  /** {@code core.restore_secrets()}. */
  public static Variant restoreSecrets(Session session) {
    return Entry.raiseOnFailure(
        Entry.outcome(session, "restore_secrets", app -> app.maintenance().restoreSecrets()));
  }

  /** {@code core.restore_tasks()}. */
  public static Variant restoreTasks(Session session) {
    return Entry.raiseOnFailure(
        Entry.outcome(session, "restore_tasks", app -> app.maintenance().restoreTasks()));
  }
}
