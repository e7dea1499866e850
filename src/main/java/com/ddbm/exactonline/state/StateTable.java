package com.ddbm.exactonline.state;

import com.ddbm.exactonline.warehouse.SqlSession;
import com.ddbm.exactonline.warehouse.SqlText;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A state table as something that takes many rows in one statement: they travel as one bound JSON
 * array. Thousands of rows go in a few statements, since text and binds of a statement together
 * should stay below 1 MB (https://docs.snowflake.com/en/user-guide/query-size-limits).
 *
 * @param name qualified
 * @param scope the column that has the same value in all rows of a call
 * @param keys what identifies a row within the scope
 * @param columns the others
 */
record StateTable(String name, String scope, List<Column> keys, List<Column> columns) {

  /** The most characters of JSON in a statement. */
  private static final int STATEMENT_CHARACTERS = 600_000;

  /** What a column holds, and how JSON carries it. */
  enum Kind {
    TEXT,
    NUMBER,
    TRUTH,
    /** A moment, as {@link SqlText#moment}. */
    MOMENT,
    /** A wall clock, as {@link SqlText#WALL_CLOCK_FORMAT}. */
    WALL_CLOCK,
    /** A day, YYYY-MM-DD. */
    DAY,
    /** Any JSON, a VARIANT. */
    JSON;

    String expression(String column) {
      String value = "given.value:" + column;
      return switch (this) {
        case TEXT -> value + "::VARCHAR";
        case NUMBER -> value + "::NUMBER(19,0)";
        case TRUTH -> value + "::BOOLEAN";
        case MOMENT -> SqlText.toMoment(value + "::VARCHAR");
        case WALL_CLOCK ->
            "TO_TIMESTAMP_NTZ("
                + value
                + "::VARCHAR, "
                + SqlText.literal(SqlText.WALL_CLOCK_FORMAT)
                + ")";
        case DAY -> "TO_DATE(" + value + "::VARCHAR, 'YYYY-MM-DD')";
        case JSON -> value;
      };
    }
  }

  /**
   * A column.
   *
   * @param update what an existing row gets, of {@code stored.} and {@code given.} columns; empty:
   *     it keeps what it has
   */
  record Column(String name, Kind kind, Optional<String> update) {

    /** A column that is replaced. */
    static Column replaced(String name, Kind kind) {
      return new Column(name, kind, Optional.of("given." + name));
    }

    /** A column that is written with a new row only. */
    static Column kept(String name, Kind kind) {
      return new Column(name, kind, Optional.empty());
    }

    /** A column with its own rule for existing rows. */
    static Column ruled(String name, Kind kind, String update) {
      return new Column(name, kind, Optional.of(update));
    }
  }

  /** A row to be filled. An absent member is NULL. */
  static ObjectNode row() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Inserts rows, or updates those that are there. */
  void merge(SqlSession sql, String scopeValue, Collection<ObjectNode> rows) {
    String text = mergeText();
    for (String json : arrays(rows)) {
      sql.execute(text, scopeValue, json);
    }
  }

  /** Adds rows without looking whether they are there; {@code scope} may be absent (NULL). */
  void insert(SqlSession sql, String scopeValue, Collection<ObjectNode> rows) {
    String text = "INSERT INTO " + name + " (" + names() + ")\n" + source();
    for (String json : arrays(rows)) {
      sql.execute(text, scopeValue, json);
    }
  }

  private String mergeText() {
    String match =
        Stream.concat(Stream.of(scope), keys.stream().map(Column::name))
            .map(column -> "stored." + column + " = given." + column)
            .collect(Collectors.joining(" AND "));
    String updates =
        columns.stream()
            .filter(column -> column.update().isPresent())
            .map(column -> column.name() + " = " + column.update().get())
            .collect(Collectors.joining(", "));
    String values = all().map(column -> "given." + column).collect(Collectors.joining(", "));
    return "MERGE INTO "
        + name
        + " AS stored\nUSING (\n"
        + source()
        + "\n) AS given\nON "
        + match
        + (updates.isEmpty() ? "" : "\nWHEN MATCHED THEN UPDATE SET " + updates)
        + "\nWHEN NOT MATCHED THEN INSERT ("
        + names()
        + ") VALUES ("
        + values
        + ")";
  }

  /** The given rows; binds: scope, JSON array. */
  private String source() {
    return "SELECT CAST(? AS VARCHAR) AS "
        + scope
        + ", "
        + Stream.concat(keys.stream(), columns.stream())
            .map(column -> column.kind().expression(column.name()) + " AS " + column.name())
            .collect(Collectors.joining(", "))
        + "\nFROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))) AS given";
  }

  private String names() {
    return all().collect(Collectors.joining(", "));
  }

  private Stream<String> all() {
    return Stream.concat(
        Stream.of(scope), Stream.concat(keys.stream(), columns.stream()).map(Column::name));
  }

  private static List<String> arrays(Collection<ObjectNode> rows) {
    List<String> arrays = new ArrayList<>();
    StringBuilder array = new StringBuilder();
    for (ObjectNode row : rows) {
      String text = row.toString();
      if (array.length() > 0 && array.length() + text.length() > STATEMENT_CHARACTERS) {
        arrays.add(array.append(']').toString());
        array.setLength(0);
      }
      array.append(array.length() == 0 ? '[' : ',').append(text);
    }
    if (array.length() > 0) {
      arrays.add(array.append(']').toString());
    }
    return arrays;
  }
}
