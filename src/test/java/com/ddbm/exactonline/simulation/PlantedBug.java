package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.billing.Charge;
import com.ddbm.exactonline.billing.Ledger;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.exact.CallBudget;
import com.ddbm.exactonline.exact.ExactTransport;
import com.ddbm.exactonline.exact.TokenSecret;
import com.ddbm.exactonline.exact.TokenVault;
import com.ddbm.exactonline.state.CursorRecord;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.StepRecord;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.sync.Settlement;
import com.ddbm.exactonline.twins.DeletionLog;
import com.ddbm.exactonline.twins.InMemoryTable;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.Target;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Bugs that are planted between the engine and its ports, to see that they are found. */
enum PlantedBug implements Mutation {
  /** A cursor one further than what was published. */
  CURSOR_TOO_FAR(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("saveCursors") ? call.with(1, moved(call, 1)) : call.go();
    }
  },
  /** The place in an unfinished chain taken for a cursor. */
  CHECKPOINT_AS_CURSOR(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      if (!call.is("saveCursors")) {
        return call.go();
      }
      List<CursorRecord> cursors = new ArrayList<>();
      for (Object each : (Collection<?>) call.arguments[1]) {
        CursorRecord cursor = (CursorRecord) each;
        boolean chain = cursor.checkpoint().filter(text -> text.contains("\"rows\"")).isPresent();
        cursors.add(chain ? withValue(cursor, highest(cursor)) : cursor);
      }
      return call.with(1, cursors);
    }
  },
  /** A deletion hits a key that was created again. */
  DELETION_GUARD_OFF(Target.class) {
    @Override
    Object call(Call call) throws Throwable {
      Object result = call.go();
      if (call.is("applyDeletions")) {
        deleteWhateverIsNamed(call);
      }
      return result;
    }
  },
  /** Deletions are never applied. */
  DELETIONS_IGNORED(Target.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("applyDeletions") ? Map.of() : call.go();
    }
  },
  /** Keys that were not seen stay. */
  RECONCILIATION_OFF(Target.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("deleteUnseen") ? Map.of() : call.go();
    }
  },
  /** Keys that were seen are forgotten at once. */
  KEYS_FORGOTTEN(Target.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("rememberKeys") ? null : call.go();
    }
  },
  /** Rows that are the same are written again. */
  HASH_IGNORED(Target.class) {
    @Override
    Object call(Call call) throws Throwable {
      if (call.is("merge")) {
        forgetHashes(call, ((Target.Staging) call.arguments[0]).table());
      }
      return call.go();
    }
  },
  /** Some files of rows never reach the staging table. */
  FILE_LOST(Target.class) {
    @Override
    Object call(Call call) throws Throwable {
      boolean loses = call.is("stage") && call.arguments[1].toString().hashCode() % 3 == 0;
      return loses ? null : call.go();
    }
  },
  /** The new token is stored only when the lease is given back. */
  TOKEN_STORED_LATE(TokenVault.class) {
    @Override
    Object call(Call call) throws Throwable {
      if (call.is("store")) {
        call.simulation.late = (TokenSecret) call.arguments[1];
        return true;
      }
      if (call.is("release") && call.simulation.late != null) {
        TokenSecret secret = call.simulation.late;
        call.simulation.late = null;
        ((TokenVault) call.port).store(Simulation.CONNECTION, secret);
      }
      return call.go();
    }
  },
  /** Tokens are not kept under a lease. */
  TOKEN_LEASE_IGNORED(TokenVault.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("acquire") ? true : call.go();
    }
  },
  /** A failed run is charged. */
  CHARGED_ON_FAILURE(Settlement.class) {
    @Override
    Object call(Call call) throws Throwable {
      Settlement.Settled run = (Settlement.Settled) call.arguments[0];
      return call.with(
          0,
          new Settlement.Settled(
              run.runId(),
              run.configuration(),
              run.connection(),
              run.triggeredBy(),
              run.status(),
              Math.max(1, run.stepsSucceeded()),
              run.rowsCharged(),
              run.at()));
    }
  },
  /** Rows are charged that were not written. */
  CHARGED_TOO_MUCH(Settlement.class) {
    @Override
    Object call(Call call) throws Throwable {
      Settlement.Settled run = (Settlement.Settled) call.arguments[0];
      return call.with(
          0,
          new Settlement.Settled(
              run.runId(),
              run.configuration(),
              run.connection(),
              run.triggeredBy(),
              run.status(),
              run.stepsSucceeded(),
              run.rowsCharged() + 1,
              run.at()));
    }
  },
  /** The ledger lets a run be charged again. */
  CHARGED_TWICE(Ledger.class) {
    @Override
    Object call(Call call) throws Throwable {
      if (call.is("open")) {
        call.simulation.charges.lines.remove((String) call.arguments[0]);
        Charge charge = (Charge) call.arguments[3];
        if (!charge.isFree()) {
          call.simulation.charges.send((String) call.arguments[0], charge.totalUsd(), Instant.MIN);
        }
      }
      return call.go();
    }
  },
  /** An empty answer is always believed. */
  EMPTY_TAKEN_AS_DELETED(ExactTransport.class) {
    @Override
    Object call(Call call) throws Throwable {
      Object answer = call.go();
      boolean rights = ((ExactTransport.Request) call.arguments[0]).url().contains("UserHasRights");
      return rights && ((Answer) answer).status == 200
          ? Answer.ok("{\"d\":{\"UserHasRights\":true}}")
          : answer;
    }
  },
  /** A holder that lost its lease publishes all the same. */
  LEASE_NOT_CHECKED(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      if (call.is("heartbeat")) {
        call.go();
        return true;
      }
      if (!call.is("publish")) {
        return call.go();
      }
      try {
        return call.go();
      } catch (ConnectorException lost) {
        call.simulation.database.begin();
        Object result = ((Supplier<?>) call.arguments[2]).get();
        call.simulation.database.commit();
        return result;
      }
    }
  },
  /** A run with failed steps says that it succeeded. */
  PARTIAL_CALLED_SUCCEEDED(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      boolean lies = call.is("settle") && call.arguments[2] == RunStatus.PARTIAL;
      return lies ? call.with(2, RunStatus.SUCCEEDED) : call.go();
    }
  },
  /** A division that moved keeps its deletion log and its place in it. */
  MOVE_FORGETS_THE_LOG(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("resetDeletionLog") ? null : call.go();
    }
  },
  /** Deletions are put down as read before they are. */
  LOG_POSITION_WITHOUT_ROWS(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("appendDeletions") ? 0L : call.go();
    }
  },
  /** Nobody waits for limits. */
  LIMITS_NOT_PLANNED(CallBudget.class) {
    @Override
    Object call(Call call) throws Throwable {
      Object answer = call.go();
      return call.is("reserve") ? call.arguments[1] : answer;
    }
  },
  /** A failed run ends without a word. */
  FAILED_WITHOUT_A_WORD(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("settle") && call.arguments[2] == RunStatus.FAILED
          ? call.with(4, Optional.empty())
          : call.go();
    }
  },
  /** Steps that failed do not say why. */
  STEP_WITHOUT_A_WORD(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("saveSteps") ? call.with(1, steps(call, Steps::without)) : call.go();
    }
  },
  /** A step that was skipped is called succeeded. */
  SKIPPED_CALLED_SUCCEEDED(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("saveSteps")
          ? call.with(
              1,
              steps(
                  call,
                  step ->
                      step.status() == RunStatus.SKIPPED
                          ? Steps.with(step, RunStatus.SUCCEEDED)
                          : step))
          : call.go();
    }
  },
  /** A module that is not in the licence is called a failure. */
  SKIPPED_CALLED_FAILED(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("saveSteps")
          ? call.with(
              1,
              steps(
                  call,
                  step ->
                      step.status() == RunStatus.SKIPPED
                          ? Steps.with(step, RunStatus.FAILED)
                          : step))
          : call.go();
    }
  },
  /** The run says other numbers than were written. */
  ROWS_MISCOUNTED(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("saveSteps") ? call.with(1, steps(call, Steps::oneMore)) : call.go();
    }
  },
  /** History from a start date on is called complete. */
  START_DATE_NOT_SAID(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      if (!call.is("saveCursors")) {
        return call.go();
      }
      List<CursorRecord> cursors = new ArrayList<>();
      for (Object each : (Collection<?>) call.arguments[1]) {
        cursors.add(withoutStart((CursorRecord) each));
      }
      return call.with(1, cursors);
    }
  },
  /** A run waits again in place of ending. */
  RUN_NEVER_ENDS(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      if (call.is("settle")) {
        call.arguments[3] = Optional.of(((Instant) call.arguments[1]).plusSeconds(3600));
        return call.with(2, RunStatus.WAITING);
      }
      return call.go();
    }
  },
  /** What failed in a transaction leaves it open. */
  TRANSACTION_LEFT_OPEN(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      try {
        return call.go();
      } catch (Throwable failure) {
        if (call.is("publish") && !call.simulation.database.inTransaction()) {
          call.simulation.database.begin();
        }
        throw failure;
      }
    }
  },
  /** A statement goes wrong in a way that nobody thought of. */
  UNEXPECTED_ERROR(Target.class) {
    @Override
    Object call(Call call) throws Throwable {
      if (call.is("copy")) {
        throw new IllegalStateException("nobody thought of this");
      }
      return call.go();
    }
  },
  /** Deleted rows are deleted although they are to be marked. */
  MARKS_IGNORED(Target.class) {
    @Override
    Object call(Call call) throws Throwable {
      Object result = call.go();
      if (call.is("applyDeletions") || call.is("deleteUnseen")) {
        dropMarked(call, (TableDefinition) call.arguments[0]);
      }
      return result;
    }
  },
  /** The row learns of a token before the secret does. */
  ROW_BEFORE_SECRET(TokenVault.class) {
    @Override
    Object call(Call call) throws Throwable {
      Object result = call.go();
      if (call.is("store")) {
        call.simulation.vault.rowGeneration++;
      }
      return result;
    }
  },
  /** A connection that needs a person does not say so. */
  SIGN_IN_NOT_SAID(TokenVault.class) {
    @Override
    Object call(Call call) throws Throwable {
      return call.is("signInNeeded") ? null : call.go();
    }
  },
  /** A token is asked for while a publish is open. */
  TOKEN_WITHIN_PUBLISH(SyncJournal.class) {
    @Override
    Object call(Call call) throws Throwable {
      if (call.is("saveCursors")) {
        call.simulation.tokens.accessToken(Simulation.CONNECTION, 0);
      }
      return call.go();
    }
  },
  /** Every page is fetched twice. */
  CALLS_WASTED(ExactTransport.class) {
    @Override
    Object call(Call call) throws Throwable {
      boolean page = ((ExactTransport.Request) call.arguments[0]).url().contains("/test/");
      if (page && !call.simulation.limited) {
        call.go();
      }
      return call.go();
    }
  },
  /** A request is sent to another host. */
  ANOTHER_HOST(ExactTransport.class) {
    @Override
    Object call(Call call) throws Throwable {
      ExactTransport.Request request = (ExactTransport.Request) call.arguments[0];
      return call.with(
          0,
          new ExactTransport.Request(
              request.method(),
              request.url().replace("start.exactonline.nl", "evil.example"),
              request.headers(),
              request.form()));
    }
  },
  /** A call is made again and again however often it is refused. */
  ERRORS_NOT_COUNTED(ExactTransport.class) {
    @Override
    Object call(Call call) throws Throwable {
      ExactTransport.Response answer = (ExactTransport.Response) call.go();
      for (int again = 0; again < 12 && answer.status() == 403; again++) {
        answer = (ExactTransport.Response) call.go();
      }
      return answer;
    }
  };

  /** A call of the port with the bug. */
  static final class Call {
    final Simulation simulation;
    final Object port;
    final java.lang.reflect.Method method;
    final Object[] arguments;

    Call(Simulation simulation, Object port, java.lang.reflect.Method method, Object[] arguments) {
      this.simulation = simulation;
      this.port = port;
      this.method = method;
      this.arguments = arguments;
    }

    boolean is(String name) {
      return method.getName().equals(name);
    }

    Object go() throws Throwable {
      try {
        return method.invoke(port, arguments);
      } catch (InvocationTargetException thrown) {
        throw thrown.getCause();
      }
    }

    Object with(int index, Object argument) throws Throwable {
      arguments[index] = argument;
      return go();
    }
  }

  private final Class<?> port;

  PlantedBug(Class<?> port) {
    this.port = port;
  }

  abstract Object call(Call call) throws Throwable;

  @Override
  public <T> T in(Class<T> type, T real, Simulation simulation) {
    if (type != port) {
      return real;
    }
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(new Call(simulation, real, method, arguments))));
  }

  private static List<CursorRecord> moved(Call call, long further) {
    List<CursorRecord> cursors = new ArrayList<>();
    for (Object each : (Collection<?>) call.arguments[1]) {
      CursorRecord cursor = (CursorRecord) each;
      boolean number = cursor.value().filter(text -> text.matches("\\d+")).isPresent();
      cursors.add(
          number
              ? withValue(
                  cursor, Long.toString(Long.parseLong(cursor.value().orElseThrow()) + further))
              : cursor);
    }
    return cursors;
  }

  private static List<StepRecord> steps(Call call, UnaryOperator<StepRecord> change) {
    List<StepRecord> steps = new ArrayList<>();
    for (Object each : (Collection<?>) call.arguments[1]) {
      steps.add(change.apply((StepRecord) each));
    }
    return steps;
  }

  private static CursorRecord withoutStart(CursorRecord cursor) {
    return new CursorRecord(
        cursor.key(),
        cursor.value(),
        cursor.checkpoint(),
        cursor.deletionPosition(),
        cursor.reconciledAt(),
        Optional.empty(),
        cursor.movedAt(),
        cursor.refusedColumns(),
        cursor.catalogueColumns(),
        cursor.lastSuccessAt(),
        cursor.rowCount(),
        cursor.rightCheckedAt(),
        cursor.rightFound());
  }

  private static void dropMarked(Call call, TableDefinition table) {
    InMemoryTable there = call.simulation.target.table(table.name());
    for (int division : there.divisions()) {
      there
          .division(division)
          .values()
          .removeIf(rows -> rows.stream().anyMatch(row -> row.deletedAt() != null));
    }
  }

  private static String highest(CursorRecord cursor) {
    return cursor
        .checkpoint()
        .orElseThrow()
        .replaceAll(".*\"highest\":(null|\"([^\"]*)\").*", "$2");
  }

  private static CursorRecord withValue(CursorRecord cursor, String value) {
    return new CursorRecord(
        cursor.key(),
        value.isEmpty() ? cursor.value() : Optional.of(value),
        cursor.checkpoint(),
        cursor.deletionPosition(),
        cursor.reconciledAt(),
        cursor.completeSince(),
        cursor.movedAt(),
        cursor.refusedColumns(),
        cursor.catalogueColumns(),
        cursor.lastSuccessAt(),
        cursor.rowCount(),
        cursor.rightCheckedAt(),
        cursor.rightFound());
  }

  private static void deleteWhateverIsNamed(Call call) {
    TableDefinition table = (TableDefinition) call.arguments[0];
    InMemoryTable there = call.simulation.target.table(table.name());
    ((Map<?, ?>) call.arguments[4])
        .forEach(
            (division, position) -> {
              for (DeletionLog.Entry entry :
                  call.simulation.log.of(Simulation.CONNECTION, (Integer) division).values()) {
                if (entry.entityType() == (Integer) call.arguments[2]
                    && entry.timestamp() > (Long) position) {
                  there.division((Integer) division).remove(List.of(entry.entityKey()));
                }
              }
            });
  }

  private static void forgetHashes(Call call, TableDefinition table) {
    InMemoryTable there = call.simulation.target.table(table.name());
    for (int division : there.divisions()) {
      there
          .division(division)
          .replaceAll(
              (key, rows) ->
                  rows.stream()
                      .map(
                          row ->
                              new InMemoryTable.Row(
                                  row.values(),
                                  null,
                                  row.extra(),
                                  row.runId(),
                                  row.syncedAt(),
                                  row.deletedAt()))
                      .toList());
    }
  }
}
