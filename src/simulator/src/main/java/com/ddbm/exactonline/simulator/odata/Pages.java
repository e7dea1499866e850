package com.ddbm.exactonline.simulator.odata;

import com.ddbm.exactonline.simulator.catalogue.EdmType;
import com.ddbm.exactonline.simulator.data.Column;
import com.ddbm.exactonline.simulator.data.Guids;
import com.ddbm.exactonline.simulator.data.ObjectSink.Key;
import com.ddbm.exactonline.simulator.data.Row;
import com.ddbm.exactonline.simulator.http.QueryText;
import com.ddbm.exactonline.simulator.world.RowTable;
import com.ddbm.exactonline.simulator.world.Selection;
import com.ddbm.exactonline.simulator.world.Table;
import com.ddbm.exactonline.simulator.world.View;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Finds the rows of a page, and the link to the next one. Callers hold the lock of the rows. */
public final class Pages {
  private Pages() {}

  /** The rows of the page that is asked for; the size is at most the address's page size. */
  public static Selection rows(View view, Table table, Question question, int limit) {
    Filter filter = question.filter();
    if (limit == 0) {
      return new Selection();
    }
    if (question.orderBy() != null) {
      return sorted(view, table, question, limit);
    }
    int skip = question.skipToken() == null ? question.skip() : 0;
    Selection found;
    if (view.dataset().hasTimestamps() && view.resource().isSync()) {
      long after = filter.afterTimestamp();
      if (question.skipToken() != null) {
        after = Math.max(after, whole(Position.read(question.skipToken()).get(0)));
      }
      found = table.afterTimestamp(after, limit + skip, filter.rest());
    } else {
      int after = question.skipToken() == null ? -1 : number(view, table, question.skipToken());
      Predicate<Row> rest = filter.rest();
      if (filter.afterTimestamp() != Long.MIN_VALUE) {
        rest = rest.and(row -> row.timestamp() > filter.afterTimestamp());
      }
      found = table.afterNumber(after, limit + skip, rest);
    }
    return skip == 0 ? found : found.after(skip);
  }

  /** The row number of a key. */
  public static int number(View view, Table table, String key) {
    List<Object> values = Position.read(key);
    Object value = values.get(values.size() - 1);
    Row row = table.row();
    if (value instanceof Key guid) {
      int number = Guids.number(row.tableSeed(), guid.high(), guid.low());
      return number >= 0 ? number : scan(view, table, guid);
    }
    if (value instanceof BigDecimal number
        && view.resource().key().size() == 1
        && !view.resource().key().get(0).equals("Timestamp")
        && table instanceof RowTable) {
      return number.intValue() - 1;
    }
    return scan(view, table, value);
  }

  /** Looks for a key that is not made from its row number. */
  private static int scan(View view, Table table, Object value) {
    Column key = view.keyColumn();
    Selection found =
        table.afterNumber(-1, 1, row -> value != null && equal(value, Position.value(key, row)));
    return found.size() == 0 ? Integer.MAX_VALUE - 1 : found.number(0);
  }

  private static boolean equal(Object left, Object right) {
    return left instanceof BigDecimal first && right instanceof BigDecimal second
        ? first.compareTo(second) == 0
        : left.equals(right);
  }

  private static long whole(Object value) {
    if (value instanceof BigDecimal number) {
      return number.longValue();
    }
    throw new BadRequest("Error in query syntax.");
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Selection sorted(View view, Table table, Question question, int limit) {
    Comparator<Object> values =
        Comparator.nullsFirst((left, right) -> ((Comparable) left).compareTo(right));
    Comparator<Object> order = question.descending() ? values.reversed() : values;
    record Place(Object value, int number) {}
    Comparator<Place> places =
        Comparator.comparing(Place::value, order).thenComparingInt(Place::number);
    Place after = null;
    if (question.skipToken() != null) {
      after =
          new Place(
              Position.read(question.skipToken()).get(0),
              number(view, table, question.skipToken()));
    }
    int wanted = limit + 1 + (after == null ? question.skip() : 0);
    TreeMap<Place, Boolean> best = new TreeMap<>(places);
    int number = -1;
    Row row = table.row();
    Selection chunk = table.afterNumber(number, 1000, question.filter().rest());
    while (chunk.size() > 0) {
      for (int index = 0; index < chunk.size(); index++) {
        Place place =
            new Place(
                Position.value(question.orderBy(), chunk.position(row, index)),
                chunk.number(index));
        if (after == null || places.compare(place, after) > 0) {
          best.put(place, Boolean.TRUE);
          if (best.size() > wanted) {
            best.pollLastEntry();
          }
        }
      }
      number = chunk.number(chunk.size() - 1);
      chunk =
          chunk.more()
              ? table.afterNumber(number, 1000, question.filter().rest())
              : new Selection();
    }
    Selection selection = new Selection();
    int skip = after == null ? question.skip() : 0;
    for (Place place : best.keySet()) {
      if (skip-- > 0) {
        continue;
      }
      if (selection.size() == limit) {
        selection.more(true);
        break;
      }
      selection.add(table.one(place.number()), 0);
    }
    return selection;
  }

  /** How many rows the filter lets through. */
  public static int count(Table table, Filter filter) {
    Predicate<Row> rest = filter.rest();
    if (filter == Filter.NONE) {
      return table.count();
    }
    int count = 0;
    Selection chunk = table.afterNumber(-1, 1000, rest);
    while (true) {
      Row row = table.row();
      for (int index = 0; index < chunk.size(); index++) {
        count += chunk.position(row, index).timestamp() > filter.afterTimestamp() ? 1 : 0;
      }
      if (!chunk.more()) {
        return count;
      }
      chunk = table.afterNumber(chunk.number(chunk.size() - 1), 1000, rest);
    }
  }

  /** The absolute address of the next page: all options as they were, and where to go on. */
  public static String nextLink(
      String address, View view, Table table, Question question, Selection page) {
    Map<String, String> options = new LinkedHashMap<>(question.parameters());
    options.remove("$skiptoken");
    options.remove("$skip");
    if (question.top() >= 0) {
      options.put("$top", Integer.toString(question.top() - page.size()));
    }
    Row last = page.position(table.row(), page.size() - 1);
    Column key = view.keyColumn();
    String token =
        Position.write(Position.value(key, last), key.property().type() == EdmType.INT64);
    if (question.orderBy() != null) {
      Column order = question.orderBy();
      token =
          Position.write(Position.value(order, last), order.property().type() == EdmType.INT64)
              + ","
              + token;
    }
    options.put("$skiptoken", token);
    StringBuilder link = new StringBuilder(address);
    char separator = '?';
    for (Map.Entry<String, String> option : options.entrySet()) {
      link.append(separator)
          .append(QueryText.escape(option.getKey()))
          .append('=')
          .append(QueryText.escape(option.getValue()));
      separator = '&';
    }
    return link.toString();
  }
}
