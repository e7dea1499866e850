package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.state.ScheduleRecord;
import java.time.Instant;

/**
 * The tasks of the app: one for each configuration, which works its queue, and one for each
 * schedule. All of it is DDL, so nothing here may be called inside a transaction.
 */
interface Tasks {

  /** Makes the task of a configuration, suspended; one that is there is made anew. */
  void makeForConfiguration(String configurationKey);

  void dropForConfiguration(String configurationKey);

  /** Starts the task of a configuration once, now, whether it is suspended or not. */
  void start(String configurationKey);

  /** While a run is being worked on: the task looks every two minutes whether it was abandoned. */
  void watch(String configurationKey);

  /** While a run waits: the task starts at this moment (rounded up to the minute). */
  void wakeAt(String configurationKey, Instant moment);

  /** Nothing to do: the task is suspended. */
  void rest(String configurationKey);

  /**
   * Makes the task of a schedule as the record says, resumed unless paused; one that is there is
   * made anew.
   *
   * @throws com.ddbm.exactonline.errors.ConnectorException EO-3006 when the app may not use the
   *     warehouse
   */
  void makeForSchedule(ScheduleRecord schedule);

  void dropForSchedule(String scheduleKey);
}
