package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.state.Event;
import com.ddbm.exactonline.state.SyncJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a user should be able to find later, gathered and written a few at a time. */
final class Events {

  private final SyncJournal journal;
  private final Clock clock;
  private final String connection;
  private final String runId;
  private final List<Event> waiting = new ArrayList<>();

  Events(SyncJournal journal, Clock clock, String connection, String runId) {
    this.journal = journal;
    this.clock = clock;
    this.connection = connection;
    this.runId = runId;
  }

  void info(String code, String message) {
    add("INFO", code, message);
  }

  void warning(String code, String message) {
    add("WARNING", code, message);
  }

  void error(String code, String message) {
    add("ERROR", code, message);
  }

  private void add(String level, String code, String message) {
    waiting.add(
        new Event(clock.now(), level, code, message, Optional.of(connection), Optional.of(runId)));
  }

  /** Writes what was gathered, in one statement, outside transactions. */
  void flush() {
    if (!waiting.isEmpty()) {
      List<Event> written = List.copyOf(waiting);
      waiting.clear();
      journal.record(written);
    }
  }
}
