package com.ddbm.exactonline.benchmark;

import com.ddbm.exactonline.state.Claim;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.DivisionRecord;
import com.ddbm.exactonline.state.Event;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.state.UsageRecord;
import com.ddbm.exactonline.warehouse.Target.Staging;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One run of one configuration: cursors and divisions in a file that is written with every publish,
 * the log of deletions in DuckDB. There is nobody to share a lease with.
 */
final class FileJournal implements SyncJournal {

  static final String CONFIGURATION = "benchmark";
  static final String LOG = "deletion_log";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Job job;
  private final DuckDb duck;
  private final Path file;
  private final Map<StepKey, CursorRecord> cursors = new LinkedHashMap<>();
  private final Map<Integer, DivisionRecord> divisions = new TreeMap<>();
  private final Map<StepKey, StepRecord> steps = new LinkedHashMap<>();
  private final List<Event> events = new ArrayList<>();
  private final RunRecord run;
  private boolean claimed;

  FileJournal(Job job, DuckDb duck) throws IOException {
    this.job = job;
    this.duck = duck;
    file = job.state().resolve("state.json");
    if (Files.exists(file)) {
      read(JSON.readTree(file.toFile()));
    }
    if (!duck.hasTable(LOG)) {
      duck.execute(
          "CREATE TABLE "
              + LOG
              + " (division INTEGER, id VARCHAR, version BIGINT, entity_type INTEGER, entity_key"
              + " VARCHAR)");
    }
    run =
        new RunRecord(
            UUID.randomUUID().toString(),
            CONFIGURATION,
            "user",
            SyncMode.INCREMENTAL,
            List.of(),
            List.of(),
            List.of(),
            false,
            RunStatus.QUEUED,
            Instant.now(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false);
  }

  long rowsFetched() {
    return steps.values().stream().mapToLong(StepRecord::rowsFetched).sum();
  }

  /** What went wrong, for whoever reads the log. */
  List<String> troubles() {
    List<String> found = new ArrayList<>();
    events.forEach(event -> found.add(event.level() + " " + event.message()));
    steps.values().stream()
        .filter(step -> step.status() != RunStatus.SUCCEEDED)
        .forEach(step -> found.add(step.key() + " " + step.status() + " " + step.errorMessage()));
    return found;
  }

  @Override
  public Optional<Claim> claim(String configuration, String holder, Instant now) {
    if (claimed) {
      return Optional.empty();
    }
    claimed = true;
    return Optional.of(new Claim(run, holder, 1, false));
  }

  @Override
  public boolean heartbeat(Claim claim, Instant now) {
    return true;
  }

  @Override
  public void release(Claim claim) {}

  @Override
  public ConfigurationRecord configuration(String name) {
    return new ConfigurationRecord(
        CONFIGURATION,
        CONFIGURATION,
        "exact",
        "BENCHMARK",
        "MAIN",
        true,
        job.endpoints(),
        job.divisions(),
        false,
        Reconcile.DAILY,
        Optional.empty(),
        Map.of());
  }

  @Override
  public ConnectionRecord connection(String name) {
    return new ConnectionRecord(
        "exact",
        "exact",
        "nl",
        "benchmark",
        "https://localhost",
        500_000,
        "CONNECTED",
        Optional.of("benchmark"),
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public List<DivisionRecord> divisions(String connection) {
    return List.copyOf(divisions.values());
  }

  @Override
  public void saveDivisions(String connection, Collection<DivisionRecord> saved) {
    for (DivisionRecord each : saved) {
      DivisionRecord before = divisions.getOrDefault(each.division(), each);
      divisions.put(
          each.division(),
          new DivisionRecord(
              each.division(),
              each.name(),
              each.status(),
              each.movedAt(),
              before.deletedPosition(),
              before.deletedFetchedAt(),
              before.deletedRightCheckedAt(),
              before.deletedRight()));
    }
  }

  @Override
  public List<StepRecord> steps(String runId) {
    return List.copyOf(steps.values());
  }

  @Override
  public Map<StepKey, CursorRecord> cursors(String configuration) {
    return new LinkedHashMap<>(cursors);
  }

  @Override
  public <T> T publish(Claim claim, Instant now, Supplier<T> work) {
    duck.begin();
    T result;
    try {
      result = work.get();
      duck.commit();
    } catch (RuntimeException failure) {
      duck.rollback();
      throw failure;
    }
    save();
    return result;
  }

  @Override
  public void saveSteps(String runId, Collection<StepRecord> saved) {
    saved.forEach(step -> steps.put(step.key(), step));
  }

  @Override
  public void saveCursors(String configuration, Collection<CursorRecord> saved) {
    saved.forEach(cursor -> cursors.put(cursor.key(), cursor));
  }

  @Override
  public long appendDeletions(
      String connection, Staging staging, Collection<DivisionRecord> fetched) {
    duck.execute(
        "INSERT INTO "
            + LOG
            + " SELECT _division, \"ID\", \"TIMESTAMP\", \"ENTITYTYPE\", \"ENTITYKEY\" FROM "
            + DuckDb.quoted(staging.name())
            + " AS s WHERE NOT EXISTS (SELECT 1 FROM "
            + LOG
            + " AS l WHERE l.division = s._division AND l.id = s.\"ID\")");
    return 0;
  }

  @Override
  public void saveDeletionLogPositions(String connection, Collection<DivisionRecord> saved) {
    saved.forEach(each -> divisions.put(each.division(), each));
  }

  @Override
  public void resetDeletionLog(String connection, Set<Integer> moved) {
    throw new UnsupportedOperationException("no division moves in the benchmark");
  }

  @Override
  public Map<Integer, Map<Integer, Long>> newestDeletionPerType(
      String connection, Map<Integer, Long> lowest) {
    Map<Integer, Map<Integer, Long>> newest = new LinkedHashMap<>();
    for (long[] row :
        duck.numbers(
            "SELECT division, entity_type, max(version) FROM " + LOG + " GROUP BY ALL")) {
      Long from = lowest.get((int) row[0]);
      if (from != null && row[2] > from) {
        newest
            .computeIfAbsent((int) row[0], none -> new LinkedHashMap<>())
            .put((int) row[1], row[2]);
      }
    }
    return newest;
  }

  @Override
  public void started(Claim claim, Instant now, long plannedCalls) {}

  @Override
  public boolean cancelRequested(String runId) {
    return false;
  }

  @Override
  public void settle(
      Claim claim,
      Instant now,
      RunStatus status,
      Optional<Instant> waitingUntil,
      Optional<String> errorCode,
      Optional<String> errorMessage,
      Optional<String> remedy) {}

  @Override
  public List<UsageRecord> usage(String connection, LocalDate from) {
    return List.of();
  }

  @Override
  public void addUsage(String connection, Collection<UsageRecord> made) {}

  @Override
  public void record(Collection<Event> happened) {
    events.addAll(happened);
  }

  // ---- the file

  /** Writes what must survive. */
  void save() {
    ObjectNode all = JSON.createObjectNode();
    ArrayNode saved = all.putArray("cursors");
    cursors.values().forEach(cursor -> write(saved.addObject(), cursor));
    ArrayNode known = all.putArray("divisions");
    divisions.values().forEach(division -> write(known.addObject(), division));
    try {
      Path next = file.resolveSibling("state.new");
      Files.write(next, JSON.writeValueAsBytes(all));
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private static void write(ObjectNode node, CursorRecord cursor) {
    node.put("division", cursor.key().division()).put("endpoint", cursor.key().endpoint());
    cursor.value().ifPresent(value -> node.put("value", value));
    cursor.checkpoint().ifPresent(value -> node.put("checkpoint", value));
    node.put("deletion_position", cursor.deletionPosition());
    cursor.reconciledAt().ifPresent(value -> node.put("reconciled_at", value.toString()));
    cursor.movedAt().ifPresent(value -> node.put("moved_at", value));
    cursor.catalogueColumns().forEach(node.withArray("columns")::add);
    cursor.lastSuccessAt().ifPresent(value -> node.put("last_success_at", value.toString()));
    node.put("rows", cursor.rowCount());
    cursor.rightCheckedAt().ifPresent(value -> node.put("right_checked_at", value.toString()));
    cursor.rightFound().ifPresent(value -> node.put("right_found", value));
  }

  private static void write(ObjectNode node, DivisionRecord division) {
    node.put("division", division.division()).put("name", division.name());
    node.put("status", division.status()).put("position", division.deletedPosition());
    division.movedAt().ifPresent(value -> node.put("moved_at", value.toString()));
    division.deletedFetchedAt().ifPresent(value -> node.put("fetched_at", value.toString()));
    division.deletedRightCheckedAt().ifPresent(value -> node.put("checked_at", value.toString()));
    division.deletedRight().ifPresent(value -> node.put("right", value));
  }

  private void read(JsonNode all) {
    for (JsonNode node : all.path("cursors")) {
      StepKey key = new StepKey(node.path("division").asInt(), node.path("endpoint").asText());
      List<String> columns = new ArrayList<>();
      node.path("columns").forEach(each -> columns.add(each.asText()));
      cursors.put(
          key,
          new CursorRecord(
              key,
              text(node, "value"),
              text(node, "checkpoint"),
              node.path("deletion_position").asLong(),
              text(node, "reconciled_at").map(Instant::parse),
              Optional.empty(),
              text(node, "moved_at"),
              List.of(),
              columns,
              text(node, "last_success_at").map(Instant::parse),
              node.path("rows").asLong(),
              text(node, "right_checked_at").map(Instant::parse),
              text(node, "right_found")));
    }
    for (JsonNode node : all.path("divisions")) {
      int code = node.path("division").asInt();
      divisions.put(
          code,
          new DivisionRecord(
              code,
              node.path("name").asText(),
              node.path("status").asText(),
              text(node, "moved_at").map(LocalDateTime::parse),
              node.path("position").asLong(),
              text(node, "fetched_at").map(Instant::parse),
              text(node, "checked_at").map(Instant::parse),
              node.has("right")
                  ? Optional.of(node.path("right").asBoolean())
                  : Optional.empty()));
    }
  }

  private static Optional<String> text(JsonNode node, String name) {
    return node.hasNonNull(name) ? Optional.of(node.path(name).asText()) : Optional.empty();
  }
}
