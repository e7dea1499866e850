package com.ddbm.exactonline.procedures;

import com.snowflake.snowpark_java.Session;
import com.snowflake.snowpark_java.types.Variant;

/** {@code core.create_schedule} and the others that concern schedules. */
public final class ScheduleProcedures {

  private ScheduleProcedures() {}

  /** {@code core.create_schedule(name, settings)}. */
  public static Variant createSchedule(Session session, String name, String settings) {
    return Entry.answer(session, "create_schedule", app -> app.schedules().create(name, settings));
  }

  /** {@code core.preview_schedule(settings)}. */
  public static Variant previewSchedule(Session session, String settings) {
    return Entry.answer(session, "preview_schedule", app -> app.schedules().preview(settings));
  }

  /** {@code core.update_schedule(name, settings)}. */
  public static Variant updateSchedule(Session session, String name, String settings) {
    return Entry.answer(session, "update_schedule", app -> app.schedules().update(name, settings));
  }

  /** {@code core.pause_schedule(name)}. */
  public static Variant pauseSchedule(Session session, String name) {
    return Entry.answer(session, "pause_schedule", app -> app.schedules().pause(name));
  }

  /** {@code core.resume_schedule(name)}. */
  public static Variant resumeSchedule(Session session, String name) {
    return Entry.answer(session, "resume_schedule", app -> app.schedules().resume(name));
  }

  /** {@code core.drop_schedule(name)}. */
  public static Variant dropSchedule(Session session, String name) {
    return Entry.answer(session, "drop_schedule", app -> app.schedules().drop(name));
  }
}
