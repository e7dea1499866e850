package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.warehouse.Target;
import com.ddbm.exactonline.warehouse.Target.Staging;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Brings the files of a batch into staging tables: uploads while workers go on, one COPY per table
 * and kind when the batch is closed. On the engine's thread, outside transactions.
 */
final class Loader {

  /** The staging tables of one batch. */
  static final class Open {
    final Map<Batch.Lane, Staging> stagings = new LinkedHashMap<>();
    final Map<Batch.Lane, ConnectorException> failures = new LinkedHashMap<>();
    private final Set<Staging> copied = new LinkedHashSet<>();
    private int files;
  }

  /** A file that waits for upload. */
  record Upload(Batch batch, Batch.Lane lane, byte[] bytes) {}

  private final Target target;
  private final Batches batches;
  private final Pulse pulse;
  private final String owner;

  /**
   * @param owner a name no other holder uses
   */
  Loader(Target target, Batches batches, Pulse pulse, String owner) {
    this.target = target;
    this.batches = batches;
    this.pulse = pulse;
    this.owner = owner;
  }

  /**
   * Uploads closed files of the current batch.
   *
   * @param closeAll also those that are still small, to make room
   */
  void upload(boolean closeAll) throws InterruptedException {
    for (Upload upload : batches.takeClosed(closeAll)) {
      upload(upload);
    }
  }

  private void upload(Upload upload) throws InterruptedException {
    Open open = upload.batch().open;
    try {
      if (!open.failures.containsKey(upload.lane())) {
        pulse.beat();
        String name = "part_" + ++open.files + ".csv.gz";
        target.stage(staging(open, upload.lane()), name, upload.bytes());
      }
    } catch (ConnectorException failure) {
      open.failures.put(upload.lane(), failure);
    } finally {
      batches.uploaded(upload);
    }
  }

  /** The staging table of a lane in a batch, opened when it is first needed. */
  Staging staging(Open open, Batch.Lane lane) {
    Staging staging = open.stagings.get(lane);
    if (staging == null) {
      staging = target.openStaging(lane.table(), owner + "_" + lane.kind().suffix);
      open.stagings.put(lane, staging);
    }
    return staging;
  }

  /** Brings everything of a closed batch into its staging tables. */
  void load(Batch batch) throws InterruptedException {
    for (Upload upload : batches.takeRest(batch)) {
      upload(upload);
    }
    for (Map.Entry<Batch.Lane, Staging> each : batch.open.stagings.entrySet()) {
      if (!batch.open.failures.containsKey(each.getKey())
          && batch.open.copied.add(each.getValue())) {
        pulse.beat();
        try {
          target.copy(each.getValue());
        } catch (ConnectorException failure) {
          batch.open.failures.put(each.getKey(), failure);
        }
      }
    }
  }

  /** Drops the staging tables of a batch; one that cannot be dropped is left to the next holder. */
  void close(Batch batch) {
    for (Staging staging : batch.open.stagings.values()) {
      try {
        target.closeStaging(staging);
      } catch (ConnectorException left) {
        // dropAbandonedStaging removes it with the next execution of the run
        continue;
      }
    }
  }
}
