package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A cursor record with some fields changed. */
final class CursorEdit {

  private final StepKey key;
  private Optional<String> value;
  private Optional<String> checkpoint;
  private long deletionPosition;
  private Optional<Instant> reconciledAt;
  private Optional<String> completeSince;
  private Optional<String> movedAt;
  private List<String> refusedColumns;
  private List<String> catalogueColumns;
  private Optional<Instant> lastSuccessAt;
  private long rowCount;
  private Optional<Instant> rightCheckedAt;
  private Optional<String> rightFound;

  private CursorEdit(CursorRecord record) {
    key = record.key();
    value = record.value();
    checkpoint = record.checkpoint();
    deletionPosition = record.deletionPosition();
    reconciledAt = record.reconciledAt();
    completeSince = record.completeSince();
    movedAt = record.movedAt();
    refusedColumns = record.refusedColumns();
    catalogueColumns = record.catalogueColumns();
    lastSuccessAt = record.lastSuccessAt();
    rowCount = record.rowCount();
    rightCheckedAt = record.rightCheckedAt();
    rightFound = record.rightFound();
  }

  static CursorEdit of(CursorRecord record) {
    return new CursorEdit(record);
  }

  /** A step that was never fetched. */
  static CursorRecord none(StepKey key) {
    return new CursorRecord(
        key,
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty());
  }

  CursorEdit value(Optional<String> text) {
    value = text;
    return this;
  }

  CursorEdit checkpoint(Optional<String> text) {
    checkpoint = text;
    return this;
  }

  CursorEdit deletionPosition(long position) {
    deletionPosition = position;
    return this;
  }

  CursorEdit reconciledAt(Instant moment) {
    reconciledAt = Optional.of(moment);
    return this;
  }

  CursorEdit completeSince(Optional<String> text) {
    completeSince = text;
    return this;
  }

  /** The move date's text, empty when the division never moved. */
  CursorEdit movedAt(String text) {
    movedAt = text.isEmpty() ? Optional.empty() : Optional.of(text);
    return this;
  }

  CursorEdit refusedColumns(List<String> names) {
    refusedColumns = names;
    return this;
  }

  CursorEdit catalogueColumns(List<String> names) {
    catalogueColumns = names;
    return this;
  }

  CursorEdit lastSuccessAt(Instant moment) {
    lastSuccessAt = Optional.of(moment);
    return this;
  }

  CursorEdit rowCount(long rows) {
    rowCount = rows;
    return this;
  }

  CursorEdit right(String found, Instant checkedAt) {
    rightFound = Optional.of(found);
    rightCheckedAt = Optional.of(checkedAt);
    return this;
  }

  CursorRecord done() {
    return new CursorRecord(
        key,
        value,
        checkpoint,
        deletionPosition,
        reconciledAt,
        completeSince,
        movedAt,
        refusedColumns,
        catalogueColumns,
        lastSuccessAt,
        rowCount,
        rightCheckedAt,
        rightFound);
  }
}
