package com.ddbm.exactonline.warehouse;

import java.util.List;

/** Whether the app may write into a schema, and what to grant where it may not. One thread. */
public interface TargetAccess {

  /** Looks, and tries what looking cannot tell. */
  Verdict check(Identifier database, Identifier schema);

  /**
   * Makes the database and the schema where they are absent, and lets the data readers in. Where
   * the app may not, nothing happens: {@link #check} tells.
   *
   * @return whether anything was made
   */
  boolean create(Identifier database, Identifier schema);

  /**
   * Whether this is a schema that the app keeps its own things in: tables of data may not go there.
   */
  default boolean isOwn(Identifier database, Identifier schema) {
    return false;
  }

  /**
   * What was found.
   *
   * @param exists whether both are there, as far as the app may see
   * @param writable whether a table can be made there
   * @param missing the statements after which it can, empty when writable
   * @param reading statements with which others may read, for a role to choose
   */
  record Verdict(boolean exists, boolean writable, List<String> missing, List<String> reading) {}
}
