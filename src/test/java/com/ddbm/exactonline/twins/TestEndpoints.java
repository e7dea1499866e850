package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.DeletionMethod;
import com.ddbm.exactonline.catalogue.EdmType;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** A small catalogue with one endpoint of each kind and few columns, pages of three rows. */
public final class TestEndpoints {

  public static final int PAGE = 3;

  public static final Endpoint ACCOUNTS =
      endpoint("accounts", Strategy.ROW_VERSION, DeletionMethod.DELETED_LOG, 2, null, "ID");
  public static final Endpoint LINES =
      endpoint("lines", Strategy.ROW_VERSION, DeletionMethod.DELETED_LOG, 1, "ENTRYID", "ID");
  public static final Endpoint PRICES =
      endpoint("prices", Strategy.ROW_VERSION, DeletionMethod.RECONCILE_KEYS, 0, null, "ID");
  public static final Endpoint ASSETS =
      endpoint("assets", Strategy.MODIFIED, DeletionMethod.RECONCILE_KEYS, 0, null, "ID");
  public static final Endpoint MAPPINGS =
      endpoint("mappings", Strategy.FULL, DeletionMethod.COMPLETE_FETCH, 0, null, "ID");
  public static final Endpoint BALANCE =
      endpoint(
          "balance", Strategy.SNAPSHOT, DeletionMethod.COMPLETE_FETCH, 0, null, "ID", "ENTRYID");
  public static final Endpoint DELETED = deleted();

  private TestEndpoints() {}

  /** All of them, in catalogue order. */
  public static List<Endpoint> all() {
    return List.of(ACCOUNTS, LINES, PRICES, ASSETS, MAPPINGS, BALANCE, DELETED);
  }

  /** The same endpoint with a column more, as a later version of the app may have it. */
  public static Endpoint widened(Endpoint endpoint, String property) {
    List<Column> columns = new ArrayList<>(endpoint.columns());
    columns.add(column(property, EdmType.STRING, false));
    return new Endpoint(
        endpoint.id(),
        endpoint.table(),
        endpoint.title(),
        endpoint.uri(),
        endpoint.kind(),
        endpoint.strategy(),
        columns,
        endpoint.keyColumns(),
        endpoint.documentColumn(),
        endpoint.deletions(),
        endpoint.entityType(),
        endpoint.pageSize(),
        endpoint.scopes(),
        endpoint.syncTimestampName(),
        endpoint.reference(),
        endpoint.notes());
  }

  /** The same endpoint with pages of another size. */
  public static Endpoint paged(Endpoint endpoint, int pageSize) {
    return new Endpoint(
        endpoint.id(),
        endpoint.table(),
        endpoint.title(),
        endpoint.uri(),
        endpoint.kind(),
        endpoint.strategy(),
        endpoint.columns(),
        endpoint.keyColumns(),
        endpoint.documentColumn(),
        endpoint.deletions(),
        endpoint.entityType(),
        pageSize,
        endpoint.scopes(),
        endpoint.syncTimestampName(),
        endpoint.reference(),
        endpoint.notes());
  }

  private static Endpoint endpoint(
      String id,
      Strategy strategy,
      DeletionMethod deletions,
      int entityType,
      String document,
      String... keys) {
    List<Column> columns = new ArrayList<>();
    if (strategy == Strategy.ROW_VERSION) {
      columns.add(column("Timestamp", EdmType.INT64, false));
    }
    columns.add(column("ID", EdmType.GUID, true));
    columns.add(column("EntryID", EdmType.GUID, keys.length > 1));
    columns.add(column("Description", EdmType.STRING, false));
    columns.add(column("Amount", EdmType.DOUBLE, false));
    if (strategy == Strategy.MODIFIED) {
      columns.add(column("Modified", EdmType.DATE_TIME, false));
    }
    return new Endpoint(
        id,
        id.toUpperCase(Locale.ROOT),
        id,
        "{division}/test/" + id,
        strategy == Strategy.ROW_VERSION ? "sync" : "single",
        strategy,
        columns,
        List.of(keys),
        Optional.ofNullable(document),
        deletions,
        entityType == 0 ? OptionalInt.empty() : OptionalInt.of(entityType),
        PAGE,
        List.of("scope"),
        strategy == Strategy.ROW_VERSION ? Optional.of(id) : Optional.empty(),
        "",
        "");
  }

  private static Endpoint deleted() {
    return new Endpoint(
        "deleted",
        "DELETED",
        "Deleted",
        "{division}/sync/Deleted",
        "sync",
        Strategy.ROW_VERSION,
        List.of(
            column("Timestamp", EdmType.INT64, false),
            column("ID", EdmType.GUID, true),
            column("EntityKey", EdmType.GUID, false),
            column("EntityType", EdmType.INT32, false)),
        List.of("ID"),
        Optional.empty(),
        DeletionMethod.NONE,
        OptionalInt.empty(),
        PAGE,
        List.of("scope"),
        Optional.empty(),
        "",
        "");
  }

  private static Column column(String property, EdmType type, boolean key) {
    return new Column(property, property.toUpperCase(Locale.ROOT), type, key, "documented");
  }
}
