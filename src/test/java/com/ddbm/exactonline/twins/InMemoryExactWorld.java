package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.Page;
import com.ddbm.exactonline.exact.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An Exact Online in memory: divisions with rows that change between calls, row versions per
 * division, deletions with two months of memory, rights, scopes, modules, moves and faults on
 * command.
 */
public final class InMemoryExactWorld implements ExactApi {

  private static final DateTimeFormatter WALL_CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS");

  /** A call as it was made. */
  public record Call(int division, String endpoint, String what) {}

  /** What may happen at a call instead of, or before, its answer. */
  public interface Fault {
    void at(Call call);
  }

  private static final class Administration {
    final Map<String, Map<List<String>, Map<String, String>>> rows = new LinkedHashMap<>();
    final Map<String, Map<String, String>> deleted = new LinkedHashMap<>();
    final Map<String, Instant> deletedAt = new LinkedHashMap<>();
    LocalDateTime movedAt;
    int blocking;
    boolean archived;
    boolean listed = true;
    long version = 100;
    long deletions;
  }

  private final ManualClock clock;
  private final Map<Integer, Administration> administrations = new TreeMap<>();
  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  private final Set<String> missingRights = new HashSet<>();
  private final Map<String, Set<String>> refusedColumns = new LinkedHashMap<>();
  private final List<Call> calls = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private boolean tellsRights = true;
  private boolean ascending = true;
  private Runnable beforeCall = () -> {};

  public InMemoryExactWorld(ManualClock clock, List<Endpoint> endpoints) {
    this.clock = clock;
    endpoints.forEach(endpoint -> this.endpoints.put(endpoint.id(), endpoint));
  }

  // ---- the source and what happens to it

  public void addDivision(int code) {
    administrations.put(code, new Administration());
  }

  private Administration administration(int division) {
    return administrations.get(division);
  }

  /** Creates or changes a row; its version and Modified are set as Exact does. */
  public void put(int division, String endpoint, String id, String description) {
    put(division, endpoint, id, "doc-" + id, description);
  }

  public void put(int division, String endpoint, String id, String document, String description) {
    Endpoint shape = endpoints.get(endpoint);
    Map<String, String> row = new LinkedHashMap<>();
    row.put("ID", id);
    row.put("ENTRYID", document);
    row.put("DESCRIPTION", description);
    row.put("AMOUNT", Integer.toString(description.length()));
    if (shape.strategy() == Strategy.ROW_VERSION) {
      row.put("TIMESTAMP", Long.toString(++administration(division).version));
    }
    if (shape.strategy() == Strategy.MODIFIED) {
      row.put("MODIFIED", wallClock());
    }
    for (int index = 0; index < shape.columns().size(); index++) {
      String name = shape.columns().get(index).name();
      if (!row.containsKey(name)) {
        row.put(name, "more-" + description);
      }
    }
    rows(division, endpoint).put(key(shape, row), row);
  }

  /** Sets one value as it is, for example Modified to null. */
  public void set(int division, String endpoint, String id, String column, String value) {
    for (Map<String, String> row : rows(division, endpoint).values()) {
      if (row.get("ID").equals(id)) {
        row.put(column, value);
      }
    }
  }

  private String wallClock() {
    return WALL_CLOCK.format(LocalDateTime.ofInstant(clock.now(), ZoneOffset.UTC));
  }

  private static List<String> key(Endpoint shape, Map<String, String> row) {
    List<String> key = new ArrayList<>();
    shape.keyColumns().forEach(column -> key.add(row.get(column)));
    return key;
  }

  /** Deletes a row; where Exact reports that, it is reported. */
  public void delete(int division, String endpoint, String id) {
    Endpoint shape = endpoints.get(endpoint);
    boolean gone = rows(division, endpoint).values().removeIf(row -> row.get("ID").equals(id));
    if (gone && shape.entityType().isPresent()) {
      report(division, shape.entityType().getAsInt(), id);
    }
  }

  /** Deletes all rows of a document with one report that names the document. */
  public void deleteDocument(int division, String endpoint, String document) {
    rows(division, endpoint).values().removeIf(row -> row.get("ENTRYID").equals(document));
    report(division, endpoints.get(endpoint).entityType().getAsInt(), document);
  }

  private void report(int division, int entityType, String entityKey) {
    Administration administration = administration(division);
    Map<String, String> row = new LinkedHashMap<>();
    String id = "deletion-" + ++administration.deletions;
    row.put("ID", id);
    row.put("TIMESTAMP", Long.toString(++administration.version));
    row.put("ENTITYKEY", entityKey);
    row.put("ENTITYTYPE", Integer.toString(entityType));
    administration.deleted.put(id, row);
    administration.deletedAt.put(id, clock.now());
  }

  /** Moves a division to another database: smaller row versions, no memory of deletions. */
  public void move(int division) {
    administration(division).deleted.clear();
    moveWithDeletions(division);
  }

  /** The same where the other database has the deletions too, with smaller row versions. */
  public void moveWithDeletions(int division) {
    Administration administration = administration(division);
    administration.movedAt = LocalDateTime.ofInstant(clock.now(), ZoneOffset.UTC);
    administration.version = 1;
    administration
        .deleted
        .values()
        .forEach(row -> row.put("TIMESTAMP", Long.toString(++administration.version)));
    administration.rows.forEach(
        (endpoint, rows) -> {
          if (endpoints.get(endpoint).strategy() == Strategy.ROW_VERSION) {
            rows.values()
                .forEach(row -> row.put("TIMESTAMP", Long.toString(++administration.version)));
          }
        });
  }

  public void block(int division, boolean blocked) {
    administration(division).blocking = blocked ? 1 : 0;
  }

  public void archive(int division) {
    administration(division).archived = true;
  }

  public void unlist(int division) {
    administration(division).listed = false;
  }

  /** The user loses a right: answers are empty and no error. */
  public void takeRight(int division, String endpoint) {
    missingRights.add(division + "/" + endpoint);
  }

  public void giveRight(int division, String endpoint) {
    missingRights.remove(division + "/" + endpoint);
  }

  /** Whether UserHasRights is offered. */
  public void tellsRights(boolean tells) {
    tellsRights = tells;
  }

  /** Whether rows come by Timestamp, and not by ID. */
  public void ascending(boolean inOrder) {
    ascending = inOrder;
  }

  public void refuseColumns(int division, String endpoint, Set<String> columns) {
    refusedColumns.put(division + "/" + endpoint, columns);
  }

  /** What happens between calls: the source never stands still. */
  public void beforeCall(Runnable change) {
    beforeCall = change;
  }

  public void addFault(Fault fault) {
    faults.add(fault);
  }

  public void clearFaults() {
    faults.clear();
  }

  /** Throws once at the n-th call (from 1) for an endpoint. */
  public void failOnce(String endpoint, int nth, ExactException failure) {
    int[] seen = {0};
    faults.add(
        call -> {
          if (call.endpoint().equals(endpoint) && ++seen[0] == nth) {
            throw failure;
          }
        });
  }

  /** Throws at each call for an endpoint in a division (any when 0). */
  public void failAlways(int division, String endpoint, ExactException failure) {
    faults.add(
        call -> {
          if (call.endpoint().equals(endpoint) && (division == 0 || call.division() == division)) {
            throw failure;
          }
        });
  }

  public List<Call> calls() {
    return calls;
  }

  /** What a correct replica holds: rows by key. */
  public Map<List<String>, Map<String, String>> truth(int division, String endpoint) {
    return endpoint.equals(Endpoint.DELETED) ? deletedByKey(division) : rows(division, endpoint);
  }

  private Map<List<String>, Map<String, String>> deletedByKey(int division) {
    Map<List<String>, Map<String, String>> rows = new LinkedHashMap<>();
    administration(division).deleted.forEach((id, row) -> rows.put(List.of(id), row));
    return rows;
  }

  private Map<List<String>, Map<String, String>> rows(int division, String endpoint) {
    return administration(division).rows.computeIfAbsent(endpoint, key -> new LinkedHashMap<>());
  }

  // ---- the API

  private synchronized void call(int division, String endpoint, String what) {
    Call call = new Call(division, endpoint, what);
    calls.add(call);
    beforeCall.run();
    List.copyOf(faults).forEach(fault -> fault.at(call));
  }

  @Override
  public synchronized Page page(PageRequest request, RetryableSink sink) {
    int division = request.division();
    Endpoint endpoint = request.endpoint();
    String what =
        (request.link() == null ? filterText(request.filter()) : request.link())
            + (request.columns().size() < endpoint.columns().size() ? " few columns" : "");
    call(division, endpoint.id(), what);
    Administration administration = administration(division);
    if (administration.blocking != 0) {
      throw failure(ExactException.Kind.DIVISION, ErrorCode.EO_2008, division, "DivisionBlocked");
    }
    Set<String> refused = refusedHere(request);
    List<String> columns =
        request.columns().stream().filter(column -> !refused.contains(column)).toList();
    Selection selection = Selection.of(request);
    List<Map<String, String>> rows = selection.rows(visible(division, endpoint), ascending);
    List<Map<String, String>> page = rows.subList(0, Math.min(endpoint.pageSize(), rows.size()));
    for (Map<String, String> row : page) {
      String[] values = new String[endpoint.columns().size()];
      for (int index = 0; index < values.length; index++) {
        String name = endpoint.columns().get(index).name();
        values[index] = columns.contains(name) ? row.get(name) : null;
      }
      sink.accept(values, null);
    }
    String next =
        rows.size() > page.size() ? selection.after(page.get(page.size() - 1), ascending) : null;
    return new Page(page.size(), next, List.copyOf(refused), refused.isEmpty() ? 1 : 2);
  }

  private Set<String> refusedHere(PageRequest request) {
    Set<String> refused =
        new HashSet<>(
            refusedColumns.getOrDefault(
                request.division() + "/" + request.endpoint().id(), Set.of()));
    refused.retainAll(request.columns());
    return refused;
  }

  private List<Map<String, String>> visible(int division, Endpoint endpoint) {
    if (missingRights.contains(division + "/" + endpoint.id())) {
      return List.of();
    }
    if (!endpoint.id().equals(Endpoint.DELETED)) {
      return List.copyOf(rows(division, endpoint.id()).values());
    }
    Administration administration = administration(division);
    List<Map<String, String>> remembered = new ArrayList<>();
    administration.deleted.forEach(
        (id, row) -> {
          if (administration.deletedAt.get(id).plus(Duration.ofDays(60)).isAfter(clock.now())) {
            remembered.add(row);
          }
        });
    return remembered;
  }

  private static String filterText(PageRequest.Filter filter) {
    if (filter instanceof PageRequest.TimestampAfter after) {
      return "Timestamp gt " + after.timestamp();
    }
    if (filter instanceof PageRequest.ModifiedFrom from) {
      return "Modified ge " + from.moment();
    }
    return "everything";
  }

  /** What a request asks for, and how its next links carry that on. */
  private record Selection(String filter, String value, String lastOrder) {

    static Selection of(PageRequest request) {
      if (request.link() != null) {
        String[] parts = request.link().split("\\|", -1);
        return new Selection(parts[1], parts[2], parts[3]);
      }
      if (request.filter() instanceof PageRequest.TimestampAfter after) {
        return new Selection("timestamp", Long.toString(after.timestamp()), null);
      }
      if (request.filter() instanceof PageRequest.ModifiedFrom from) {
        return new Selection("modified", WALL_CLOCK.format(from.moment()), null);
      }
      return new Selection("everything", "", null);
    }

    List<Map<String, String>> rows(List<Map<String, String>> all, boolean ascending) {
      return all.stream()
          .filter(this::matches)
          .filter(row -> lastOrder == null || order(row, ascending).compareTo(lastOrder) > 0)
          .sorted(Comparator.comparing(row -> order(row, ascending)))
          .toList();
    }

    private boolean matches(Map<String, String> row) {
      return switch (filter) {
        case "timestamp" -> Long.parseLong(row.get("TIMESTAMP")) > Long.parseLong(value);
        case "modified" -> row.get("MODIFIED") != null && row.get("MODIFIED").compareTo(value) >= 0;
        default -> true;
      };
    }

    private String order(Map<String, String> row, boolean ascending) {
      return filter.equals("timestamp") && ascending
          ? String.format("%019d", Long.parseLong(row.get("TIMESTAMP")))
          : row.get("ID") + "/" + row.get("ENTRYID");
    }

    String after(Map<String, String> row, boolean ascending) {
      return "https://exact|" + filter + "|" + value + "|" + order(row, ascending);
    }
  }

  /** A failure as the client would translate it. */
  public static ExactException failure(
      ExactException.Kind kind, ErrorCode error, Object... arguments) {
    return new ExactException(kind, error, null, null, arguments);
  }

  @Override
  public Me me() {
    call(0, "Me", "");
    return new Me("user", "The User", administrations.keySet().iterator().next());
  }

  @Override
  public synchronized List<Division> divisions() {
    call(0, "Divisions", "");
    List<Division> divisions = new ArrayList<>();
    administrations.forEach(
        (code, administration) -> {
          if (administration.listed) {
            divisions.add(
                new Division(
                    code,
                    "Company " + code,
                    1,
                    administration.blocking,
                    administration.archived,
                    administration.movedAt));
          }
        });
    return divisions;
  }

  @Override
  public synchronized Right mayRead(int division, Endpoint endpoint) {
    call(division, "UserHasRights", endpoint.id());
    if (!tellsRights) {
      return Right.UNKNOWN;
    }
    return missingRights.contains(division + "/" + endpoint.id()) ? Right.MISSING : Right.GRANTED;
  }

  @Override
  public synchronized long timestampAt(int division, Endpoint endpoint, LocalDateTime modified) {
    call(division, "SyncTimestamp", endpoint.id());
    return administration(division).version / 2;
  }
}
