package com.ddbm.exactonline.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.local.Installation;
import com.ddbm.exactonline.local.LocalSnowflake;
import com.ddbm.exactonline.local.OnLocalSnowflake;
import com.ddbm.exactonline.twins.CsvText;
import com.ddbm.exactonline.warehouse.TableDefinition.Definition;
import com.ddbm.exactonline.warehouse.Target.Counts;
import com.ddbm.exactonline.warehouse.Target.MergeRules;
import com.ddbm.exactonline.warehouse.Target.Prepared;
import com.ddbm.exactonline.warehouse.Target.SnapshotResult;
import com.ddbm.exactonline.warehouse.Target.Staging;
import com.ddbm.exactonline.warehouse.Target.WriteStamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What target tables look like and hold, beyond the contract that the twin in memory shares. */
@OnLocalSnowflake
class TargetTablesTest {

  private static final String SCHEMA = "It's; \"quoted\" € schema";
  private static final WriteStamp STAMP =
      new WriteStamp(
          "11111111-1111-1111-1111-111111111111", Instant.parse("2026-03-01T10:00:00.123Z"));

  private final Installation installation = LocalSnowflake.running().emptied();
  private final SqlSession sql = installation.sql();
  private final SnowflakeTarget target = new SnowflakeTarget(sql);

  TargetTablesTest() {
    installation.schema(SCHEMA);
  }

  private TableDefinition everyType(boolean marks) {
    List<Definition> columns = new ArrayList<>();
    columns.add(new Definition("ID", ColumnType.GUID, "The key's comment"));
    for (ColumnType type : ColumnType.values()) {
      columns.add(new Definition("C_" + type, type, "It's a \\ \"comment\""));
    }
    return new TableDefinition(
        TableName.of(installation.database(), SCHEMA, "EVERYTHING"),
        "A table's \"comment\"",
        columns,
        List.of("ID"),
        true,
        null,
        marks);
  }

  private Prepared prepare(TableDefinition table) {
    return target.prepare(List.of(table), changing -> {}).get(table.name());
  }

  /** Rows of division 1; the first has something that came unasked. */
  private Staging staged(TableDefinition table, String[]... rows) {
    CsvPage page = new CsvPages().take(table);
    for (int index = 0; index < rows.length; index++) {
      page.add(1, index, rows[index], index == 0 ? "{\"Unasked\":[1,null]}" : null);
    }
    return staged(table, page);
  }

  private Staging staged(TableDefinition table, CsvPage page) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      page.writeTo(gzip);
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
    Staging staging = target.openStaging(table, "run_1");
    target.stage(staging, "1.csv.gz", bytes.toByteArray());
    target.copy(staging);
    return staging;
  }

  private List<String> column(TableDefinition table, String expression) {
    return sql
        .query("SELECT " + expression + " FROM " + table.name().quoted() + " ORDER BY \"ID\"")
        .stream()
        .map(row -> row.text(0))
        .toList();
  }

  @Test
  void storesEveryTypeExactlyWithNullAndEmptyApart() {
    TableDefinition table = everyType(false);
    prepare(table);
    String most = "99999999999999999999999999.999999999999";
    Staging staging =
        staged(
            table,
            new String[] {
              "a",
              "x",
              "9223372036854775807",
              most,
              "true",
              "2026-10-25T02:30:00.987",
              "é\"\n\\N",
              "00FF"
            },
            new String[] {"b", "", null, "-0.000000000001", "false", null, "", null},
            new String[] {"c", null, null, null, null, null, null, null});
    target.merge(staging, STAMP, MergeRules.NONE);

    assertThat(column(table, "C_INTEGER::VARCHAR"))
        .containsExactly("9223372036854775807", null, null);
    assertThat(column(table, "C_DECIMAL::VARCHAR")).containsExactly(most, "-0.000000000001", null);
    assertThat(column(table, "C_BOOLEAN::VARCHAR")).containsExactly("true", "false", null);
    assertThat(column(table, "TO_VARCHAR(C_DATE_TIME, 'YYYY-MM-DD HH24:MI:SS.FF3')"))
        .containsExactly("2026-10-25 02:30:00.987", null, null);
    assertThat(column(table, "C_TEXT")).containsExactly("é\"\n\\N", "", null);
    assertThat(column(table, "C_GUID")).containsExactly("x", "", null);
    assertThat(column(table, "TO_VARCHAR(C_BINARY, 'HEX')")).containsExactly("00FF", null, null);
    assertThat(column(table, "TO_JSON(\"_EXTRA\")"))
        .containsExactly("{\"Unasked\":[1,null]}", null, null);
    assertThat(column(table, SqlText.toEpochMillis("\"_SYNCED_AT\"") + "::VARCHAR"))
        .containsOnly(Long.toString(STAMP.at().toEpochMilli()));
  }

  @Test
  void commentsOnTheTableAndItsColumns() {
    TableDefinition table = everyType(true);
    prepare(table);
    assertThat(
            sql.query(
                    "SELECT comment FROM information_schema.tables WHERE table_schema = ?"
                        + " AND table_name = 'EVERYTHING'",
                    SCHEMA)
                .get(0)
                .text(0))
        .isEqualTo("A table's \"comment\"");
    List<SqlRow> columns =
        sql.query(
            "SELECT column_name, comment FROM information_schema.columns WHERE table_schema = ?"
                + " ORDER BY ordinal_position",
            SCHEMA);
    assertThat(columns).hasSize(table.columns().size() + 6);
    assertThat(columns).allSatisfy(row -> assertThat(row.text(1)).isNotBlank());
    assertThat(columns.get(1).text(1)).isEqualTo("It's a \\ \"comment\"");
  }

  @Test
  void refusesATableOfAnotherShapeByNamingTheDifferencesAndLeavesItAlone() {
    TableDefinition table = everyType(false);
    sql.execute(
        "CREATE TABLE "
            + table.name().quoted()
            + " (ID NUMBER(5,0), C_DECIMAL NUMBER(10,2), C_TEXT VARCHAR)");
    sql.execute("INSERT INTO " + table.name().quoted() + " VALUES (1, 2, 'theirs')");
    List<Set<TableName>> announced = new ArrayList<>();

    Prepared prepared = target.prepare(List.of(table), announced::add).get(table.name());

    assertThat(announced).isEmpty();
    assertThat(prepared.refusal())
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.error()).isEqualTo(ErrorCode.EO_1016);
              assertThat(refusal)
                  .hasMessageContaining("column ID is NUMBER(5,0) where VARCHAR(36) is needed")
                  .hasMessageContaining("C_DECIMAL is NUMBER(10,2) where NUMBER(38,12)")
                  .hasMessageContaining("key column _DIVISION is missing");
            });
    assertThat(sql.query("SELECT * FROM " + table.name().quoted()))
        .singleElement()
        .satisfies(row -> assertThat(row.size()).isEqualTo(3));
  }

  @Test
  void acceptsWhatItMadeItselfAndKeepsColumnsThatAUserAdded() {
    TableDefinition table = everyType(false);
    prepare(table);
    sql.execute("ALTER TABLE " + table.name().quoted() + " ADD COLUMN mine VARCHAR");
    Prepared prepared = prepare(table);
    assertThat(prepared.refusal()).isEmpty();
    assertThat(prepared.addedColumns()).isEmpty();
    Staging staging = staged(table, new String[] {"a", "x", "1", "1", null, null, "t", null});
    assertThat(target.merge(staging, STAMP, MergeRules.NONE))
        .containsEntry(1, new Counts(1, 0, 0, 0));
  }

  @Test
  void addsTheMarksColumnWhenDeletionsAreMarkedLaterAndHonoursOldMarks() {
    prepare(everyType(false));
    TableDefinition marking = everyType(true);
    Prepared prepared = prepare(marking);
    assertThat(prepared.addedColumns()).isEmpty();
    String[] row = {"a", "x", "1", "1", null, null, "t", null};
    target.merge(staged(marking, row), STAMP, MergeRules.NONE);
    sql.execute("UPDATE " + marking.name().quoted() + " SET \"_DELETED_AT\" = CURRENT_TIMESTAMP()");

    TableDefinition applying = everyType(false);
    prepare(applying);
    assertThat(target.rowCounts(applying, Set.of(1))).containsEntry(1, 0L);
    assertThat(target.merge(staged(applying, row), STAMP, MergeRules.NONE))
        .containsEntry(1, new Counts(1, 0, 0, 0));
    assertThat(target.rowCounts(applying, Set.of(1))).containsEntry(1, 1L);
  }

  @Test
  void comparesSnapshotsNullSafeOnTheKeyAndMarksWhatIsGone() {
    TableDefinition table =
        new TableDefinition(
            TableName.of(installation.database(), SCHEMA, "BALANCE"),
            "",
            List.of(
                new Definition("ID", ColumnType.TEXT, ""),
                new Definition("KIND", ColumnType.INTEGER, ""),
                new Definition("AMOUNT", ColumnType.DECIMAL, "")),
            List.of("ID", "KIND"),
            false,
            null,
            true);
    prepare(table);
    replace(table, new String[] {"a", null, "1"}, new String[] {null, null, "2"});
    SnapshotResult second =
        replace(table, new String[] {null, null, "3"}, new String[] {"a", "5", "1"});
    assertThat(second.divisionsWithDuplicateKeys()).isEmpty();
    assertThat(second.counts()).containsEntry(1, new Counts(1, 1, 0, 1));
    assertThat(target.rowCounts(table, Set.of(1))).containsEntry(1, 2L);
    SnapshotResult third = replace(table, new String[] {"a", null, "1"});
    assertThat(third.counts()).containsEntry(1, new Counts(1, 0, 0, 2));
    assertThat(sql.query("SELECT 1 FROM " + table.name().quoted())).hasSize(3);
  }

  @Test
  void comparesAnAnswerWithEqualRowsAsAMultiset() {
    TableDefinition table =
        new TableDefinition(
            TableName.of(installation.database(), SCHEMA, "AGING"),
            "",
            List.of(new Definition("ID", ColumnType.TEXT, "")),
            List.of("ID"),
            false,
            null,
            false);
    prepare(table);
    String[] same = {"a"};
    assertThat(replace(table, same, same, same).counts()).containsEntry(1, new Counts(3, 0, 0, 0));
    assertThat(replace(table, same, same).counts()).containsEntry(1, new Counts(0, 0, 2, 1));
    assertThat(target.rowCounts(table, Set.of(1))).containsEntry(1, 2L);
    assertThat(replace(table, same, new String[] {"b"}).divisionsWithDuplicateKeys())
        .containsExactly(1);
    assertThat(replace(table, same, new String[] {"b"}).divisionsWithDuplicateKeys()).isEmpty();
  }

  private SnapshotResult replace(TableDefinition table, String[]... rows) {
    CsvPage page = new CsvPages().take(table);
    for (int index = 0; index < rows.length; index++) {
      page.add(1, index, rows[index], null);
    }
    Staging staging = staged(table, page);
    return target.replace(staging, STAMP, Set.of(1), MergeRules.NONE);
  }

  @Test
  void copiesNewRowsOfTheDeletionLogOnce() {
    TableDefinition deleted =
        new TableDefinition(
            TableName.of(installation.database(), SCHEMA, "DELETED"),
            "",
            List.of(
                new Definition("TIMESTAMP", ColumnType.INTEGER, ""),
                new Definition("ID", ColumnType.GUID, ""),
                new Definition("ENTITYTYPE", ColumnType.INTEGER, ""),
                new Definition("ENTITYKEY", ColumnType.GUID, ""),
                new Definition("DELETEDBY", ColumnType.GUID, ""),
                new Definition("DELETEDDATE", ColumnType.DATE_TIME, ""),
                new Definition("DIVISION", ColumnType.INTEGER, "")),
            List.of("ID"),
            true,
            "TIMESTAMP",
            false);
    prepare(deleted);
    Staging staging = target.openStaging(deleted, "run_1");
    target.stage(
        staging,
        "1.csv.gz",
        CsvText.write(
            List.of(
                new String[] {"1", "1", "10", "d1", "2", "k1", "u", null, "1", "h", null},
                new String[] {"1", "2", "20", "d2", "2", "k2", "u", null, "1", "h", "{\"X\":1}"})));
    target.copy(staging);
    sql.query(DeletionLogStatements.append(staging, Set.of(1, 2)), "exact");

    assertThat(target.mergeDeletionLog(deleted, "exact", Map.of(1, 10L), STAMP))
        .containsOnly(Map.entry(1, new Counts(1, 0, 0, 0)));
    assertThat(target.mergeDeletionLog(deleted, "exact", Map.of(1, 0L), STAMP))
        .containsOnly(Map.entry(1, new Counts(1, 0, 1, 0)));
    assertThat(column(deleted, "ENTITYKEY")).containsExactly("k1", "k2");
    assertThat(column(deleted, "TO_JSON(\"_EXTRA\")")).containsExactly(null, "{\"X\":1}");
  }

  @Test
  void saysWhichStatementsAreMissingWhenTheSchemaIsNotThere() {
    TableDefinition table =
        new TableDefinition(
            TableName.of(installation.database(), "ABSENT", "T"),
            "",
            everyType(false).columns(),
            List.of("ID"),
            true,
            null,
            false);
    assertThat(catchThrowableOfType(ConnectorException.class, () -> prepare(table)))
        .satisfies(refusal -> assertThat(refusal.error()).isEqualTo(ErrorCode.EO_3002))
        .hasMessageContaining("GRANT CREATE TABLE ON SCHEMA");
  }
}
