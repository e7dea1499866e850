package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.catalogue.Catalogue;
import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.data.Column;
import com.ddbm.exactonline.simulator.data.ColumnFactory;
import com.ddbm.exactonline.simulator.data.ContentColumn;
import com.ddbm.exactonline.simulator.data.Dataset;
import com.ddbm.exactonline.simulator.data.DivisionSeed;
import com.ddbm.exactonline.simulator.data.WallClock;
import com.ddbm.exactonline.simulator.time.VirtualClock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Everything that exists at the simulated Exact Online: divisions with their rows. */
public final class World implements AutoCloseable {
  private static final int FIRST_CODE = 3_180_001;
  private static final int CODE_STEP = 137;
  private static final long FIRST_CREATED =
      LocalDateTime.of(2024, 1, 1, 9, 0).toInstant(ZoneOffset.UTC).toEpochMilli();

  private final Catalogue catalogue;
  private final Datasets datasets;
  private final ColumnFactory columnFactory;
  private final VirtualClock clock;
  private final long seed;
  private final long startedAt;
  private final RowCounts rowCounts;
  private final DivisionSeed ownSeed;
  private final Map<Integer, DivisionState> divisions = new ConcurrentSkipListMap<>();
  private final Map<String, View> views = new ConcurrentHashMap<>();
  private Journal journal = Journal.none();

  /**
   * A world as the seed makes it.
   *
   * @param startedAt when this world began, in UTC milliseconds
   * @param divisionCount how many divisions there are at first
   * @param rows how many transaction lines each has at first
   */
  public World(
      Catalogue catalogue,
      VirtualClock clock,
      long seed,
      long startedAt,
      int divisionCount,
      int rows) {
    this.catalogue = catalogue;
    this.datasets = new Datasets(catalogue);
    this.columnFactory = new ColumnFactory(datasets::byId);
    this.clock = clock;
    this.seed = seed;
    this.startedAt = WallClock.of(Instant.ofEpochMilli(startedAt), clock.zone());
    this.rowCounts = new RowCounts(rows);
    this.ownSeed = new DivisionSeed(seed, 0, rowCounts::of);
    for (int index = 0; index < divisionCount; index++) {
      int code = FIRST_CODE + index * CODE_STEP;
      divisions.put(
          code, division(code, Names.ofDivision(index), FIRST_CREATED + index * 86_400_000L));
    }
  }

  /** Repeats the changes in this file and appends all later ones to it. */
  public void keepIn(Path file) {
    journal = Journal.open(file, this::replay);
  }

  private void replay(String[] line) {
    int code = Integer.parseInt(line[1]);
    if (line[0].equals("N")) {
      divisions.put(code, division(code, line[2], Long.parseLong(line[3])));
    } else {
      divisions.get(code).replay(line);
    }
  }

  private DivisionState division(int code, String name, long createdAt) {
    return new DivisionState(
        new DivisionSeed(seed, code, rowCounts::of),
        datasets,
        name,
        createdAt,
        Math.max(createdAt, startedAt),
        this::oldestDeletion,
        () -> journal);
  }

  /** Exact keeps deletions for two months. */
  private long oldestDeletion() {
    return LocalDateTime.ofEpochSecond(Math.floorDiv(clock.wallClock(), 1000L), 0, ZoneOffset.UTC)
        .minusMonths(2)
        .toInstant(ZoneOffset.UTC)
        .toEpochMilli();
  }

  /** Adds a division with rows of its own. */
  public DivisionState addDivision(String name) {
    int last = divisions.isEmpty() ? FIRST_CODE : Collections.max(divisions.keySet());
    int code = last + CODE_STEP;
    String given = name == null ? Names.ofDivision(divisions.size()) : name;
    DivisionState added = division(code, given, clock.wallClock());
    journal.write("N", code, given, added.createdAt());
    journal.flush();
    divisions.put(code, added);
    return added;
  }

  /** Hands the changes made so far to the journal's file. */
  public void flush() {
    journal.flush();
  }

  /** All divisions in order of their codes. */
  public Collection<DivisionState> divisions() {
    return Collections.unmodifiableCollection(divisions.values());
  }

  /** The division of this code, or null. */
  public DivisionState division(int code) {
    return divisions.get(code);
  }

  /** The catalogue this world is made from. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** The datasets of each division. */
  public Datasets datasets() {
    return datasets;
  }

  /** The clock of this world. */
  public VirtualClock clock() {
    return clock;
  }

  /** The seed of rows that belong to no division. */
  public DivisionSeed ownSeed() {
    return ownSeed;
  }

  /** The columns of an address. */
  public View view(Resource resource) {
    return views.computeIfAbsent(
        resource.uri(),
        uri -> {
          Dataset dataset = datasets.byUri(uri);
          List<Column> columns = columnFactory.columns(resource, dataset);
          if (dataset.id().equals(Datasets.DELETED) || SystemRows.has(resource)) {
            columns = columns.stream().<Column>map(ContentColumn::new).toList();
          }
          return new View(resource, dataset, columns);
        });
  }

  @Override
  public void close() {
    journal.close();
  }
}
