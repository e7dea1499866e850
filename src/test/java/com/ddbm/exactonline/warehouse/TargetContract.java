package com.ddbm.exactonline.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.twins.CsvText;
import com.ddbm.exactonline.warehouse.Target.Counts;
import com.ddbm.exactonline.warehouse.Target.MergeRules;
import com.ddbm.exactonline.warehouse.Target.Prepared;
import com.ddbm.exactonline.warehouse.Target.SnapshotResult;
import com.ddbm.exactonline.warehouse.Target.Staging;
import com.ddbm.exactonline.warehouse.Target.WriteStamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link Target} does; runs on the twin in memory and on Snowflake's SQL. */
public abstract class TargetContract {

  private static final String RUN = "11111111-1111-1111-1111-111111111111";
  private static final WriteStamp STAMP =
      new WriteStamp(RUN, Instant.parse("2026-03-01T10:00:00Z"));

  /** A deletion as it stands in the log. */
  public record Deletion(int division, String id, long timestamp, int type, String entityKey) {}

  /** The target under test, its schema empty. */
  protected abstract Target target();

  /** Runs work as the journal's publish does: in a transaction, rolled back when it throws. */
  protected abstract void publish(Runnable work);

  /** A table of this name in the schema of the test. */
  protected abstract TableName name(String table);

  /**
   * All rows: data columns, {@code _DIVISION}, {@code _RUN_ID}, {@code _ROW_HASH}, {@code _EXTRA}
   * as text (null for NULL), and {@code _DELETED_AT} where marks are kept.
   */
  protected abstract List<Map<String, String>> rows(TableDefinition table);

  /** What a user might do: ALTER TABLE ... DROP COLUMN. */
  protected abstract void dropColumn(TableName table, String column);

  /**
   * Fills the deletion log of connection {@code exact}; an entry that is there takes the new form.
   */
  protected abstract void logDeletions(List<Deletion> deletions);

  // ---- what the tests use

  private TableDefinition items(boolean marks) {
    return table("ITEMS", List.of("ID"), "TIMESTAMP", marks);
  }

  private TableDefinition table(String name, List<String> key, String version, boolean marks) {
    return new TableDefinition(
        name(name),
        "Items",
        List.of(
            new TableDefinition.Definition("TIMESTAMP", ColumnType.INTEGER, "Row version"),
            new TableDefinition.Definition("ID", ColumnType.TEXT, "Key"),
            new TableDefinition.Definition("ENTRYID", ColumnType.TEXT, "Document"),
            new TableDefinition.Definition("DESCRIPTION", ColumnType.TEXT, "Text"),
            new TableDefinition.Definition("PRICE", ColumnType.DECIMAL, "Money")),
        key,
        version != null,
        version,
        marks);
  }

  private Prepared prepare(TableDefinition table) {
    return target().prepare(List.of(table), changing -> {}).get(table.name());
  }

  private static String[] row(
      int division, long sequence, Long timestamp, String id, String description, String hash) {
    return new String[] {
      Integer.toString(division),
      Long.toString(sequence),
      timestamp == null ? null : timestamp.toString(),
      id,
      null,
      description,
      "1.5",
      hash,
      null
    };
  }

  private Staging staged(TableDefinition table, String[]... rows) {
    Staging staging = target().openStaging(table, "run_1");
    if (rows.length > 0) {
      target().stage(staging, "1.csv.gz", CsvText.write(List.of(rows)));
    }
    assertThat(target().copy(staging)).isEqualTo(rows.length);
    return staging;
  }

  private Map<Integer, Counts> merge(TableDefinition table, MergeRules rules, String[]... rows) {
    Staging staging = staged(table, rows);
    List<Map<Integer, Counts>> result = new ArrayList<>();
    publish(() -> result.add(target().merge(staging, STAMP, rules)));
    target().closeStaging(staging);
    return result.get(0);
  }

  private SnapshotResult replace(TableDefinition table, Set<Integer> divisions, String[]... rows) {
    Staging staging = staged(table, rows);
    List<SnapshotResult> result = new ArrayList<>();
    publish(() -> result.add(target().replace(staging, STAMP, divisions, MergeRules.NONE)));
    target().closeStaging(staging);
    return result.get(0);
  }

  private List<String> values(TableDefinition table, String column) {
    return rows(table).stream().map(row -> String.valueOf(row.get(column))).sorted().toList();
  }

  // ---- preparing

  @Test
  void createsAnAbsentTableOnceAndSaysSoBeforehand() {
    TableDefinition table = items(false);
    List<Set<TableName>> announced = new ArrayList<>();
    Prepared first = target().prepare(List.of(table), announced::add).get(table.name());
    Prepared second = target().prepare(List.of(table), announced::add).get(table.name());
    assertThat(first.created()).isTrue();
    assertThat(first.addedColumns()).isEmpty();
    assertThat(second.created()).isFalse();
    assertThat(announced).containsExactly(Set.of(table.name()));
    assertThat(rows(table)).isEmpty();
  }

  @Test
  void addsAMissingColumnAndForgetsHashesSoThatAWholeFetchWritesAgain() {
    TableDefinition table = items(false);
    prepare(table);
    merge(table, MergeRules.NONE, row(1, 1, 5L, "a", "x", "h1"));
    dropColumn(table.name(), "DESCRIPTION");

    List<Set<TableName>> announced = new ArrayList<>();
    Prepared prepared = target().prepare(List.of(table), announced::add).get(table.name());

    assertThat(prepared.addedColumns()).containsExactly("DESCRIPTION");
    assertThat(announced).containsExactly(Set.of(table.name()));
    assertThat(merge(table, MergeRules.NONE, row(1, 1, 5L, "a", "x", "h1")))
        .containsEntry(1, new Counts(0, 1, 0, 0));
    assertThat(values(table, "DESCRIPTION")).containsExactly("x");
  }

  // ---- merging

  @Test
  void writesNewRowsAndCountsThemPerDivision() {
    TableDefinition table = items(false);
    prepare(table);
    Map<Integer, Counts> counts =
        merge(
            table,
            MergeRules.NONE,
            row(1, 1, 5L, "a", "x", "h1"),
            row(1, 2, 6L, "b", "", "h2"),
            row(2, 1, 5L, "a", null, "h3"));
    assertThat(counts)
        .containsOnly(Map.entry(1, new Counts(2, 0, 0, 0)), Map.entry(2, new Counts(1, 0, 0, 0)));
    assertThat(values(table, "DESCRIPTION")).containsExactly("", "null", "x");
    assertThat(values(table, "_RUN_ID")).containsOnly(RUN);
    assertThat(values(table, "_DIVISION")).containsExactly("1", "1", "2");
  }

  @Test
  void leavesEqualRowsAloneAndWritesChangedOnes() {
    TableDefinition table = items(false);
    prepare(table);
    merge(table, MergeRules.NONE, row(1, 1, 5L, "a", "x", "h1"), row(1, 2, 6L, "b", "y", "h2"));
    assertThat(
            merge(
                table,
                MergeRules.NONE,
                row(1, 1, 5L, "a", "x", "h1"),
                row(1, 2, 7L, "b", "z", "h9")))
        .containsEntry(1, new Counts(0, 1, 1, 0));
    assertThat(values(table, "DESCRIPTION")).containsExactly("x", "z");
  }

  @Test
  void takesTheNewestVersionOfAKeyThatComesTwice() {
    TableDefinition table = items(false);
    prepare(table);
    merge(table, MergeRules.NONE, row(1, 1, 9L, "a", "new", "h2"), row(1, 2, 5L, "a", "old", "h1"));
    assertThat(values(table, "DESCRIPTION")).containsExactly("new");
  }

  @Test
  void takesTheLaterArrivalWhereThereIsNoVersion() {
    TableDefinition table = table("PLAIN", List.of("ID"), null, false);
    prepare(table);
    merge(
        table,
        MergeRules.NONE,
        row(1, 1, null, "a", "first", "h1"),
        row(1, 2, null, "a", "second", "h2"));
    assertThat(values(table, "DESCRIPTION")).containsExactly("second");
  }

  @Test
  void keepsAStoredRowThatIsNewerExceptWhileADivisionIsReloadedAfterAMove() {
    TableDefinition table = items(false);
    prepare(table);
    merge(table, MergeRules.NONE, row(1, 1, 9L, "a", "new", "h2"));
    assertThat(merge(table, MergeRules.NONE, row(1, 1, 5L, "a", "old", "h1")))
        .containsEntry(1, new Counts(0, 0, 1, 0));
    assertThat(values(table, "DESCRIPTION")).containsExactly("new");
    assertThat(merge(table, new MergeRules(Set.of(1), Map.of()), row(1, 1, 5L, "a", "moved", "h3")))
        .containsEntry(1, new Counts(0, 1, 0, 0));
    assertThat(values(table, "DESCRIPTION")).containsExactly("moved");
  }

  @Test
  void keepsTheStoredValueOfAColumnThatTheServerRefused() {
    TableDefinition table = items(false);
    prepare(table);
    merge(table, MergeRules.NONE, row(1, 1, 5L, "a", "kept", "h1"));
    merge(
        table,
        new MergeRules(Set.of(), Map.of(1, Set.of("DESCRIPTION"))),
        row(1, 1, 6L, "a", null, "h2"),
        row(2, 1, 6L, "a", "other", "h2"));
    assertThat(values(table, "DESCRIPTION")).containsExactly("kept", "other");
    assertThat(values(table, "TIMESTAMP")).containsExactly("6", "6");
  }

  @Test
  void rollsBackWithThePublish() {
    TableDefinition table = items(false);
    prepare(table);
    Staging staging = staged(table, row(1, 1, 5L, "a", "x", "h1"));
    assertThatThrownBy(
            () ->
                publish(
                    () -> {
                      target().merge(staging, STAMP, MergeRules.NONE);
                      throw new IllegalStateException("crash");
                    }))
        .hasMessageContaining("crash");
    assertThat(rows(table)).isEmpty();
  }

  @Test
  void opensAStagingEmptyEachTime() {
    TableDefinition table = items(false);
    prepare(table);
    staged(table, row(1, 1, 5L, "a", "x", "h1"));
    assertThat(merge(table, MergeRules.NONE, row(1, 1, 5L, "b", "x", "h1")))
        .containsEntry(1, new Counts(1, 0, 0, 0));
    assertThat(values(table, "ID")).containsExactly("b");
  }

  @Test
  void copiesSeveralFilesAtOnce() {
    TableDefinition table = items(false);
    prepare(table);
    Staging staging = target().openStaging(table, "run_1");
    target()
        .stage(
            staging,
            "1.csv.gz",
            CsvText.write(List.<String[]>of(row(1, 1, 1L, "a", "\"q\",\n", "h"))));
    target()
        .stage(
            staging, "2.csv.gz", CsvText.write(List.<String[]>of(row(1, 2, 2L, "b", "é€", "h"))));
    assertThat(target().copy(staging)).isEqualTo(2);
    publish(() -> target().merge(staging, STAMP, MergeRules.NONE));
    assertThat(values(table, "DESCRIPTION")).containsExactly("\"q\",\n", "é€");
  }

  // ---- snapshots

  @Test
  void writesOnlyTheDifferencesOfASnapshotAndDeletesWhatIsGone() {
    TableDefinition table = table("BALANCE", List.of("ID", "ENTRYID"), null, false);
    prepare(table);
    replace(
        table,
        Set.of(1, 2),
        row(1, 1, null, "a", "x", "h1"),
        row(1, 2, null, "b", "y", "h2"),
        row(2, 1, null, "a", "z", "h3"));
    SnapshotResult result =
        replace(table, Set.of(1), row(1, 1, null, "a", "x", "h1"), row(1, 2, null, "c", "w", "h4"));
    assertThat(result.counts()).containsOnly(Map.entry(1, new Counts(1, 0, 1, 1)));
    assertThat(result.divisionsWithDuplicateKeys()).isEmpty();
    assertThat(values(table, "DESCRIPTION")).containsExactly("w", "x", "z");
  }

  @Test
  void emptiesADivisionWhoseCompleteAnswerIsEmpty() {
    TableDefinition table = table("BALANCE", List.of("ID", "ENTRYID"), null, false);
    prepare(table);
    replace(table, Set.of(1), row(1, 1, null, "a", "x", "h1"));
    assertThat(replace(table, Set.of(1)).counts()).containsEntry(1, new Counts(0, 0, 0, 1));
    assertThat(rows(table)).isEmpty();
  }

  @Test
  void dropsNoneOfTwoRowsWithTheSameKeyInOneAnswer() {
    TableDefinition table = table("BALANCE", List.of("ID", "ENTRYID"), null, false);
    prepare(table);
    String[][] answer = {
      row(1, 1, null, "a", "x", "h1"),
      row(1, 2, null, "a", "y", "h2"),
      row(1, 3, null, "b", "z", "h3")
    };
    SnapshotResult first = replace(table, Set.of(1), answer);
    assertThat(first.divisionsWithDuplicateKeys()).containsExactly(1);
    assertThat(first.counts()).containsEntry(1, new Counts(3, 0, 0, 0));
    assertThat(replace(table, Set.of(1), answer).counts()).containsEntry(1, new Counts(0, 0, 3, 0));
    assertThat(values(table, "DESCRIPTION")).containsExactly("x", "y", "z");
    replace(table, Set.of(1), row(1, 1, null, "a", "y", "h2"));
    assertThat(values(table, "DESCRIPTION")).containsExactly("y");
  }

  // ---- deletions

  @Test
  void deletesRowsWhoseKeysWereNotRememberedInTheNamedDivisionsOnly() {
    TableDefinition table = items(false);
    prepare(table);
    merge(
        table,
        MergeRules.NONE,
        row(1, 1, 1L, "a", "x", "h"),
        row(1, 2, 2L, "b", "x", "h"),
        row(2, 1, 1L, "a", "x", "h"));
    Staging keys = target().openStaging(table.keysOnly(), "run_1_k");
    target()
        .stage(
            keys,
            "1.csv.gz",
            CsvText.write(
                List.of(
                    new String[] {"1", "1", "a", "", null},
                    new String[] {"2", "1", "zz", "", null})));
    target().copy(keys);
    publish(() -> target().rememberKeys(keys, RUN, Set.of(1)));
    publish(
        () -> {
          assertThat(target().deleteUnseen(table, RUN, STAMP, Set.of(1)))
              .containsExactly(Map.entry(1, 1L));
          target().forgetKeys(table, RUN, Set.of(1));
        });
    assertThat(rows(table)).hasSize(2);
    // Forgotten keys count no more, and those of division 2 were never taken.
    publish(
        () ->
            assertThat(target().deleteUnseen(table, RUN, STAMP, Set.of(1, 2)))
                .containsOnly(Map.entry(1, 1L), Map.entry(2, 1L)));
    assertThat(rows(table)).isEmpty();
  }

  @Test
  void appliesDeletionsToRowsThatAreNotNewerThanThem() {
    TableDefinition table = items(false);
    prepare(table);
    merge(
        table,
        MergeRules.NONE,
        row(1, 1, 5L, "gone", "x", "h"),
        row(1, 2, 50L, "recreated", "x", "h"),
        row(1, 3, 5L, "othertype", "x", "h"),
        row(1, 4, 5L, "applied", "x", "h"),
        row(2, 1, 5L, "gone", "x", "h"));
    logDeletions(
        List.of(
            new Deletion(1, "d1", 20, 9, "gone"),
            new Deletion(1, "d2", 20, 9, "recreated"),
            new Deletion(1, "d3", 20, 10, "othertype"),
            new Deletion(1, "d4", 8, 9, "applied")));
    publish(
        () ->
            assertThat(target().applyDeletions(table, "exact", 9, null, Map.of(1, 8L), STAMP))
                .containsExactly(Map.entry(1, 1L)));
    assertThat(values(table, "ID")).containsExactly("applied", "gone", "othertype", "recreated");
    assertThat(rows(table)).hasSize(4);
  }

  @Test
  void deletesAllRowsOfADocumentThatADeletionNames() {
    TableDefinition table = items(false);
    prepare(table);
    String[] header = row(1, 1, 5L, "h", "header", "h");
    String[] line = row(1, 2, 5L, "l", "line", "h");
    header[4] = "doc";
    line[4] = "doc";
    merge(table, MergeRules.NONE, header, line, row(1, 3, 5L, "o", "other", "h"));
    logDeletions(List.of(new Deletion(1, "d1", 20, 1, "doc")));
    publish(
        () ->
            assertThat(target().applyDeletions(table, "exact", 1, "ENTRYID", Map.of(1, 0L), STAMP))
                .containsExactly(Map.entry(1, 2L)));
    assertThat(values(table, "ID")).containsExactly("o");
  }

  @Test
  void bringsRowsOfTheDeletionLogUpToDateOnceADivisionWasMoved() {
    TableDefinition table = items(false);
    prepare(table);
    logDeletions(List.of(new Deletion(1, "d1", 20, 9, "a"), new Deletion(1, "d2", 21, 9, "b")));
    publish(
        () ->
            assertThat(target().mergeDeletionLog(table, "exact", Map.of(1, 0L), STAMP))
                .containsOnly(Map.entry(1, new Counts(2, 0, 0, 0))));
    logDeletions(List.of(new Deletion(1, "d1", 5, 9, "a"), new Deletion(1, "d3", 7, 9, "c")));
    publish(
        () ->
            assertThat(target().mergeDeletionLog(table, "exact", Map.of(1, 0L), STAMP))
                .containsOnly(Map.entry(1, new Counts(1, 1, 1, 0))));
    assertThat(rows(table))
        .extracting(row -> row.get("ID") + " " + row.get("TIMESTAMP"))
        .containsExactlyInAnyOrder("d1 5", "d2 21", "d3 7");
    publish(
        () ->
            assertThat(target().mergeDeletionLog(table, "exact", Map.of(1, 0L), STAMP))
                .containsOnly(Map.entry(1, new Counts(0, 0, 3, 0))));
  }

  @Test
  void marksInPlaceOfDeletingAndRevivesARowThatComesBack() {
    TableDefinition table = items(true);
    prepare(table);
    merge(table, MergeRules.NONE, row(1, 1, 5L, "a", "x", "h1"));
    logDeletions(List.of(new Deletion(1, "d1", 20, 9, "a")));
    publish(() -> target().applyDeletions(table, "exact", 9, null, Map.of(1, 0L), STAMP));
    assertThat(rows(table)).hasSize(1);
    assertThat(rows(table).get(0).get("_DELETED_AT")).isNotNull();
    assertThat(target().rowCounts(table, Set.of(1))).containsEntry(1, 0L);
    publish(
        () ->
            assertThat(target().applyDeletions(table, "exact", 9, null, Map.of(1, 0L), STAMP))
                .isEmpty());
    assertThat(merge(table, MergeRules.NONE, row(1, 1, 30L, "a", "x", "h1")))
        .containsEntry(1, new Counts(1, 0, 0, 0));
    assertThat(rows(table).get(0).get("_DELETED_AT")).isNull();
    assertThat(target().rowCounts(table, Set.of(1))).containsEntry(1, 1L);
  }

  @Test
  void revivesAMarkedRowWhateverItsVersion() {
    TableDefinition table = items(true);
    prepare(table);
    merge(table, MergeRules.NONE, row(1, 1, 500L, "a", "x", "h1"));
    publish(() -> target().deleteUnseen(table, RUN, STAMP, Set.of(1)));
    // The division was moved meanwhile: row versions begin anew.
    assertThat(merge(table, MergeRules.NONE, row(1, 1, 7L, "a", "y", "h2")))
        .containsEntry(1, new Counts(1, 0, 0, 0));
    assertThat(values(table, "DESCRIPTION")).containsExactly("y");
  }

  @Test
  void findsDivisionsWithRowsThatLackAValue() {
    TableDefinition table = items(false);
    prepare(table);
    merge(table, MergeRules.NONE, row(1, 1, 5L, "a", "x", "h"), row(2, 1, 5L, "a", null, "h"));
    assertThat(target().divisionsWithNull(table, "DESCRIPTION", Set.of(1, 2))).containsExactly(2);
  }

  @Test
  void dropsStagingThatEarlierOwnersLeft() {
    TableDefinition table = items(false);
    prepare(table);
    staged(table, row(1, 1, 5L, "a", "x", "h"));
    target().dropAbandonedStaging("run_");
    assertThat(merge(table, MergeRules.NONE, row(1, 1, 5L, "b", "x", "h")))
        .containsEntry(1, new Counts(1, 0, 0, 0));
  }
}
