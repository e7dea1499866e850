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
