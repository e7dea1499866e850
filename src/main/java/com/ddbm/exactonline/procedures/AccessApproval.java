package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.warehouse.Identifier;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.util.List;
import java.util.Set;

/**
 * The administrator's approval of the way out: the app specification that {@code setup/access.sql}
 * declares. Before it, every call to Exact Online fails like an unknown host.
 */
class AccessApproval {

  private static final String SPECIFICATION = "exact_online_access";
  private static final Set<String> STATES = Set.of("APPROVED", "PENDING", "DECLINED");

  private final SqlSession sql;
  private final Identifier application;

  AccessApproval(SqlSession sql, Identifier application) {
    this.sql = sql;
    this.application = application;
  }

  /**
   * How it stands.
   *
   * @param approved whether the app may speak to Exact Online
   * @param statement with which an administrator approves it, without semicolon
   */
  record State(boolean approved, String statement) {}

  State state() {
    boolean approved = false;
    long number = 1;
    for (SqlRow row : sql.query("SHOW SPECIFICATIONS")) {
      if (SPECIFICATION.equalsIgnoreCase(row.text(0))) {
        approved = "APPROVED".equals(status(row));
        number = sequenceNumber(row);
      }
    }
    return new State(
        approved,
        "ALTER APPLICATION "
            + application.quoted()
            + " APPROVE SPECIFICATION "
            + SPECIFICATION
            + " SEQUENCE_NUMBER = "
            + number);
  }

  /** The statements that are missing, none when access was approved. */
  List<String> missing() {
    State state = state();
    return state.approved() ? List.of() : List.of(state.statement());
  }

  // Columns were added to SHOW SPECIFICATIONS over time, so they are known by what they hold: one
  // of three words, and the only number.
  private static String status(SqlRow row) {
    for (int column = 1; column < row.size(); column++) {
      if (row.text(column) != null && STATES.contains(row.text(column))) {
        return row.text(column);
      }
    }
    return "";
  }

  private static long sequenceNumber(SqlRow row) {
    for (int column = 1; column < row.size(); column++) {
      if (row.text(column) != null && row.text(column).matches("[0-9]{1,9}")) {
        return row.number(column);
      }
    }
    return 1;
  }
}
