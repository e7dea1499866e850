package com.ddbm.exactonline.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An endpoint as data: the code only interprets it. The 58 of the product and the 440 collections
 * of Exact Online have the same form ({@link Catalogue}).
 *
 * @param id the product's id, for example {@code crm_accounts}
 * @param table the target table, for example {@code CRM_ACCOUNTS}
 * @param title for people, for example {@code CRM - Accounts}
 * @param uri path under {@code /api/v1/}, with the literal {@code {division}}
 * @param kind sync, bulk, single, read, as Exact's reference groups them
 * @param strategy how it is loaded
 * @param columns every property that becomes a column, in catalogue order, never empty
 * @param keyColumns names of the columns of the merge key, in order; empty only for read functions
 *     that return one value and are none of the 58
 * @param documentColumn in streams with header and line rows the column that groups them (EntryID,
 *     InvoiceID, PurchaseOrderID): a deletion may name it in place of the row's ID
 * @param deletions how deletions become known
 * @param entityType the code in sync/Deleted, present exactly when deletions is DELETED_LOG
 * @param pageSize rows per page: 1000 for sync and bulk, 60 for single; read functions have no
 *     fixed size and carry 60
 * @param scopes names of the app-registration scopes that give the right to read it
 * @param syncTimestampName the endPoint value of read/sync/Sync/SyncTimestamp where Exact can
 *     translate a date into a Timestamp for it
 * @param mandatoryParameters query parameters without which it does not answer; none of the 58 has
 *     any
 * @param iteration a property by whose values it may be fetched in parts
 * @param reference the address of Exact's own reference page
 * @param notes facts a user should know, may be empty
 */
public record Endpoint(
    String id,
    String table,
    String title,
    String uri,
    String kind,
    Strategy strategy,
    List<Column> columns,
    List<String> keyColumns,
    Optional<String> documentColumn,
    DeletionMethod deletions,
    OptionalInt entityType,
    int pageSize,
    List<String> scopes,
    Optional<String> syncTimestampName,
    List<Parameter> mandatoryParameters,
    Optional<Iteration> iteration,
    String reference,
    String notes) {

  public Endpoint {
    columns = List.copyOf(columns);
    keyColumns = List.copyOf(keyColumns);
    scopes = List.copyOf(scopes);
    mandatoryParameters = List.copyOf(mandatoryParameters);
  }

  /** An endpoint without mandatory parameters that is fetched in one chain, as nearly all are. */
  public Endpoint(
      String id,
      String table,
      String title,
      String uri,
      String kind,
      Strategy strategy,
      List<Column> columns,
      List<String> keyColumns,
      Optional<String> documentColumn,
      DeletionMethod deletions,
      OptionalInt entityType,
      int pageSize,
      List<String> scopes,
      Optional<String> syncTimestampName,
      String reference,
      String notes) {
    this(
        id,
        table,
        title,
        uri,
        kind,
        strategy,
        columns,
        keyColumns,
        documentColumn,
        deletions,
        entityType,
        pageSize,
        scopes,
        syncTimestampName,
        List.of(),
        Optional.empty(),
        reference,
        notes);
  }

  /** The name of the row-version column of sync endpoints. */
  public static final String TIMESTAMP = "TIMESTAMP";

  /** The name of the column that the modified strategy filters on. */
  public static final String MODIFIED = "MODIFIED";

  /** The id of the endpoint that is the log of deletions itself. */
  public static final String DELETED = "deleted";

  /** The calls that so many rows take: their pages, and one call where there is none. */
  public long pages(long rows) {
    return Math.max(1, (rows + pageSize - 1) / pageSize);
  }

  /** Whether Exact Online can tell what changed since a date, and so a fetch may begin there. */
  public boolean takesStartDate() {
    return switch (strategy) {
      case ROW_VERSION -> syncTimestampName.isPresent();
      case MODIFIED -> true;
      case SNAPSHOT, FULL -> false;
    };
  }

  /**
   * The position of a column in {@link #columns()}.
   *
   * @throws IllegalArgumentException when the endpoint has no such column
   */
  public int indexOf(String columnName) {
    for (int index = 0; index < columns.size(); index++) {
      if (columns.get(index).name().equals(columnName)) {
        return index;
      }
    }
    throw new IllegalArgumentException(id + " has no column " + columnName);
  }

  /** Whether the endpoint has a column of this name. */
  public boolean hasColumn(String columnName) {
    return columns.stream().anyMatch(column -> column.name().equals(columnName));
  }
}
