package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.catalogue.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps the rows of a page by column name; NULL columns are left out. */
final class RecordingSink implements ExactApi.RetryableSink {

  private final Endpoint endpoint;
  private final List<Map<String, String>> rows = new ArrayList<>();
  private final List<String> extras = new ArrayList<>();
  private int restarts;

  RecordingSink(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public void accept(String[] values, String extra) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int index = 0; index < values.length; index++) {
      if (values[index] != null) {
        row.put(endpoint.columns().get(index).name(), values[index]);
      }
    }
    rows.add(row);
    extras.add(extra);
  }

  @Override
  public void restart() {
    restarts++;
    rows.clear();
    extras.clear();
  }

  List<Map<String, String>> rows() {
    return rows;
  }

  Map<String, String> row(int index) {
    return rows.get(index);
  }

  List<String> extras() {
    return extras;
  }

  int restarts() {
    return restarts;
  }
}
