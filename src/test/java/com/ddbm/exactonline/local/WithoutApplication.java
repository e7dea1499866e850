package com.ddbm.exactonline.local;

import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.util.List;
import java.util.function.Consumer;

/**
 * Outside an application there are no application roles to grant to: those statements are left out.
 */
record WithoutApplication(SqlSession sql) implements SqlSession {

  @Override
  public List<SqlRow> query(String text, Object... binds) {
    return sql.query(text, binds);
  }

  @Override
  public void forEach(String text, Consumer<SqlRow> rows, Object... binds) {
    sql.forEach(text, rows, binds);
  }

  @Override
  public void execute(String text, Object... binds) {
    if (!text.contains("TO APPLICATION ROLE")) {
      sql.execute(text, binds);
    }
  }

  @Override
  public void upload(String location, byte[] content) {
    sql.upload(location, content);
  }
}
