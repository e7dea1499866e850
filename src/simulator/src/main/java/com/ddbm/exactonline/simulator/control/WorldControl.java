package com.ddbm.exactonline.simulator.control;

import com.ddbm.exactonline.simulator.control.Body.Wrong;
import com.ddbm.exactonline.simulator.data.Dataset;
import com.ddbm.exactonline.simulator.data.Row;
import com.ddbm.exactonline.simulator.data.WallClock;
import com.ddbm.exactonline.simulator.world.Changes;
import com.ddbm.exactonline.simulator.world.Changes.Amounts;
import com.ddbm.exactonline.simulator.world.Datasets;
import com.ddbm.exactonline.simulator.world.DivisionState;
import com.ddbm.exactonline.simulator.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Control calls that change rows and divisions. */
final class WorldControl {
  private final World world;

  WorldControl(World world) {
    this.world = world;
  }

  /** The endpoints of the product, or those named. */
  List<Dataset> datasets(List<String> ids) {
    List<Dataset> datasets = new ArrayList<>();
    for (String id : ids.isEmpty() ? List.copyOf(world.catalogue().endpoints().keySet()) : ids) {
      datasets.add(dataset(id));
    }
    return datasets;
  }

  Dataset dataset(String id) {
    Dataset dataset = world.datasets().byId(id);
    if (dataset == null) {
      throw new Wrong("There is no endpoint " + id);
    }
    return dataset;
  }

  List<DivisionState> divisions(List<String> codes) {
    if (codes.isEmpty()) {
      return List.copyOf(world.divisions());
    }
    return codes.stream().map(code -> division(Integer.parseInt(code))).toList();
  }

  DivisionState division(int code) {
    DivisionState division = world.division(code);
    if (division == null) {
      throw new Wrong("There is no division " + code);
    }
    return division;
  }

  /** A batch of changes; what was done, by division and endpoint. */
  Map<Integer, Map<String, Map<String, Integer>>> batch(Body body) {
    long seed = body.big("seed", 1);
    Map<Integer, Map<String, Map<String, Integer>>> done = new TreeMap<>();
    List<Dataset> datasets = datasets(body.texts("endpoints"));
    for (DivisionState division : divisions(body.texts("divisions"))) {
      division.lock().writeLock().lock();
      try {
        Map<String, Map<String, Integer>> byEndpoint = new TreeMap<>();
        for (Dataset dataset : datasets) {
          if (!dataset.id().equals(Datasets.DELETED)) {
            byEndpoint.put(
                dataset.id(),
                Changes.batch(world, division, dataset, seed, amounts(body, division, dataset)));
          }
        }
        done.put(division.code(), byEndpoint);
      } finally {
        division.lock().writeLock().unlock();
      }
    }
    world.flush();
    return done;
  }

  private static Amounts amounts(Body body, DivisionState division, Dataset dataset) {
    if (body.has("share")) {
      int changed = (int) Math.ceil(body.number("share", 0) * division.rows(dataset).count());
      int deleted = changed / 10;
      return new Amounts(
          body.whole("updates", changed - 2 * deleted),
          body.whole("inserts", deleted),
          body.whole("deletions", deleted),
          body.whole("recreated", 0));
    }
    return new Amounts(
        body.whole("updates", 3),
        body.whole("inserts", 2),
        body.whole("deletions", 1),
        body.whole("recreated", 1));
  }

  /** One change of one row. */
  Map<String, Integer> change(Body body) {
    DivisionState division = division(body.whole("division", 0));
    Dataset dataset = dataset(body.text("endpoint", ""));
    if (dataset.id().equals(Datasets.DELETED)) {
      throw new Wrong("The log of deletions is written by deletions only");
    }
    division.lock().writeLock().lock();
    try {
      return Changes.one(
          world, division, dataset, body.text("kind", "update"), body.whole("row", -1));
    } catch (IllegalArgumentException wrong) {
      throw new Wrong(wrong.getMessage());
    } finally {
      division.lock().writeLock().unlock();
      world.flush();
    }
  }

  /** Adds a division, or changes what is said of one. */
  Map<String, Object> changeDivision(Body body) {
    if (!body.has("division")) {
      return report(world.addDivision(body.text("name", null)));
    }
    DivisionState division = division(body.whole("division", 0));
    division.lock().writeLock().lock();
    try {
      if (body.has("name")) {
        division.rename(body.text("name", ""));
      }
      if (body.flag("move", false)) {
        division.move(Math.floorDiv(world.clock().wallClock(), 1000L) * 1000L);
      }
      if (body.has("refusal")) {
        division.refuse(body.text("refusal", ""));
      }
      if (body.has("archived")) {
        division.archive(body.flag("archived", false));
      }
      if (body.flag("expire_deletions", false)) {
        division.expireDeletions();
      }
    } finally {
      division.lock().writeLock().unlock();
      world.flush();
    }
    return report(division);
  }

  /** All divisions. */
  List<Map<String, Object>> divisions() {
    return world.divisions().stream().map(WorldControl::report).toList();
  }

  private static Map<String, Object> report(DivisionState division) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("division", division.code());
    entry.put("name", division.name());
    entry.put("refusal", division.refusal());
    entry.put("archived", division.archived());
    entry.put(
        "moved_at", division.movedAt() == Row.NO_TIME ? null : WallClock.text(division.movedAt()));
    return entry;
  }

  /** How many rows each endpoint has now, by division. */
  Map<Integer, Map<String, Integer>> counts(List<String> codes) {
    Map<Integer, Map<String, Integer>> counts = new TreeMap<>();
    for (DivisionState division : divisions(codes)) {
      Map<String, Integer> byEndpoint = new LinkedHashMap<>();
      division.lock().readLock().lock();
      try {
        for (String id : world.catalogue().endpoints().keySet()) {
          byEndpoint.put(id, division.table(dataset(id)).count());
        }
      } finally {
        division.lock().readLock().unlock();
      }
      counts.put(division.code(), byEndpoint);
    }
    return counts;
  }
}
