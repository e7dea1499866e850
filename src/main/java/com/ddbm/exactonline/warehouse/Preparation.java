package com.ddbm.exactonline.warehouse;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.warehouse.Target.Prepared;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One use of {@link Target#prepare}: look, tell what will change, change. */
final class Preparation {

  private static final String ABSENT = "it does not exist or the app may not see it";

  private final SqlSession session;
  private final Set<TableName> oldMarks;

  /**
   * A preparation.
   *
   * @param oldMarks gets the tables that have _DELETED_AT although deletions are not marked now
   */
  Preparation(SqlSession session, Set<TableName> oldMarks) {
    this.session = session;
    this.oldMarks = oldMarks;
  }

  Map<TableName, Prepared> prepare(
      Collection<TableDefinition> tables, Consumer<Set<TableName>> beforeChange) {
    Map<String, TableShape> shapes = shapes(tables.iterator().next().name());
    Set<TableName> changing = new LinkedHashSet<>();
    for (TableDefinition table : tables) {
      TableShape shape = shapes.get(table.name().table().name());
      if (shape == null
          || (shape.differences(table).isEmpty() && !addedData(table, shape).isEmpty())) {
        changing.add(table.name());
      }
    }
    if (!changing.isEmpty()) {
      beforeChange.accept(changing);
    }
    Map<TableName, Prepared> prepared = new LinkedHashMap<>();
    for (TableDefinition table : tables) {
      prepared.put(table.name(), prepare(table, shapes.get(table.name().table().name())));
    }
    return prepared;
  }

  private Map<String, TableShape> shapes(TableName place) {
    Map<String, TableShape> shapes = new HashMap<>();
    try {
      boolean there =
          !session
              .query(
                  "SELECT schema_name FROM "
                      + place.database().quoted()
                      + ".information_schema.schemata WHERE schema_name = ?",
                  place.schema().name())
              .isEmpty();
      if (!there) {
        throw notAllowed(place.database(), place.schema(), ABSENT);
      }
      session.forEach(
          TableShape.query(place.database()),
          row -> shapes.computeIfAbsent(row.text(0), name -> new TableShape()).add(row),
          place.schema().name());
    } catch (SqlFailure failure) {
      throw switch (failure.kind()) {
        case ABSENT_OR_HIDDEN, FORBIDDEN -> notAllowed(place.database(), place.schema(), ABSENT);
        case EXISTS, FULL, OTHER -> failure;
      };
    }
    return shapes;
  }

  private Prepared prepare(TableDefinition table, TableShape shape) {
    try {
      if (shape == null) {
        session.execute(TableStatements.create(table));
        session.execute(TableStatements.grantToReaders(table.name()));
        return new Prepared(true, List.of(), Optional.empty());
      }
      List<String> differences = shape.differences(table);
      if (!differences.isEmpty()) {
        return refused(
            new ConnectorException(
                ErrorCode.EO_1016, null, table.name().quoted(), String.join("; ", differences)));
      }
      if (!table.markDeletions() && shape.has(AddedColumns.DELETED_AT)) {
        oldMarks.add(table.name());
      }
      return new Prepared(false, widen(table, shape), Optional.empty());
    } catch (SqlFailure failure) {
      return refused(refusal(table, failure));
    }
  }

  private List<String> widen(TableDefinition table, TableShape shape) {
    List<String> added = addedData(table, shape);
    if (!added.isEmpty() && shape.has(AddedColumns.ROW_HASH)) {
      session.execute(TableStatements.forgetHashes(table.name()));
    }
    TableStatements.addColumns(table, shape.missing(table)).forEach(session::execute);
    return added;
  }

  /** Missing columns that hold something of each row; marks are rightly empty at first. */
  private static List<String> addedData(TableDefinition table, TableShape shape) {
    List<String> names = new ArrayList<>(shape.missing(table));
    names.remove(AddedColumns.DELETED_AT);
    return List.copyOf(names);
  }

  private ConnectorException refusal(TableDefinition table, SqlFailure failure) {
    Identifier database = table.name().database();
    Identifier schema = table.name().schema();
    return switch (failure.kind()) {
      case FORBIDDEN, ABSENT_OR_HIDDEN ->
          notAllowed(database, schema, "it lacks a privilege on the schema or table");
      case EXISTS ->
          new ConnectorException(
              ErrorCode.EO_1016,
              null,
              table.name().quoted(),
              "it belongs to somebody else and the app may not see it");
      case FULL, OTHER -> failure;
    };
  }

  /** The refusal that carries the statements after which it works. */
  private ConnectorException notAllowed(Identifier database, Identifier schema, String why) {
    // A procedure's database is the application itself.
    Identifier application =
        new Identifier(session.query("SELECT CURRENT_DATABASE()").get(0).text(0));
    List<String> missing =
        new SnowflakeTargetAccess(session, application).check(database, schema).missing();
    String statements = missing.isEmpty() ? "" : "; run " + String.join("; ", missing);
    return new ConnectorException(
        ErrorCode.EO_3002, null, database.quoted() + "." + schema.quoted(), why + statements);
  }

  private static Prepared refused(ConnectorException refusal) {
    return new Prepared(false, List.of(), Optional.of(refusal));
  }
}
