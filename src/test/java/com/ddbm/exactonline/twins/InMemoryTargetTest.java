package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.TableName;
import com.ddbm.exactonline.warehouse.Target;
import com.ddbm.exactonline.warehouse.TargetContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class InMemoryTargetTest extends TargetContract {

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final DeletionLog log = new DeletionLog();
  private final InMemoryTarget target = new InMemoryTarget(database, log);

  @Override
  protected Target target() {
    return target;
  }

  @Override
  protected void publish(Runnable work) {
    database.begin();
    try {
      work.run();
      database.commit();
    } catch (RuntimeException failure) {
      database.rollback();
      throw failure;
    }
  }

  @Override
  protected TableName name(String table) {
    return TableName.of("D", "S", table);
  }

  @Override
  protected List<Map<String, String>> rows(TableDefinition definition) {
    InMemoryTable table = target.table(definition.name());
    List<Map<String, String>> rows = new ArrayList<>();
    for (int division : table.divisions()) {
      for (List<InMemoryTable.Row> same : table.division(division).values()) {
        for (InMemoryTable.Row row : same) {
          Map<String, String> values = new LinkedHashMap<>(row.values());
          values.put("_DIVISION", Integer.toString(division));
          values.put("_RUN_ID", row.runId());
          values.put("_ROW_HASH", row.hash());
          values.put("_EXTRA", row.extra());
          values.put("_DELETED_AT", row.deletedAt() == null ? null : row.deletedAt().toString());
          rows.add(values);
        }
      }
    }
    return rows;
  }

  @Override
  protected void dropColumn(TableName table, String column) {
    target.dropColumn(table, column);
  }

  @Override
  protected void logDeletions(List<Deletion> deletions) {
    for (Deletion each : deletions) {
      log.of("exact", each.division())
          .put(
              each.id(),
              new DeletionLog.Entry(
                  each.timestamp(),
                  each.type(),
                  each.entityKey(),
                  Map.of("ID", each.id(), "TIMESTAMP", Long.toString(each.timestamp())),
                  "h" + each.timestamp(),
                  null));
    }
  }
}
