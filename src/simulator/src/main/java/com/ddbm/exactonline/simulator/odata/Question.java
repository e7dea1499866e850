package com.ddbm.exactonline.simulator.odata;

import com.ddbm.exactonline.simulator.catalogue.EdmType;
import com.ddbm.exactonline.simulator.data.Column;
import com.ddbm.exactonline.simulator.world.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The system options of a call, read against the address they ask.
 *
 * @param parameters all options as they were sent
 * @param selected the columns to show
 * @param expanded names of collections to show in full
 * @param top how many rows at most; -1 when not said
 * @param skip how many rows to leave out
 * @param orderBy the column to sort by, or null
 * @param skipToken where the page before this one ended; null for the first page
 */
public record Question(
    Map<String, String> parameters,
    List<Column> selected,
    Set<String> expanded,
    Filter filter,
    int top,
    int skip,
    Column orderBy,
    boolean descending,
    String skipToken,
    boolean countWanted) {

  /**
   * Reads the options.
   *
   * @param unknown properties that do not exist for this caller although the catalogue has them
   * @throws BadRequest as Exact refuses
   */
  public static Question read(View view, Map<String, String> parameters, Set<String> unknown) {
    String select = parameters.get("$select");
    Set<String> expanded = new LinkedHashSet<>(names(parameters.get("$expand")));
    List<Column> selected = new ArrayList<>();
    boolean all = select == null || select.isBlank() || select.trim().equals("*");
    if (all) {
      view.columns().stream()
          .filter(column -> !unknown.contains(column.property().name()))
          .forEach(selected::add);
    } else {
      for (String name : names(select)) {
        String first = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
        Column column = column(view, first, unknown);
        if (!selected.contains(column)) {
          selected.add(column);
        }
      }
    }
    for (String name : expanded) {
      Column column =
          column(view, name.contains("/") ? name.substring(0, name.indexOf('/')) : name, unknown);
      if (column.property().type() != EdmType.COLLECTION
          && column.property().type() != EdmType.COMPLEX) {
        throw new BadRequest("Only navigation properties can be expanded: '" + name + "'.");
      }
    }
    String filterText = parameters.get("$filter");
    Filter filter =
        filterText == null || filterText.isBlank()
            ? Filter.NONE
            : FilterParser.parse(view, filterText);
    for (String name : filter.properties()) {
      column(view, name, unknown);
    }
    Column orderBy = null;
    boolean descending = false;
    String order = parameters.get("$orderby");
    if (order != null && !order.isBlank()) {
      String[] words = order.trim().split("[ ,]+");
      orderBy = column(view, words[0], unknown);
      descending = words.length > 1 && words[1].equals("desc");
    }
    return new Question(
        parameters,
        List.copyOf(selected),
        expanded,
        filter,
        number(parameters, "$top", -1),
        number(parameters, "$skip", 0),
        orderBy,
        descending,
        parameters.get("$skiptoken"),
        "allpages".equals(parameters.get("$inlinecount")));
  }

  /** Whether the columns were listed by name. */
  public boolean selects() {
    String select = parameters.get("$select");
    return select != null && !select.isBlank();
  }

  private static Column column(View view, String name, Set<String> unknown) {
    Column column = view.column(name);
    if (column == null || unknown.contains(name)) {
      throw new BadRequest(
          "Could not find a property named '"
              + name
              + "' on type '"
              + view.resource().typeName()
              + "'.");
    }
    return column;
  }

  private static List<String> names(String list) {
    return list == null
        ? List.of()
        : Arrays.stream(list.split(",")).map(String::trim).filter(name -> !name.isEmpty()).toList();
  }

  private static int number(Map<String, String> parameters, String name, int otherwise) {
    String text = parameters.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text.trim());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, as a negative number is.
    }
    throw new BadRequest("Incorrect format for " + name + " argument '" + text + "'.");
  }
}
