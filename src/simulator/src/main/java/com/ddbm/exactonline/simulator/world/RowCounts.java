package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Dataset;
import java.util.Map;

/** How many rows each table of a division begins with, in proportion to its transaction lines. */
final class RowCounts {
  private static final int FEWEST = 3;

  /**
   * Rows per thousand transaction lines, for the tables that grow with the business rather than
   * with its size.
   */
  private static final Map<String, Integer> PER_THOUSAND =
      Map.ofEntries(
          Map.entry("financial_transaction_lines", 1000),
          Map.entry("sales_invoice_sales_invoices", 200),
          Map.entry("project_time_cost_transactions", 200),
          Map.entry("sales_order_sales_order_lines", 150),
          Map.entry("purchase_order_purchase_orders", 100),
          Map.entry("documents_documents", 100),
          Map.entry("documents_document_attachments", 100),
          Map.entry("cashflow_payment_terms", 100),
          Map.entry("crm_accounts", 50),
          Map.entry("crm_contacts", 50),
          Map.entry("crm_addresses", 50),
          Map.entry("logistics_items", 50),
          Map.entry("financial_reporting_balance", 150),
          Map.entry(Datasets.DELETED, 6));

  private static final int OTHERS_PER_THOUSAND = 20;

  private final int transactionLines;

  RowCounts(int transactionLines) {
    this.transactionLines = transactionLines;
  }

  int of(Dataset dataset) {
    if (dataset.fixedRows() >= 0) {
      return dataset.fixedRows();
    }
    long perThousand = PER_THOUSAND.getOrDefault(dataset.id(), OTHERS_PER_THOUSAND);
    return (int) Math.max(FEWEST, transactionLines * perThousand / 1000);
  }
}
