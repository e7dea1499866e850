package com.ddbm.exactonline.catalogue;

import java.util.Locale;

/** Names for collections that are none of the 58, made from their path. */
final class CollectionNames {

  private CollectionNames() {}

  /**
   * For example {@code bulk_crm_quotation_lines} for {@code {division}/bulk/CRM/QuotationLines} and
   * {@code single_crm_accounts} for {@code {division}/crm/Accounts}: the product's own ids have no
   * such prefix.
   */
  static String id(String kind, String uri) {
    StringBuilder id = new StringBuilder(kind.equals("single") ? "single" : "");
    for (String part : uri.replace("{division}/", "").split("/")) {
      id.append(id.length() == 0 ? "" : "_").append(words(part, "_").toLowerCase(Locale.ROOT));
    }
    return id.toString();
  }

  /** For example {@code bulk - CRM - Quotation Lines}. */
  static String title(String uri) {
    StringBuilder title = new StringBuilder();
    for (String part : uri.replace("{division}/", "").split("/")) {
      title.append(title.length() == 0 ? "" : " - ").append(words(part, " "));
    }
    return title.toString();
  }

  /** Splits before a capital that begins a word: GLAccountNames is GL, Account and Names. */
  private static String words(String name, String separator) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", separator);
  }
}
