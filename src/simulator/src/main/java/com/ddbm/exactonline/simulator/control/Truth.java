package com.ddbm.exactonline.simulator.control;

import com.ddbm.exactonline.simulator.data.Bytes;
import com.ddbm.exactonline.simulator.data.Column;
import com.ddbm.exactonline.simulator.data.Dataset;
import com.ddbm.exactonline.simulator.data.Row;
import com.ddbm.exactonline.simulator.data.TruthSink;
import com.ddbm.exactonline.simulator.http.Outgoing;
import com.ddbm.exactonline.simulator.world.DeletionTable;
import com.ddbm.exactonline.simulator.world.DivisionState;
import com.ddbm.exactonline.simulator.world.Selection;
import com.ddbm.exactonline.simulator.world.Table;
import com.ddbm.exactonline.simulator.world.World;
import java.io.IOException;

/** What a correct replica of an endpoint holds now, one JSON object a line. */
final class Truth {
  private static final int ROWS_AT_ONCE = 2000;
  private static final int PIECE = 256 * 1024;

  private Truth() {}

  /**
   * The rows of a dataset in a division.
   *
   * @param shownOnly of deletions only those that Exact still shows
   */
  static Outgoing stream(World world, DivisionState division, Dataset dataset, boolean shownOnly) {
    Column[] columns = world.view(dataset.primary()).plainColumns().toArray(Column[]::new);
    return Outgoing.stream(
        "application/x-ndjson", sink -> write(division, dataset, columns, shownOnly, sink));
  }

  private static void write(
      DivisionState division,
      Dataset dataset,
      Column[] columns,
      boolean shownOnly,
      Outgoing.Sink sink)
      throws IOException {
    Table table = division.table(dataset);
    Bytes bytes = new Bytes(PIECE * 2);
    TruthSink values = new TruthSink(bytes);
    Row row = table.row();
    int number = -1;
    boolean more = true;
    while (more) {
      Selection rows = rows(division, table, number, shownOnly);
      for (int index = 0; index < rows.size(); index++) {
        rows.position(row, index);
        for (int position = 0; position < columns.length; position++) {
          int start = bytes.length();
          bytes.put(columns[position].truthName());
          if (position == 0) {
            bytes.set(start, '{');
          }
          columns[position].write(row, values);
        }
        bytes.put('}').put('\n');
        if (bytes.length() >= PIECE) {
          sink.write(bytes.buffer());
          bytes.truncate(0);
        }
        number = row.number();
      }
      more = rows.more();
    }
    sink.write(bytes.buffer());
  }

  private static Selection rows(
      DivisionState division, Table table, int number, boolean shownOnly) {
    division.lock().readLock().lock();
    try {
      return table instanceof DeletionTable deletions && !shownOnly
          ? deletions.all(number, ROWS_AT_ONCE)
          : table.afterNumber(number, ROWS_AT_ONCE, row -> true);
    } finally {
      division.lock().readLock().unlock();
    }
  }
}
