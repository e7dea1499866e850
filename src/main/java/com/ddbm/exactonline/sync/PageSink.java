package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.warehouse.CsvPage;
import java.util.function.LongSupplier;

/** Turns the rows of the page being read into CSV and watches the cursor column. */
final class PageSink implements ExactApi.RetryableSink {

  private final int division;
  private final CsvPage page;
  private final PageTally tally;
  private final LongSupplier sequence;
  private final int cursorIndex;
  private final int[] keyIndexes;

  /**
   * @param keys whether rows carry their key alone
   * @param sequence numbers that rise with arrival in the division
   */
  PageSink(StepPlan plan, boolean keys, CsvPage page, PageTally tally, LongSupplier sequence) {
    Endpoint endpoint = plan.source().endpoint();
    division = plan.key().division();
    this.page = page;
    this.tally = tally;
    this.sequence = sequence;
    String cursorColumn =
        switch (endpoint.strategy()) {
          case ROW_VERSION -> Endpoint.TIMESTAMP;
          case MODIFIED -> Endpoint.MODIFIED;
          case SNAPSHOT, FULL -> null;
        };
    cursorIndex = keys || cursorColumn == null ? -1 : endpoint.indexOf(cursorColumn);
    keyIndexes = keys ? endpoint.keyColumns().stream().mapToInt(endpoint::indexOf).toArray() : null;
  }

  @Override
  public void accept(String[] values, String extra) {
    tally.add(cursorIndex < 0 ? null : values[cursorIndex]);
    if (keyIndexes == null) {
      page.add(division, sequence.getAsLong(), values, extra);
    } else {
      String[] key = new String[keyIndexes.length];
      for (int index = 0; index < key.length; index++) {
        key[index] = values[keyIndexes[index]];
      }
      page.add(division, sequence.getAsLong(), key, null);
    }
  }

  @Override
  public void restart() {
    tally.restart();
    page.restart();
  }
}
