package com.ddbm.exactonline.warehouse;

import java.util.List;
import java.util.function.Consumer;

/**
 * Snowflake as a place to send statements to. One thread: Snowflake refuses concurrent statements
 * of a procedure.
 *
 * <p>What a user typed is a bind or an {@link Identifier}, never part of a text. Binds stand at
 * {@code ?} and are String, Long, Integer, Boolean, {@link java.math.BigDecimal} or null.
 *
 * <p>Every method throws {@link com.ddbm.exactonline.errors.ConnectorException} for a statement
 * that Snowflake refuses, see {@link SqlFailure}.
 */
public interface SqlSession {

  /** All rows of a result. */
  List<SqlRow> query(String text, Object... binds);

  /** The rows of a result one by one, without holding them all. */
  void forEach(String text, Consumer<SqlRow> rows, Object... binds);

  /** A statement whose result does not matter. */
  void execute(String text, Object... binds);

  /**
   * Writes a file onto a stage.
   *
   * @param location {@code @schema.stage/folder/file}, of names we generated
   * @param content the file as it shall be there
   */
  void upload(String location, byte[] content);
}
