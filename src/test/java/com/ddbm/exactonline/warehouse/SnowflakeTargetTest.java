package com.ddbm.exactonline.warehouse;

import com.ddbm.exactonline.local.Installation;
import com.ddbm.exactonline.local.LocalSnowflake;
import com.ddbm.exactonline.local.OnLocalSnowflake;
import com.ddbm.exactonline.warehouse.TableDefinition.Definition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The target's contract on real SQL. */
@OnLocalSnowflake
class SnowflakeTargetTest extends TargetContract {

  private static final String SCHEMA = "Target \"x\" schema";

  private final Installation installation = LocalSnowflake.running().emptied();
  private final SqlSession sql = installation.sql();
  private final SnowflakeTarget target = new SnowflakeTarget(sql);

  SnowflakeTargetTest() {
    installation.schema(SCHEMA);
  }

  @Override
  protected Target target() {
    return target;
  }

  @Override
  protected void publish(Runnable work) {
    sql.execute("BEGIN TRANSACTION");
    try {
      work.run();
      sql.execute("COMMIT");
    } catch (RuntimeException failure) {
      sql.execute("ROLLBACK");
      throw failure;
    }
  }

  @Override
  protected TableName name(String table) {
    return TableName.of(installation.database(), SCHEMA, table);
  }

  @Override
  protected List<Map<String, String>> rows(TableDefinition table) {
    List<String> columns = new ArrayList<>(table.columns().stream().map(Definition::name).toList());
    columns.addAll(List.of("_DIVISION", "_RUN_ID", "_ROW_HASH", "_EXTRA"));
    if (table.markDeletions()) {
      columns.add("_DELETED_AT");
    }
    List<Map<String, String>> rows = new ArrayList<>();
    String list =
        String.join(
            ", ", columns.stream().map(name -> SqlText.quoted(name) + "::VARCHAR").toList());
    for (SqlRow row : sql.query("SELECT " + list + " FROM " + table.name().quoted())) {
      Map<String, String> values = new LinkedHashMap<>();
      for (int index = 0; index < columns.size(); index++) {
        values.put(columns.get(index), row.text(index));
      }
      rows.add(values);
    }
    return rows;
  }

  @Override
  protected void dropColumn(TableName table, String column) {
    sql.execute("ALTER TABLE " + table.quoted() + " DROP COLUMN " + SqlText.quoted(column));
  }

  @Override
  protected void logDeletions(List<Deletion> deletions) {
    for (Deletion each : deletions) {
      sql.execute(
          "DELETE FROM state.deletion_log WHERE connection = 'exact' AND division = ? AND id = ?",
          each.division(),
          each.id());
      sql.execute(
          "INSERT INTO state.deletion_log (connection, division, id, row_version, entity_type,"
              + " entity_key, row_hash) VALUES ('exact', ?, ?, ?, ?, ?, ?)",
          each.division(),
          each.id(),
          each.timestamp(),
          each.type(),
          each.entityKey(),
          "h" + each.timestamp());
    }
  }
}
