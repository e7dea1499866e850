package com.ddbm.exactonline.simulator.api;

import com.ddbm.exactonline.simulator.faults.Fault;
import com.ddbm.exactonline.simulator.odata.Shape;
import com.ddbm.exactonline.simulator.world.Selection;

/**
 * What a page looks like after a failure has changed it. Numbers above 100 are no failures that
 * were reported, but what a careful client is expected to stand: see the README.
 */
record Dressing(Shape shape, Selection rows, String next) {
  static Dressing of(Fault fault, Call call, Selection rows, String next, Shape usual) {
    if (fault == null) {
      return new Dressing(usual, rows, next);
    }
    String variant = fault.option("variant", "");
    Shape shape = usual;
    switch (fault.failure()) {
      case 18 -> shape = usual.bareArray(variant.equals("array") && next == null);
      case 23 ->
          shape =
              new Shape(
                  usual.bareArray(),
                  !variant.equals("missing"),
                  variant.equals("missing") || variant.equals("both"),
                  usual.numbersAsText(),
                  usual.timestampAsNumber(),
                  usual.nextNull(),
                  usual.byteOrderMark());
      default -> {}
    }
    return switch (fault.failure()) {
      case 101 ->
          new Dressing(
              shape.bareArray(false),
              new Selection(),
              call.incoming.origin() + call.incoming.path() + "?" + call.incoming.rawQuery());
      case 102 ->
          new Dressing(
              shape.bareArray(false),
              rows,
              fault.option("link", "https://example.org/api/v1/steal?$skiptoken=1L"));
      case 103 -> new Dressing(shape, twice(rows), next);
      case 104 -> new Dressing(shape, reversed(rows), next);
      default -> new Dressing(shape, rows, next);
    };
  }

  private static Selection twice(Selection rows) {
    Selection doubled = new Selection();
    for (int index = 0; index < rows.size(); index++) {
      doubled.add(rows, index);
      doubled.add(rows, index);
    }
    return doubled;
  }

  private static Selection reversed(Selection rows) {
    Selection reversed = new Selection();
    for (int index = rows.size() - 1; index >= 0; index--) {
      reversed.add(rows, index);
    }
    return reversed;
  }
}
