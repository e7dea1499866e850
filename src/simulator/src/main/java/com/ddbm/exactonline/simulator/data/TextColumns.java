package com.ddbm.exactonline.simulator.data;

import com.ddbm.exactonline.simulator.catalogue.Property;
import java.util.Set;

/** Decides from its name which texts a property has. */
final class TextColumns {
  private static final Set<String> NUMBERS =
      Set.of(
          "BSN",
          "RSIN",
          "ChamberOfCommerce",
          "ChamberOfCommerceNumber",
          "SbiCode",
          "SiretNumber",
          "PeppolIdentifier",
          "TaxReferenceNumber");

  private TextColumns() {}

  static Column column(Property property) {
    String name = property.name();
    if (ColumnFactory.isDocumentText(name)) {
      return Columns.documentText(
          property, name.equals("Currency") ? Texts.CURRENCIES : Texts.JOURNALS);
    }
    if (name.endsWith("FullName") || name.endsWith("Fullname")) {
      return Columns.text(property, Texts.PEOPLE, 1, false);
    }
    if (name.equals("Code")) {
      return Columns.of(property, (row, sink) -> sink.padded(row.number + 1L, 18));
    }
    Column byEnd = byMeaning(property, name);
    if (byEnd != null) {
      return byEnd;
    }
    if (name.endsWith("Code")) {
      return code(property, name);
    }
    if (name.endsWith("Description")) {
      return description(property, name);
    }
    if (name.equals("Description") || name.equals("Subject")) {
      return Columns.text(property, Texts.DESCRIPTIONS, 1, true);
    }
    if (name.contains("Name")) {
      return name.startsWith("First") || name.startsWith("Nick")
          ? Columns.text(property, Texts.FIRST, 1, false)
          : name.startsWith("Last") || name.contains("BirthName") || name.startsWith("Partner")
              ? Columns.text(property, Texts.LAST, 6, true)
              : Columns.text(property, Texts.COMPANIES, 2, true);
    }
    return Columns.text(property, Texts.DESCRIPTIONS, 20, true);
  }

  private static Column byMeaning(Property property, String name) {
    if (name.contains("Notes")
        || name.contains("Remark")
        || name.equals("Body")
        || name.contains("ErrorText")) {
      return Columns.text(property, Texts.NOTES, 20, true);
    }
    if (name.contains("Url") || name.contains("URL")) {
      return Columns.numbered(
          property, "https://start.exactonline.nl/docs/SysAttachment.aspx?ID=", 12, 900_000);
    }
    if (name.contains("Email") || name.equals("Mailbox")) {
      return Columns.numbered(property, "info@voorbeeld.nl?nr=", 6, 9_000);
    }
    if (name.equals("Website")) {
      return Columns.numbered(property, "www.voorbeeld.nl/klant-", 12, 9_000);
    }
    if (name.contains("PhoneExtension") || name.contains("Suffix")) {
      return Columns.numbered(property, "", 22, 99);
    }
    if (name.contains("Phone") || name.contains("Mobile") || name.contains("Fax")) {
      return Columns.text(property, Texts.PHONES, 10, false);
    }
    if (name.contains("Postcode")) {
      return Columns.text(property, Texts.POSTCODES, 3, false);
    }
    if (name.contains("City") || name.equals("BirthPlace")) {
      return Columns.text(property, Texts.CITIES, 3, true);
    }
    if (name.startsWith("AddressLine") || name.equals("AddressStreet")) {
      return Columns.text(property, Texts.STREETS, name.equals("AddressLine3") ? 24 : 3, true);
    }
    if (name.equals("CountryName") || name.equals("CountryOfOriginDescription")) {
      return Columns.text(property, Texts.COUNTRY_NAMES, 3, false);
    }
    if (name.contains("Country") || name.equals("Nationality")) {
      return Columns.text(property, Texts.COUNTRIES, 2, false);
    }
    if (name.contains("Currency")) {
      return name.endsWith("Description")
          ? Columns.text(property, TextPool.of("Euro", "Dollar", "Pond"), 4, false)
          : Columns.text(property, Texts.CURRENCIES, 2, false);
    }
    if (name.equals("BankAccountNumber")
        || name.contains("IBAN")
        || name.equals("AccountBankAccountNumber")) {
      return Columns.numbered(property, "NL20INGB000", 4, 9_999_999);
    }
    if (name.equals("BICCode")) {
      return Columns.text(property, TextPool.of("INGBNL2A", "RABONL2U", "ABNANL2A"), 6, false);
    }
    if (name.contains("VATNumber")) {
      return Columns.numbered(property, "NL80123", 8, 9_999_999);
    }
    if (name.endsWith("Ref")
        || name.endsWith("Reference")
        || name.endsWith("Number")
        || name.endsWith("ID")
        || name.contains("Barcode")
        || name.equals("SerialBatchNumber")) {
      return Columns.numbered(property, name.equals("YourRef") ? "PO/2026-" : "87", 8, 99_999_999);
    }
    if (name.endsWith("Time") || name.equals("Hours")) {
      return Columns.text(property, Texts.TIMES, 6, false);
    }
    if (NUMBERS.contains(name)) {
      return Columns.numbered(property, "2", 12, 9_999_999);
    }
    if (name.startsWith("Incoterm")) {
      return Columns.text(
          property, name.contains("Code") ? Texts.INCOTERMS : Texts.CITIES, 20, false);
    }
    if (name.equals("State") || name.equals("StateName")) {
      return Columns.text(property, Texts.PROVINCES, 6, false);
    }
    if (name.equals("Language")) {
      return Columns.text(property, Texts.LANGUAGES, 1, false);
    }
    if (name.equals("Status")
        || name.equals("Type")
        || name.endsWith("Type")
        || name.equals("BalanceSide")) {
      return Columns.text(property, Texts.LETTERS, 2, false);
    }
    if (name.equals("Gender")) {
      return Columns.text(property, Texts.GENDERS, 1, false);
    }
    if (name.startsWith("Title")) {
      return Columns.text(property, Texts.TITLES, 16, false);
    }
    if (name.startsWith("JobTitle")) {
      return Columns.text(property, Texts.FUNCTIONS, 8, false);
    }
    if (name.equals("CustomField")) {
      return Columns.nothing(property);
    }
    return null;
  }

  private static Column code(Property property, String name) {
    if (name.contains("VAT") || name.contains("Vat")) {
      return Columns.text(property, Texts.VAT_CODES, 3, false);
    }
    if (name.contains("Journal")) {
      return Columns.text(property, Texts.JOURNALS, 1, false);
    }
    if (name.contains("Unit")) {
      return Columns.text(property, Texts.UNITS, 3, false);
    }
    if (name.contains("Warehouse") || name.contains("StorageLocation")) {
      return Columns.text(property, Texts.WAREHOUSES, 3, false);
    }
    if (name.contains("Cost")) {
      return Columns.text(property, Texts.CENTERS, 12, false);
    }
    if (name.contains("Payment")) {
      return Columns.text(property, Texts.PAYMENT_CODES, 3, false);
    }
    if (name.startsWith("GL")) {
      return Columns.numbered(property, "80", 3, 99);
    }
    return name.equals("SearchCode")
        ? Columns.text(
            property, TextPool.of("BAKKER              ", "ZUID                "), 8, false)
        : Columns.numbered(property, "C", 6, 5_000);
  }

  private static Column description(Property property, String name) {
    if (name.contains("VAT") || name.contains("Vat")) {
      return Columns.text(property, Texts.VAT_DESCRIPTIONS, 3, false);
    }
    if (name.contains("Journal")) {
      return Columns.text(property, Texts.JOURNAL_NAMES, 1, false);
    }
    if (name.startsWith("Item")) {
      return Columns.text(property, Texts.ITEMS, 2, true);
    }
    if (name.startsWith("GL")) {
      return Columns.text(property, Texts.LEDGERS, 2, false);
    }
    if (name.contains("Unit")) {
      return Columns.text(property, Texts.UNIT_NAMES, 3, false);
    }
    if (name.contains("Warehouse") || name.contains("StorageLocation")) {
      return Columns.text(property, Texts.WAREHOUSE_NAMES, 3, false);
    }
    if (name.contains("Cost")) {
      return Columns.text(property, Texts.CENTER_NAMES, 12, false);
    }
    if (name.contains("Payment")) {
      return Columns.text(property, Texts.PAYMENT_NAMES, 3, false);
    }
    return name.contains("Status")
        ? Columns.text(property, Texts.STATES, 1, false)
        : Columns.text(property, Texts.DESCRIPTIONS, 8, true);
  }
}
