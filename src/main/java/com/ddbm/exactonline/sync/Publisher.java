package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.state.Claim;
import com.ddbm.exactonline.state.CommitUnknown;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.warehouse.Target;
import com.ddbm.exactonline.warehouse.Target.Staging;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes what was fetched true (design, section 5.6): per table with rows or deletions one
 * transaction of MERGE, deletions, cursors and step results; one more for all steps that found
 * nothing. A table that refuses fails its own steps and no others.
 */
final class Publisher {

  private final SyncJournal journal;
  private final Target target;
  private final Clock clock;
  private final Claim claim;
  private final String connection;
  private final Loader loader;
  private final Pulse pulse;
  private final Deletions deletions;
  private final Events events;
  private final Map<StepKey, StepState> states;
  private final Map<StepKey, StepRecord> shown = new LinkedHashMap<>();

  Publisher(
      SyncJournal journal,
      Target target,
      Clock clock,
      Claim claim,
      String connection,
      Loader loader,
      Pulse pulse,
      Deletions deletions,
      Events events,
      Map<StepKey, StepState> states) {
    this.journal = journal;
    this.target = target;
    this.clock = clock;
    this.claim = claim;
    this.connection = connection;
    this.loader = loader;
    this.pulse = pulse;
    this.deletions = deletions;
    this.events = events;
    this.states = states;
  }

  /**
   * Loads and publishes a closed batch.
   *
   * @throws Pulse.Cancelled before a publish, when the user cancelled: what is published stays
   * @throws Pulse.LeaseLost when another holder took over
   */
  void publish(Batch batch) throws InterruptedException {
    pulse.check();
    try {
      loader.load(batch);
      publishLog(batch);
      Map<StepKey, SourcePublish.Part> parts = parts(batch);
      deletions.look(parts.values().stream().map(SourcePublish.Part::next).toList());
      List<StepState> joint = new ArrayList<>();
      for (List<SourcePublish.Part> ofSource : bySource(parts.values())) {
        publishSource(batch, ofSource, joint);
      }
      publishJoint(joint);
    } finally {
      loader.close(batch);
    }
    events.flush();
  }

  /** Rows of the log come first, since steps of this batch may have to apply them. */
  private void publishLog(Batch batch) {
    deletions.take(batch.logs.values(), clock.now());
    Set<Batch.Lane> lanes = new LinkedHashSet<>(batch.open.stagings.keySet());
    lanes.addAll(batch.open.failures.keySet()); // one whose staging table could not even be made
    for (Batch.Lane lane : lanes) {
      if (lane.kind() == Batch.Kind.LOG) {
        ConnectorException failure = batch.open.failures.get(lane);
        if (failure == null) {
          failure = appendLog(batch.open.stagings.get(lane), batch);
        }
        if (failure != null) {
          deletions.fail(batch.logs.values(), failure);
        }
      }
    }
  }

  private ConnectorException appendLog(Staging staging, Batch batch) {
    try {
      journal.publish(
          claim,
          clock.now(),
          () -> {
            journal.saveDeletionLogPositions(connection, deletions.unsaved());
            journal.appendDeletions(connection, staging, deletions.records(batch.logs.values()));
            return null;
          });
      deletions.saved();
      return null;
    } catch (ConnectorException failure) {
      throwIfLost(failure);
      return failure;
    }
  }

  /** Every step that something happened to, or that may succeed now. */
  private Map<StepKey, SourcePublish.Part> parts(Batch batch) {
    Map<StepKey, SourcePublish.Part> parts = new LinkedHashMap<>();
    for (Delta delta : batch.deltas.values()) {
      StepState state = states.get(delta.work.plan.key());
      if (!state.status.ended()) {
        StepState next = state.copy();
        next.take(delta);
        parts.put(state.key(), new SourcePublish.Part(next, delta));
      }
    }
    creditLog(batch, parts);
    for (StepState state : states.values()) {
      if (state.fetched && state.status == RunStatus.RUNNING && !parts.containsKey(state.key())) {
        parts.put(state.key(), new SourcePublish.Part(state.copy(), null));
      }
    }
    return parts;
  }

  /** Calls for deletions are those of the step of their own table, where there is one. */
  private void creditLog(Batch batch, Map<StepKey, SourcePublish.Part> parts) {
    for (LogDelta delta : batch.logs.values()) {
      StepKey key = new StepKey(delta.division, Endpoint.DELETED);
      StepState state = states.get(key);
      if (state != null && !state.status.ended()) {
        parts
            .computeIfAbsent(key, absent -> new SourcePublish.Part(state.copy(), null))
            .next()
            .calls(delta.calls);
      }
    }
  }

  private static Collection<List<SourcePublish.Part>> bySource(
      Collection<SourcePublish.Part> parts) {
    Map<String, List<SourcePublish.Part>> sources = new LinkedHashMap<>();
    for (SourcePublish.Part part : parts) {
      sources.computeIfAbsent(part.next().source().id(), key -> new ArrayList<>()).add(part);
    }
    return sources.values();
  }

  private void publishSource(Batch batch, List<SourcePublish.Part> parts, List<StepState> joint)
      throws InterruptedException {
    SourcePublish work =
        new SourcePublish(target, connection, claim, deletions, loader, batch, parts);
    ConnectorException failure = work.stagingFailure();
    if (failure == null && !work.touchesTable()) {
      parts.forEach(part -> joint.add(finished(work, part)));
      return;
    }
    if (failure == null) {
      pulse.check();
      failure = transaction(work, parts);
    }
    if (failure != null) {
      for (SourcePublish.Part part : parts) {
        joint.add(failed(part, failure));
      }
    }
  }

  private StepState finished(SourcePublish work, SourcePublish.Part part) {
    work.settle(part.next(), clock.now());
    return part.next();
  }

  private ConnectorException transaction(SourcePublish work, List<SourcePublish.Part> parts) {
    try {
      work.prepare();
      Instant now = clock.now();
      journal.publish(
          claim,
          now,
          () -> {
            work.apply(now);
            save(work.states());
            return null;
          });
      work.states().forEach(this::stands);
      work.duplicateKeys()
          .forEach(
              state ->
                  events.warning(
                      "DUPLICATE_KEY",
                      state.source().endpoint().title()
                          + " in division "
                          + state.key().division()
                          + " has a key twice in one answer: compared row by row."));
      return null;
    } catch (ConnectorException failure) {
      throwIfLost(failure);
      return failure;
    }
  }

  /** The batch is lost for this step: it stays where its last publish left it. */
  private StepState failed(SourcePublish.Part part, ConnectorException failure) {
    StepState state = states.get(part.next().key()).copy();
    if (part.delta() != null) {
      part.delta().work.abandon();
      state.calls(part.delta().calls);
      state.startedAt = state.startedAt == null ? part.delta().startedAt : state.startedAt;
    }
    state.fail(failure, clock.now());
    return state;
  }

  private void publishJoint(List<StepState> joint) throws InterruptedException {
    if (joint.isEmpty() && deletions.unsaved().isEmpty()) {
      return;
    }
    pulse.check();
    try {
      journal.publish(
          claim,
          clock.now(),
          () -> {
            if (!deletions.unsaved().isEmpty()) {
              journal.saveDeletionLogPositions(connection, deletions.unsaved());
            }
            save(joint);
            return null;
          });
    } catch (ConnectorException failure) {
      throwIfLost(failure);
      throw failure;
    }
    deletions.saved();
    joint.forEach(this::stands);
  }

  private void save(Collection<StepState> saved) {
    if (!saved.isEmpty()) {
      journal.saveCursors(
          claim.run().configuration(), saved.stream().map(state -> state.cursor).toList());
      journal.saveSteps(claim.run().runId(), saved.stream().map(StepState::record).toList());
    }
  }

  private void stands(StepState state) {
    states.put(state.key(), state);
    shown.put(state.key(), state.record());
  }

  /** Saves steps alone, as they are; cursors stay as published. */
  void saveSteps(Collection<StepState> saved) {
    saveRecords(saved.stream().map(StepState::record).toList());
  }

  /** Shows those who watch what is under way. */
  void progress(Map<StepKey, Delta> under) {
    List<StepRecord> changed = new ArrayList<>();
    under.forEach(
        (key, delta) -> {
          StepState state = states.get(key);
          StepRecord record = state.progress(delta);
          if (!state.status.ended() && !record.equals(shown.get(key))) {
            changed.add(record);
          }
        });
    saveRecords(changed);
  }

  private void saveRecords(List<StepRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    try {
      journal.publish(
          claim,
          clock.now(),
          () -> {
            journal.saveSteps(claim.run().runId(), records);
            return null;
          });
      records.forEach(record -> shown.put(record.key(), record));
    } catch (ConnectorException failure) {
      throwIfLost(failure);
      throw failure;
    }
  }

  /** Throws on what ends the execution without another word: nothing more may be written by it. */
  static void throwIfLost(ConnectorException failure) {
    if (failure instanceof CommitUnknown unknown) {
      throw unknown;
    }
    if (failure.error() == ErrorCode.EO_3005) {
      throw new Pulse.LeaseLost();
    }
  }
}
