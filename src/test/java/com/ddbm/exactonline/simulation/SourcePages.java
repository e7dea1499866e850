package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** One page of a collection: filter, order, skip token, next link, JSON. */
final class SourcePages {

  static final DateTimeFormatter WALL_CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS");

  private SourcePages() {}

  /** The rows of a page and where the next begins. */
  record Cut(List<Map<String, String>> rows, String next) {}

  /**
   * Cuts a page.
   *
   * @param url what was asked for, decoded
   * @param ascending whether sync rows come by Timestamp, and not by ID
   * @param most rows that fit on the page
   */
  static Cut cut(
      Endpoint endpoint,
      Iterable<Map<String, String>> all,
      String url,
      boolean ascending,
      int most) {
    String filter = parameter(url, "$filter");
    String token = parameter(url, "$skiptoken");
    boolean byTimestamp = endpoint.strategy() == Strategy.ROW_VERSION && ascending;
    if (token != null && token.endsWith("L")) {
      byTimestamp = true;
    } else if (token != null) {
      byTimestamp = false;
    }
    boolean timestamps = byTimestamp;
    List<Map<String, String>> matching = new ArrayList<>();
    for (Map<String, String> row : all) {
      if (matches(row, filter)
          && (token == null || order(row, timestamps).compareTo(start(token, timestamps)) > 0)) {
        matching.add(row);
      }
    }
    matching.sort(Comparator.comparing(row -> order(row, timestamps)));
    if (matching.size() <= most) {
      return new Cut(matching, null);
    }
    List<Map<String, String>> page = matching.subList(0, most);
    Map<String, String> last = page.get(page.size() - 1);
    if (timestamps) {
      return new Cut(page, last.get("TIMESTAMP") + "L");
    }
    // Exact puts the columns it sorts by into the token; the key alone tells where to go on.
    String date = last.get("MODIFIED") == null ? "" : "datetime'" + last.get("MODIFIED") + "',";
    return new Cut(page, date + "guid'" + order(last, false) + "'");
  }

  /** Whether a value that is null is left out of a row's JSON. */
  static boolean leavesOut(Map<String, String> row) {
    return row.containsKey("MODIFIED")
        && row.get("MODIFIED") == null
        && row.get("ID").hashCode() % 2 == 0;
  }

  private static String start(String token, boolean timestamps) {
    return timestamps
        ? padded(token.substring(0, token.length() - 1))
        : token.substring(token.lastIndexOf("guid'") + 5, token.length() - 1);
  }

  private static String order(Map<String, String> row, boolean timestamps) {
    return timestamps
        ? padded(row.get("TIMESTAMP"))
        : row.get("ID") + "/" + row.getOrDefault("ENTRYID", "");
  }

  private static String padded(String number) {
    return "0".repeat(Math.max(0, 20 - number.length())) + number;
  }

  private static boolean matches(Map<String, String> row, String filter) {
    if (filter == null) {
      return true;
    }
    if (filter.startsWith("Timestamp gt ")) {
      long after = Long.parseLong(filter.substring(13, filter.length() - 1));
      return Long.parseLong(row.get("TIMESTAMP")) > after;
    }
    if (filter.startsWith("Modified ge datetime'")) {
      String from = filter.substring(21, filter.length() - 1);
      return row.get("MODIFIED") != null && row.get("MODIFIED").compareTo(from) >= 0;
    }
    throw new Violation("a filter Exact does not know: " + filter);
  }

  static String parameter(String url, String name) {
    int at = url.indexOf(name + "=");
    if (at < 0) {
      return null;
    }
    int end = url.indexOf('&', at);
    return url.substring(at + name.length() + 1, end < 0 ? url.length() : end);
  }

  /** The rows as JSON objects. */
  static List<String> json(
      Endpoint endpoint, List<Map<String, String>> rows, List<String> selected) {
    List<String> texts = new ArrayList<>();
    for (Map<String, String> row : rows) {
      StringBuilder text = new StringBuilder("{\"__metadata\":{\"uri\":\"x\",\"type\":\"y\"}");
      for (Column column : endpoint.columns()) {
        boolean absent = leavesOut(row) && row.get(column.name()) == null;
        if (selected.contains(column.property()) && !absent) {
          text.append(",\"").append(column.property()).append("\":");
          text.append(value(column, row.get(column.name())));
        }
      }
      texts.add(text.append('}').toString());
    }
    return texts;
  }

  private static String value(Column column, String value) {
    if (value == null) {
      return "null";
    }
    return switch (column.type()) {
      case DOUBLE, DECIMAL, INT32, INT16, BYTE -> value;
      case DATE_TIME -> {
        long millis = LocalDateTime.parse(value).toInstant(ZoneOffset.UTC).toEpochMilli();
        yield "\"\\/Date(" + millis + ")\\/\"";
      }
      default ->
          "\""
              + value
                  .replace("\\", "\\\\")
                  .replace("\"", "\\\"")
                  .replace("\n", "\\n")
                  .replace("\r", "\\r")
              + "\"";
    };
  }

  static String envelope(List<String> rows, String nextLink) {
    String results = String.join(",", rows);
    return nextLink == null
        ? "{\"d\" : {\"results\":[" + results + "]}}"
        : "{\"d\" : {\"results\":[" + results + "],\"__next\":\"" + nextLink + "\"}}";
  }
}
