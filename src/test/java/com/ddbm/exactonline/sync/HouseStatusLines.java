package com.ddbm.exactonline.sync;

import static com.ddbm.exactonline.twins.InMemoryExactWorld.failure;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.EngineBed;
import com.ddbm.exactonline.twins.TestEndpoints;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What divisions, the warehouse and people can do to a run. */
final class HouseStatusLines extends StatusLines {

  static List<Case> all() {
    HouseStatusLines made = new HouseStatusLines();
    made.divisions();
    made.warehouse();
    made.people();
    return List.copyOf(made.cases);
  }

  private void divisions() {
    partial(
        "16",
        "A division refuses everything (no access, blocked customer)",
        at("accounts", failure(Kind.DIVISION, ErrorCode.EO_2008, 1, "NoDivisionAccess")),
        "EO-2008");
    partial(
        "16", "A division is blocked: not even asked", bed -> bed.world.block(1, true), "EO-2008");
    partial(
        "",
        "A division forbids every endpoint without a reason",
        bed ->
            ENDPOINTS.forEach(
                each ->
                    bed.world.failAlways(
                        1, each, failure(Kind.MODULE, ErrorCode.EO_2018, each, 1))),
        "EO-2008");
    partial(
        "16",
        "A division that the configuration names is not listed (any more)",
        bed -> {
          bed.configure(Reconcile.DAILY, false, Optional.empty(), List.of(1, 2));
          bed.world.unlist(1);
        },
        "EO-1017");
    whole(
        "",
        "No division is left",
        bed -> {
          bed.world.unlist(1);
          bed.world.unlist(2);
        },
        "EO-1015");
    green(
        "21",
        "A division was moved to another database: fetched whole",
        bed -> bed.world.move(1),
        "moved",
        "INFO FETCHED_WHOLE");
    green(
        "22",
        "Deletions were last read two months ago: fetched whole",
        bed -> bed.clock.advance(Duration.ofDays(70)),
        "Deletions were last read",
        "INFO FETCHED_WHOLE");
  }

  private static Consumer<EngineBed> table(ErrorCode code, String why) {
    return bed ->
        bed.target.refuse(
            bed.table(TestEndpoints.ACCOUNTS), new ConnectorException(code, null, "ACCOUNTS", why));
  }

  private void warehouse() {
    partial(
        "", "A table exists in another shape", table(ErrorCode.EO_1016, "no column ID"), "EO-1016");
    partial("", "Grants on a table are missing", table(ErrorCode.EO_3002, "INSERT"), "EO-3002");
    partial(
        "",
        "Snowflake refuses a statement for one table",
        table(ErrorCode.EO_3004, "odd"),
        "EO-3004");
    add(
        "",
        "Grants are missing everywhere",
        bed ->
            TestEndpoints.all()
                .forEach(
                    each ->
                        bed.target.refuse(
                            bed.table(each),
                            new ConnectorException(ErrorCode.EO_3002, null, "S", "USAGE"))),
        "FAILED",
        "EO-3002",
        "FAILED",
        "EO-3002",
        "",
        "ERROR EO-3002");
  }

  private void people() {
    green(
        "",
        "Somebody dropped a table: made anew and fetched whole",
        bed -> bed.target.dropTable(bed.table(TestEndpoints.ACCOUNTS)),
        "fetched whole",
        "INFO FETCHED_WHOLE");
    green(
        "",
        "Snowflake refuses the billing event: the run is not harmed",
        bed ->
            bed.settlement =
                settled -> {
                  bed.settled.add(settled);
                  throw new IllegalStateException("billing is off");
                },
        "",
        "WARNING EO-3007");
    cases.add(
        new Case(
            "",
            "Cancelled in the middle: what was published stays",
            bed -> bed.settings = lookingAtOnce(),
            (bed, runId) ->
                bed.world.addFault(
                    call -> {
                      if (call.endpoint().equals("assets")) {
                        bed.journal.requestCancel(runId);
                      }
                    }),
            SyncMode.FULL_REFRESH,
            "CANCELLED",
            "EO-9002",
            1,
            "balance",
            "CANCELLED",
            "",
            "",
            ""));
    whole(
        "",
        "The monthly cap is reached",
        bed ->
            bed.world.addFault(
                call -> {
                  throw new ConnectorException(ErrorCode.EO_1020, null, "exact", "100");
                }),
        "EO-1020");
    cases.add(
        new Case(
            "",
            "Cancelled before it began",
            bed -> {},
            (bed, runId) -> bed.journal.requestCancel(runId),
            SyncMode.INCREMENTAL,
            "CANCELLED",
            "EO-9002",
            1,
            "accounts",
            "",
            "",
            "",
            ""));
    cases.add(
        new Case(
            "",
            "Cancelled while it waits",
            limited(ErrorCode.EO_2010, Duration.ofHours(9)),
            (bed, runId) -> {
              bed.work();
              bed.journal.requestCancel(runId);
            },
            SyncMode.INCREMENTAL,
            "CANCELLED",
            "EO-9002",
            1,
            "accounts",
            "CANCELLED",
            "",
            "used up until",
            "INFO WAITING"));
    cases.add(
        new Case(
            "",
            "The time limit of an execution is near: the run goes on in a new one",
            bed -> bed.settings = bed.settings.withTimeLimit(Duration.ofMillis(600)),
            (bed, runId) -> {},
            SyncMode.FULL_REFRESH,
            "QUEUED",
            "",
            1,
            "balance",
            "QUEUED",
            "",
            "",
            ""));
    cases.add(
        new Case(
            "",
            "Killed: whoever comes next goes on under the same number",
            bed -> {
              boolean[] taken = {false};
              bed.world.addFault(
                  call -> {
                    if (call.endpoint().equals("prices") && !taken[0]) {
                      taken[0] = true;
                      bed.clock.advance(Duration.ofSeconds(120));
                      bed.journal.claim("books", "thief", bed.clock.now());
                    }
                  });
            },
            (bed, runId) -> {},
            SyncMode.FULL_REFRESH,
            "SUCCEEDED",
            "",
            1,
            "accounts",
            "SUCCEEDED",
            "",
            "",
            ""));
  }

  /** An execution that looks for a cancellation after each page. */
  static SyncSettings lookingAtOnce() {
    return new SyncSettings(
        4,
        6,
        Duration.ofMinutes(5),
        1 << 20,
        8 << 20,
        1,
        Duration.ofMinutes(50),
        Duration.ofMinutes(5),
        Duration.ofSeconds(15),
        Duration.ZERO);
  }
}
