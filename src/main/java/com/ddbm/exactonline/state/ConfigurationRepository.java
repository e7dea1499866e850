package com.ddbm.exactonline.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Configurations as stored. Names are compared exactly as typed. One thread. */
public interface ConfigurationRepository {

  Optional<ConfigurationRecord> find(String name);

  Optional<ConfigurationRecord> findByKey(String key);

  /** All of them, by name. */
  List<ConfigurationRecord> all();

  /** Adds one, with its lease row. */
  void insert(ConfigurationRecord configuration, Instant now);

  void update(ConfigurationRecord configuration, Instant now);

  /** Removes it, its lease and its cursors; its runs stay listed, its tables are not touched. */
  void delete(String name);

  /** Divisions that have cursors. */
  List<Integer> divisionsWithCursors(String name);

  /** Forgets all cursors: the next run fetches everything. */
  void dropCursors(String name);
}
