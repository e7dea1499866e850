package com.ddbm.exactonline.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Schedules as stored. Names are compared exactly as typed. One thread. */
public interface ScheduleRepository {

  Optional<ScheduleRecord> find(String name);

  Optional<ScheduleRecord> findByKey(String key);

  /** All of them, by name. */
  List<ScheduleRecord> all();

  /** Those of a configuration, by name. */
  default List<ScheduleRecord> ofConfiguration(String configuration) {
    return all().stream().filter(each -> each.configuration().equals(configuration)).toList();
  }

  void insert(ScheduleRecord schedule, Instant now);

  void update(ScheduleRecord schedule, Instant now);

  void delete(String name);
}
