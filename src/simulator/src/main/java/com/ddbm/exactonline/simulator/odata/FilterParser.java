package com.ddbm.exactonline.simulator.odata;

import com.ddbm.exactonline.simulator.catalogue.EdmType;
import com.ddbm.exactonline.simulator.data.Column;
import com.ddbm.exactonline.simulator.data.ObjectSink;
import com.ddbm.exactonline.simulator.data.Row;
import com.ddbm.exactonline.simulator.odata.Lexer.Literal;
import com.ddbm.exactonline.simulator.odata.Lexer.Word;
import com.ddbm.exactonline.simulator.world.View;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads {@code $filter}: comparisons of a property with a value, joined by and, or, not and
 * parentheses, and the text functions trim, tolower, toupper, startswith, endswith and substringof.
 * Comparing two properties is refused, as Exact does.
 */
public final class FilterParser {
  private static final Set<String> OPERATORS = Set.of("eq", "ne", "gt", "ge", "lt", "le");
  private static final Set<String> TEXT_TESTS = Set.of("startswith", "endswith", "substringof");
  private static final Set<String> TEXT_CHANGES = Set.of("trim", "tolower", "toupper");

  private static final Predicate<Row> ALL = row -> true;

  /** One side of a comparison: a value, or what is read from a row. */
  private record Operand(Object value, Column column, Function<Object, Object> change) {
    Object of(Row row) {
      if (column == null) {
        return value;
      }
      ObjectSink sink = new ObjectSink();
      column.write(row, sink);
      return change.apply(sink.value());
    }
  }

  private final View view;
  private final String text;
  private final List<Object> parts;
  private final Set<String> properties = new LinkedHashSet<>();
  private long afterTimestamp = Long.MIN_VALUE;
  private int position;
  private boolean alternatives;

  private FilterParser(View view, String text) {
    this.view = view;
    this.text = text;
    this.parts = Lexer.split(text);
  }

  /** Reads a filter on the rows of an address. */
  public static Filter parse(View view, String text) {
    FilterParser parser = new FilterParser(view, text);
    // Two passes: the first finds out whether "or" or "not" forbids turning a condition into a
    // lower bound.
    parser.or();
    if (parser.position < parser.parts.size()) {
      throw parser.syntaxError();
    }
    long bound = parser.alternatives ? Long.MIN_VALUE : parser.afterTimestamp;
    FilterParser second = new FilterParser(view, text);
    second.alternatives = parser.alternatives;
    Predicate<Row> rest = second.or();
    return new Filter(bound, rest, Set.copyOf(parser.properties));
  }

  private Predicate<Row> or() {
    Predicate<Row> result = and();
    while (takeWord("or")) {
      alternatives = true;
      result = result.or(and());
    }
    return result;
  }

  private Predicate<Row> and() {
    Predicate<Row> result = unary();
    while (takeWord("and")) {
      Predicate<Row> next = unary();
      result = result == ALL ? next : next == ALL ? result : result.and(next);
    }
    return result;
  }

  private Predicate<Row> unary() {
    if (takeWord("not")) {
      alternatives = true;
      return unary().negate();
    }
    if (takeWord("(")) {
      Predicate<Row> inner = or();
      expect(")");
      return inner;
    }
    if (peek() instanceof Word word && TEXT_TESTS.contains(word.text())) {
      position++;
      Predicate<Row> test = textTest(word.text());
      if (takeWord("eq")) {
        Object value = operand().value();
        return Boolean.FALSE.equals(value) ? test.negate() : test;
      }
      return test;
    }
    return comparison();
  }

  private Predicate<Row> textTest(String name) {
    expect("(");
    Operand first = operand();
    expect(",");
    Operand second = operand();
    expect(")");
    return row -> {
      if (!(first.of(row) instanceof String left) || !(second.of(row) instanceof String right)) {
        return false;
      }
      return switch (name) {
        case "startswith" -> left.startsWith(right);
        case "endswith" -> left.endsWith(right);
        default -> right.contains(left);
      };
    };
  }

  private Predicate<Row> comparison() {
    Operand left = operand();
    if (!(peek() instanceof Word word) || !OPERATORS.contains(word.text())) {
      throw syntaxError();
    }
    position++;
    Operand right = operand();
    if (left.column() != null && right.column() != null) {
      throw new BadRequest("Comparison between two properties is not supported in '" + text + "'.");
    }
    check(left, right, word.text());
    if (!alternatives && bound(left, right, word.text())) {
      return ALL;
    }
    return compare(left, right, word.text());
  }

  /** Turns "Timestamp gt n" into a lower bound, which tables can use to jump. */
  private boolean bound(Operand left, Operand right, String operator) {
    if (left.column() == null
        || !left.column().property().name().equals("Timestamp")
        || left.column().property().type() != EdmType.INT64
        || !(right.value() instanceof BigDecimal value)) {
      return false;
    }
    long number =
        value
            .min(BigDecimal.valueOf(Long.MAX_VALUE))
            .max(BigDecimal.valueOf(Long.MIN_VALUE + 1))
            .longValue();
    if (operator.equals("gt")) {
      afterTimestamp = Math.max(afterTimestamp, number);
      return true;
    }
    if (operator.equals("ge")) {
      afterTimestamp = Math.max(afterTimestamp, number - 1);
      return true;
    }
    return false;
  }

  private void check(Operand left, Operand right, String operator) {
    Column column = left.column() != null ? left.column() : right.column();
    Object value = left.column() != null ? right.value() : left.value();
    if (column == null || value == null) {
      return;
    }
    boolean fits =
        switch (column.property().type()) {
          case GUID -> value instanceof ObjectSink.Key;
          case STRING, BINARY -> value instanceof String;
          case INT64, INT32, INT16, BYTE, DOUBLE, DECIMAL -> value instanceof BigDecimal;
          case BOOLEAN -> value instanceof Boolean;
          case DATE_TIME -> value instanceof ObjectSink.Moment;
          case COLLECTION, COMPLEX -> false;
        };
    if (!fits) {
      throw new BadRequest(
          "Operator '"
              + operator
              + "' incompatible with operand types '"
              + column.property().typeName()
              + "' and '"
              + typeName(value)
              + "' at position 0.");
    }
  }

  private static String typeName(Object value) {
    return value instanceof ObjectSink.Key
        ? "Edm.Guid"
        : value instanceof ObjectSink.Moment
            ? "Edm.DateTime"
            : value instanceof BigDecimal
                ? "Edm.Int32"
                : value instanceof Boolean ? "Edm.Boolean" : "Edm.String";
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Predicate<Row> compare(Operand left, Operand right, String operator) {
    return row -> {
      Object first = left.of(row);
      Object second = right.of(row);
      if (first == null || second == null) {
        return operator.equals("eq") ? first == second : operator.equals("ne") && first != second;
      }
      int order = ((Comparable) first).compareTo(second);
      return switch (operator) {
        case "eq" -> order == 0;
        case "ne" -> order != 0;
        case "gt" -> order > 0;
        case "ge" -> order >= 0;
        case "lt" -> order < 0;
        default -> order <= 0;
      };
    };
  }

  private Operand operand() {
    Object part = peek();
    if (part == null) {
      throw syntaxError();
    }
    position++;
    if (part instanceof Literal literal) {
      return new Operand(literal.value(), null, value -> value);
    }
    String name = ((Word) part).text();
    if (TEXT_CHANGES.contains(name)) {
      expect("(");
      Operand inner = operand();
      expect(")");
      Function<Object, Object> change =
          value ->
              !(value instanceof String string)
                  ? value
                  : name.equals("trim")
                      ? string.trim()
                      : name.equals("tolower")
                          ? string.toLowerCase(Locale.ROOT)
                          : string.toUpperCase(Locale.ROOT);
      return new Operand(
          change.apply(inner.value()), inner.column(), inner.change().andThen(change));
    }
    Column column = view.column(name);
    if (column == null) {
      throw new BadRequest(
          "No property '"
              + name
              + "' exists in type '"
              + view.resource().typeName()
              + "' at position "
              + Math.max(0, text.indexOf(name))
              + ".");
    }
    properties.add(name);
    return new Operand(null, column, value -> value);
  }

  private Object peek() {
    return position < parts.size() ? parts.get(position) : null;
  }

  private boolean takeWord(String word) {
    if (peek() instanceof Word found && found.text().equals(word)) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(String word) {
    if (!takeWord(word)) {
      throw syntaxError();
    }
  }

  private BadRequest syntaxError() {
    return new BadRequest("Syntax error at position " + text.length() + " in '" + text + "'.");
  }
}
