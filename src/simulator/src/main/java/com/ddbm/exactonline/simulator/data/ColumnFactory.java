package com.ddbm.exactonline.simulator.data;

import com.ddbm.exactonline.simulator.catalogue.EdmType;
import com.ddbm.exactonline.simulator.catalogue.Property;
import com.ddbm.exactonline.simulator.catalogue.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Decides from name and type what values a property has. */
public final class ColumnFactory {
  private static final int FIRST_DAY = 19723;
  private static final int DAYS = 1030;
  private static final Set<String> DOCUMENT_TEXTS = Set.of("Currency", "Journal", "JournalCode");
  private static final Set<String> DOCUMENT_DATES =
      Set.of("Date", "InvoiceDate", "OrderDate", "DueDate");
  private static final Set<String> DOCUMENT_NUMBERS =
      Set.of("EntryNumber", "InvoiceNumber", "OrderNumber");

  /**
   * Properties that point to a row of another table: name without suffix, endpoint, suffixes with
   * their source.
   */
  private record Reference(String endpoint, Map<String, String> suffixes) {}

  private static final Map<String, Reference> REFERENCES =
      Map.ofEntries(
          Map.entry(
              "Account",
              new Reference("crm_accounts", Map.of("", "", "Code", "Code", "Name", "Name"))),
          Map.entry(
              "Supplier",
              new Reference("crm_accounts", Map.of("", "", "Code", "Code", "Name", "Name"))),
          Map.entry("OrderedBy", new Reference("crm_accounts", Map.of("", "", "Name", "Name"))),
          Map.entry("InvoiceTo", new Reference("crm_accounts", Map.of("", "", "Name", "Name"))),
          Map.entry("DeliverTo", new Reference("crm_accounts", Map.of("", "", "Name", "Name"))),
          Map.entry(
              "Contact", new Reference("crm_contacts", Map.of("", "", "FullName", "FullName"))),
          Map.entry(
              "Item",
              new Reference(
                  "logistics_items", Map.of("", "", "Code", "Code", "Description", "Description"))),
          Map.entry(
              "GLAccount",
              new Reference(
                  "financial_gl_accounts",
                  Map.of("", "", "Code", "Code", "Description", "Description"))),
          Map.entry(
              "Project",
              new Reference(
                  "project_projects",
                  Map.of("", "", "Code", "Code", "Description", "Description"))),
          Map.entry(
              "Employee",
              new Reference(
                  "payroll_employees", Map.of("", "", "FullName", "FullName", "HID", "HID"))),
          Map.entry("Employment", new Reference("payroll_employments", Map.of("", ""))),
          Map.entry("ShopOrder", new Reference("manufacturing_shop_orders", Map.of("", ""))),
          Map.entry("Schedule", new Reference("hrm_schedules", Map.of("", ""))),
          Map.entry(
              "Document",
              new Reference("documents_documents", Map.of("", "", "Subject", "Subject"))),
          Map.entry("SalesOrder", new Reference("sales_order_sales_order_headers", Map.of("", ""))),
          Map.entry("Subscription", new Reference("subscription_subscriptions", Map.of("", ""))));

  private final Function<String, Dataset> datasets;

  /** Makes columns; finds other datasets by their id. */
  public ColumnFactory(Function<String, Dataset> datasets) {
    this.datasets = datasets;
  }

  /** All columns of an address that shows this dataset, in the catalogue's order. */
  public List<Column> columns(Resource resource, Dataset dataset) {
    List<Column> columns = new ArrayList<>();
    for (Property property : resource.properties()) {
      columns.add(column(resource, dataset, property, true));
    }
    return List.copyOf(columns);
  }

  private Column column(Resource resource, Dataset dataset, Property property, boolean follow) {
    Column special = SnapshotColumns.column(dataset, property);
    if (special != null) {
      return special;
    }
    Column key = keyColumn(resource, dataset, property);
    if (key != null) {
      return key;
    }
    Column reference = follow ? reference(property) : null;
    if (reference != null) {
      return reference;
    }
    return switch (property.type()) {
      case GUID -> Columns.guid(property);
      case STRING -> TextColumns.column(property);
      case INT64, INT32, INT16, BYTE -> integer(dataset, property);
      case DOUBLE, DECIMAL -> number(property);
      case BOOLEAN -> Columns.bool(property);
      case DATE_TIME -> date(dataset, property);
      case BINARY ->
          property.name().equals("Attachment")
              ? Columns.nothing(property)
              : Columns.binary(property);
      case COLLECTION, COMPLEX -> Columns.nothing(property);
    };
  }

  private Column keyColumn(Resource resource, Dataset dataset, Property property) {
    String name = property.name();
    switch (name) {
      case "Timestamp" -> {
        if (property.type() == EdmType.INT64) {
          return Columns.of(property, (row, sink) -> sink.int64(row.timestamp));
        }
      }
      case "Division" -> {
        if (property.type().isInteger()) {
          return Columns.of(property, (row, sink) -> sink.integer(row.division().code()));
        }
      }
      case "LineNumber" -> {
        if (dataset.linesPerDocument() > 1) {
          return Columns.of(property, (row, sink) -> sink.integer(row.line));
        }
      }
      case "Modified" -> {
        return Columns.dateOrNothing(property, row -> row.modified);
      }
      case "Created" -> {
        return new Column(property) {
          @Override
          public void write(Row row, ValueSink sink) {
            sink.dateTime(
                1_640_995_200_000L + (Mix.mix(row.seed ^ salt) >>> 28) % (700L * 86_400_000L));
          }
        };
      }
      default -> {}
    }
    if (name.equals(dataset.documentKey())) {
      return Columns.documentKey(property);
    }
    boolean isKey = resource.mergeKey().contains(name) || resource.key().contains(name);
    if (!isKey) {
      return null;
    }
    return switch (property.type()) {
      case GUID -> Columns.key(property, dataset);
      case INT64, INT32 -> Columns.whole(property, number -> number + 1);
      case INT16, BYTE -> Columns.whole(property, number -> (number + 1) & 0x7FFF);
      case STRING -> Columns.of(property, (row, sink) -> sink.padded(row.number + 1, 4));
      default -> null;
    };
  }

  private Column reference(Property property) {
    for (Map.Entry<String, Reference> entry : REFERENCES.entrySet()) {
      if (!property.name().startsWith(entry.getKey())) {
        continue;
      }
      String source =
          entry.getValue().suffixes().get(property.name().substring(entry.getKey().length()));
      if (source == null || source.isEmpty() != (property.type() == EdmType.GUID)) {
        continue;
      }
      Dataset target = datasets.apply(entry.getValue().endpoint());
      Column shown = null;
      if (!source.isEmpty()) {
        Property shownProperty = target.primary().property(source).orElseThrow();
        if (shownProperty.type() != property.type()) {
          continue;
        }
        shown = column(target.primary(), target, shownProperty, false);
      }
      return Columns.reference(property, target, Mix.text(entry.getKey()), shown);
    }
    return null;
  }

  private static Column integer(Dataset dataset, Property property) {
    String name = property.name();
    if (property.type() == EdmType.BYTE) {
      return Columns.integer(property, 2, 0, 1);
    }
    if (DOCUMENT_NUMBERS.contains(name) && dataset.linesPerDocument() > 1) {
      return Columns.documentInteger(property, document -> 26_000_001 + document);
    }
    if (name.contains("Year")) {
      return Columns.integer(property, 1, 2024, 2025, 2026);
    }
    if (name.contains("Period") && property.type() == EdmType.INT16) {
      return Columns.integer(property, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }
    if (name.endsWith("HID") || name.equals("Number") || name.endsWith("Number")) {
      return name.startsWith("Line")
          ? Columns.integer(property, 0, 1, 2, 3, 4, 5)
          : name.endsWith("HID")
              ? Columns.whole(property, number -> number + 1)
              : Columns.integerBelow(property, 4, 2_000_000_000);
    }
    if (name.contains("Status") || name.contains("Type")) {
      return Columns.integer(property, 1, 10, 12, 20, 21, 30, 50);
    }
    return property.type() == EdmType.INT16
        ? Columns.integerBelow(property, 8, 100)
        : Columns.integerBelow(property, 8, 400);
  }

  private static Column number(Property property) {
    String name = property.name();
    if (name.contains("Percentage") || name.startsWith("VATPerc") || name.startsWith("Discount")) {
      return Columns.oneOf(property, 6, 4, 0, 600, 900, 2100, 333, 10000);
    }
    if (name.equals("Latitude") || name.equals("Longitude")) {
      return Columns.oneOf(property, 12, 6, 52_370_216, 4_895_168, 51_924_420, 5_121_420);
    }
    if (name.contains("Rate")) {
      return Columns.oneOf(property, 1, 7, 10_000_000, 10_000_000, 10_832_000, 8_543_217);
    }
    if (name.contains("Hours")
        || name.contains("Quantity")
        || name.contains("Stock")
        || name.contains("Factor")
        || name.contains("Days")) {
      return Columns.oneOf(
          property, 3, 3, 0, 1000, 2000, 2500, 8000, 12_000, 375, -1000, 1_000_000, 7_333);
    }
    return name.startsWith("Free")
        ? Columns.oneOf(property, 20, 1, 0, 15, 1_000_001)
        : Columns.amount(property, 2_000_000);
  }

  private static Column date(Dataset dataset, Property property) {
    String name = property.name();
    if (DOCUMENT_DATES.contains(name) && dataset.linesPerDocument() > 1) {
      return Columns.documentDate(property, FIRST_DAY, DAYS);
    }
    if (name.equals("BirthDate") || name.equals("EstablishedDate") || name.equals("MaritalDate")) {
      return Columns.date(property, 4, -14_000, 12_000);
    }
    if (name.endsWith("Time") || name.equals("Approved") || name.endsWith("Selected")) {
      return Columns.dateTime(property, 8);
    }
    if (name.startsWith("Free") || name.startsWith("End") || name.contains("Cancel")) {
      return Columns.date(property, 16, FIRST_DAY, FIRST_DAY + 3 * DAYS);
    }
    return Columns.date(property, 3, FIRST_DAY, FIRST_DAY + DAYS);
  }

  static boolean isDocumentText(String name) {
    return DOCUMENT_TEXTS.contains(name);
  }
}
