package com.ddbm.exactonline.warehouse;

import com.snowflake.snowpark_java.Row;
import com.snowflake.snowpark_java.Session;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The session Snowflake hands to a procedure. Only {@code sql} with binds and {@code uploadStream}
 * are used: anything more would make temporary objects, which an application may not have.
 */
public final class SnowparkSession implements SqlSession {

  private final Session session;

  /**
   * Statements over this session, which stays its owner's to close.
   *
   * @param session as the procedure's first argument
   */
  public SnowparkSession(Session session) {
    this.session = session;
  }

  @Override
  public List<SqlRow> query(String text, Object... binds) {
    return guarded(
        () -> {
          Row[] rows = session.sql(text, binds).collect();
          List<SqlRow> result = new ArrayList<>(rows.length);
          for (Row row : rows) {
            result.add(new SnowparkRow(row));
          }
          return result;
        });
  }

  @Override
  public void forEach(String text, Consumer<SqlRow> rows, Object... binds) {
    // What the consumer throws is its own and passes as it is.
    Iterator<Row> iterator = guarded(() -> session.sql(text, binds).toLocalIterator());
    while (guarded(iterator::hasNext)) {
      rows.accept(new SnowparkRow(guarded(iterator::next)));
    }
  }

  @Override
  public void execute(String text, Object... binds) {
    guarded(() -> session.sql(text, binds).collect());
  }

  @Override
  public void upload(String location, byte[] content) {
    guarded(
        () -> {
          session.file().uploadStream(location, new ByteArrayInputStream(content), false);
          return null;
        });
  }

  private interface Work<T> {
    // Snowpark is written in Scala and throws SQLException without saying so.
    T run() throws Exception;
  }

  private static <T> T guarded(Work<T> work) {
    try {
      return work.run();
    } catch (Exception thrown) {
      throw SqlFailure.of(thrown);
    }
  }

  private record SnowparkRow(Row row) implements SqlRow {

    @Override
    public Object value(int column) {
      return row.get(column);
    }

    @Override
    public int size() {
      return row.size();
    }
  }
}
