package com.ddbm.exactonline.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint of the product is complete and consistent. */
class CatalogueTest {

  private static final Catalogue CATALOGUE = Catalogue.get();

  static Stream<Endpoint> endpoints() {
    return CATALOGUE.endpoints().stream();
  }

  static Stream<Endpoint> collections() {
    return CATALOGUE.collections().stream();
  }

  @Test
  void holds58EndpointsAnd440Collections() {
    assertThat(CATALOGUE.endpoints()).hasSize(58);
    assertThat(CATALOGUE.collections()).hasSize(440);
    assertThat(CATALOGUE.collections()).containsAll(CATALOGUE.endpoints());
  }

  @Test
  void namesAreUniqueAmongTheProductAndAmongAllCollections() {
    assertThat(CATALOGUE.endpoints()).extracting(Endpoint::table).doesNotHaveDuplicates();
    assertThat(CATALOGUE.collections()).extracting(Endpoint::id).doesNotHaveDuplicates();
    assertThat(CATALOGUE.collections()).extracting(Endpoint::uri).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void anEndpointIsComplete(Endpoint endpoint) {
    assertThat(endpoint.id()).matches("[a-z][a-z0-9_]*");
    assertThat(endpoint.table()).matches("[A-Z][A-Z0-9_]*").hasSizeLessThanOrEqualTo(200);
    assertThat(endpoint.title()).isNotBlank();
    assertThat(endpoint.uri()).startsWith("{division}/");
    assertThat(endpoint.columns()).isNotEmpty();
    assertThat(endpoint.keyColumns()).isNotEmpty();
    assertThat(endpoint.pageSize()).isIn(60, 1000);
    assertThat(endpoint.scopes()).isNotEmpty().doesNotContain("");
    assertThat(endpoint.reference()).startsWith("https://start.exactonline.nl/docs/");
    assertThat(endpoint.mandatoryParameters()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("collections")
  void columnsAreUniqueAfterFoldingAndCanBeSelected(Endpoint endpoint) {
    Set<String> names = new HashSet<>();
    for (Column column : endpoint.columns()) {
      assertThat(column.name()).isEqualTo(column.property().toUpperCase(Locale.ROOT));
      assertThat(column.property()).matches("[A-Za-z][A-Za-z0-9_]*");
      assertThat(names.add(column.name())).as("%s once", column.name()).isTrue();
      assertThat(column.type()).isNotNull();
      assertThat(column.confidence()).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource("collections")
  void keysExistAndAreMarked(Endpoint endpoint) {
    assertThat(endpoint.keyColumns()).allMatch(endpoint::hasColumn);
    List<String> marked =
        endpoint.columns().stream().filter(Column::key).map(Column::name).sorted().toList();
    assertThat(endpoint.keyColumns().stream().sorted().toList()).isEqualTo(marked);
  }

  @ParameterizedTest
  @MethodSource("collections")
  void theColumnsOfItsStrategyExist(Endpoint endpoint) {
    switch (endpoint.strategy()) {
      case ROW_VERSION -> {
        assertThat(endpoint.kind()).isEqualTo("sync");
        assertThat(endpoint.columns().get(endpoint.indexOf(Endpoint.TIMESTAMP)).type())
            .isEqualTo(EdmType.INT64);
        assertThat(endpoint.keyColumns()).doesNotContain(Endpoint.TIMESTAMP).isNotEmpty();
      }
      case MODIFIED -> {
        assertThat(endpoint.columns().get(endpoint.indexOf(Endpoint.MODIFIED)).type())
            .isEqualTo(EdmType.DATE_TIME);
        assertThat(endpoint.keyColumns()).isNotEmpty();
      }
      case FULL -> assertThat(endpoint.keyColumns()).isNotEmpty();
      case SNAPSHOT -> assertThat(endpoint.syncTimestampName()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void deletionsFitTheStrategy(Endpoint endpoint) {
    assertThat(endpoint.entityType().isPresent())
        .isEqualTo(endpoint.deletions() == DeletionMethod.DELETED_LOG);
    switch (endpoint.deletions()) {
      case DELETED_LOG, NONE -> assertThat(endpoint.strategy()).isEqualTo(Strategy.ROW_VERSION);
      case RECONCILE_KEYS ->
          assertThat(endpoint.strategy()).isIn(Strategy.ROW_VERSION, Strategy.MODIFIED);
      case COMPLETE_FETCH -> assertThat(endpoint.strategy()).isIn(Strategy.SNAPSHOT, Strategy.FULL);
    }
  }

  @Test
  void entityTypesAreUniqueAmongTheProduct() {
    List<Integer> types =
        endpoints().flatMap(endpoint -> endpoint.entityType().stream().boxed()).toList();
    assertThat(types).hasSize(44).doesNotHaveDuplicates();
    assertThat(CATALOGUE.byEntityType(2)).contains(CATALOGUE.require("crm_accounts"));
    assertThat(CATALOGUE.byEntityType(8)).isEmpty();
  }

  @Test
  void typesThatAreNotCertainAreReconciledInstead() {
    assertThat(CATALOGUE.endpoints())
        .filteredOn(endpoint -> endpoint.strategy() == Strategy.ROW_VERSION)
        .filteredOn(endpoint -> endpoint.deletions() == DeletionMethod.RECONCILE_KEYS)
        .extracting(Endpoint::id)
        .containsExactly(
            "logistics_purchase_item_prices",
            "logistics_sales_item_prices",
            "logistics_supplier_item",
            "sales_sales_price_list_volume_discounts");
  }

  @Test
  void threeStreamsCarryHeaderAndLineRows() {
    Map<String, String> expected =
        Map.of(
            "financial_transaction_lines", "ENTRYID",
            "purchase_order_purchase_orders", "PURCHASEORDERID",
            "sales_invoice_sales_invoices", "INVOICEID");
    for (Endpoint endpoint : CATALOGUE.endpoints()) {
      assertThat(endpoint.documentColumn().orElse(null)).isEqualTo(expected.get(endpoint.id()));
      endpoint.documentColumn().ifPresent(name -> assertThat(endpoint.hasColumn(name)).isTrue());
    }
  }

  @Test
  void theLogOfDeletionsIsNeverReconciled() {
    Endpoint deleted = CATALOGUE.require(Endpoint.DELETED);
    assertThat(deleted.deletions()).isEqualTo(DeletionMethod.NONE);
    assertThat(deleted.columns())
        .extracting(Column::property)
        .contains("Timestamp", "ID", "EntityKey", "EntityType", "DeletedBy", "DeletedDate");
  }

  @Test
  void strategiesAreAsTheFactsSay() {
    assertThat(ids(Strategy.SNAPSHOT))
        .containsExactly(
            "financial_reporting_balance",
            "financial_profit_loss_overview",
            "financial_aging_overview");
    assertThat(ids(Strategy.FULL)).containsExactly("financial_gl_account_classification_mappings");
    assertThat(ids(Strategy.MODIFIED))
        .containsExactly(
            "assets_assets",
            "assets_assets_groups",
            "budget_budgets",
            "crm_opportunities",
            "hrm_cost_centers");
    assertThat(ids(Strategy.ROW_VERSION)).hasSize(49);
  }

  @Test
  void aDateCanBeTranslatedForTheStreamsThatExactNames() {
    assertThat(CATALOGUE.collections().stream().filter(c -> c.syncTimestampName().isPresent()))
        .hasSize(24);
    assertThat(CATALOGUE.require("financial_transaction_lines").syncTimestampName())
        .contains("TransactionLines");
  }

  @Test
  void whatNeedsParametersSaysSo() {
    Endpoint rights = CATALOGUE.collection("{division}/users/UserHasRights").orElseThrow();
    assertThat(rights.mandatoryParameters())
        .containsExactly(
            new Parameter("endpoint", EdmType.STRING), new Parameter("action", EdmType.STRING));
    assertThat(CATALOGUE.require("financial_reporting_balance").iteration())
        .map(Iteration::property)
        .contains("ReportingYear");
  }

  @Test
  void everyFullSelectFitsAnAddress() {
    assertThat(CATALOGUE.collections())
        .allMatch(
            endpoint ->
                String.join(",", endpoint.columns().stream().map(Column::property).toList())
                        .length()
                    < 5000);
  }

  private static List<String> ids(Strategy strategy) {
    return endpoints().filter(e -> e.strategy() == strategy).map(Endpoint::id).toList();
  }
}
