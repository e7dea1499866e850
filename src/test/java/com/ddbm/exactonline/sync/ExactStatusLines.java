package com.ddbm.exactonline.sync;

import static com.ddbm.exactonline.twins.InMemoryExactWorld.failure;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.EngineBed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What Exact Online can do to a run. Numbers are those of the failures in the facts. */
final class ExactStatusLines extends StatusLines {

  static List<Case> all() {
    ExactStatusLines made = new ExactStatusLines();
    made.signIn();
    made.limits();
    made.answers();
    made.links();
    made.rights();
    made.deletions();
    return List.copyOf(made.cases);
  }

  private void signIn() {
    whole(
        "2, 30",
        "The refresh token was spent and no successor is stored",
        start(failure(Kind.SIGN_IN, ErrorCode.EO_2004, "exact", "Old refresh token used")),
        "EO-2004");
    whole(
        "3",
        "The connection was not used for 30 days",
        start(failure(Kind.SIGN_IN, ErrorCode.EO_2004, "exact", "The refresh token expired")),
        "EO-2004");
    whole(
        "4",
        "The chain of tokens is broken",
        start(failure(Kind.SIGN_IN, ErrorCode.EO_2004, "exact", "chainId")),
        "EO-2004");
    whole(
        "13",
        "A login page comes in place of data, with a fresh token too",
        start(failure(Kind.SIGN_IN, ErrorCode.EO_2004, "exact", "a web page came")),
        "EO-2004");
    whole(
        "",
        "The client secret was changed in Exact Online",
        start(failure(Kind.CREDENTIALS, ErrorCode.EO_2003, "exact")),
        "EO-2003");
    whole(
        "",
        "The connection was never signed in",
        bed -> bed.journal.addConnection(created()),
        "EO-1009");
    whole(
        "5, 12",
        "Exact Online cannot be reached",
        start(failure(Kind.TRANSIENT, ErrorCode.EO_2001, "reset")),
        "EO-2001");
    whole(
        "",
        "Access to Exact's hosts is not approved",
        start(failure(Kind.NETWORK_ACCESS, ErrorCode.EO_3001)),
        "EO-3001");
    add(
        "30",
        "A secret altered a moment ago is not seen yet: the run goes on in a new execution",
        bed -> bed.world.failOnce("Divisions", 1, failure(Kind.STALE_SECRET, ErrorCode.EO_3008)),
        "QUEUED",
        "",
        "",
        "",
        "",
        "");
    cases.add(
        new Case(
            "30",
            "No execution sees the secret for a whole day",
            bed ->
                bed.world.failAlways(0, "Divisions", failure(Kind.STALE_SECRET, ErrorCode.EO_3008)),
            (bed, runId) -> {
              bed.work();
              bed.clock.advance(Duration.ofMinutes(11));
              bed.work();
              bed.clock.advance(Duration.ofHours(25));
            },
            SyncMode.INCREMENTAL,
            "FAILED",
            "EO-3008",
            1,
            "accounts",
            "",
            "",
            "",
            "ERROR EO-3008"));
    add(
        "7",
        "The sign-in ends in the middle of a run: what was published stays",
        bed ->
            bed.world.failOnce(
                "assets", 1, failure(Kind.SIGN_IN, ErrorCode.EO_2004, "exact", "ended")),
        SyncMode.INCREMENTAL,
        "balance",
        "PARTIAL",
        "EO-2004",
        "FAILED",
        "EO-2004",
        "",
        "WARNING EO-2004");
  }

  private static ConnectionRecord created() {
    return new ConnectionRecord(
        "exact",
        "exact",
        "nl",
        "client",
        "https://example.com",
        20000,
        "CREATED",
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private void limits() {
    green(
        "8, 10",
        "The calls of a minute are used up: waited out",
        limited(ErrorCode.EO_2010, Duration.ofSeconds(70)),
        "",
        "");
    add(
        "9",
        "The day's calls of a division are used up: the others go on, the run waits",
        limited(ErrorCode.EO_2010, Duration.ofHours(9)),
        "WAITING",
        "",
        "WAITING",
        "",
        "used up until",
        "INFO WAITING");
    add(
        "9",
        "The fair use of the contract is used up",
        limited(ErrorCode.EO_2011, Duration.ofHours(9)),
        "WAITING",
        "",
        "WAITING",
        "",
        "used up until",
        "INFO WAITING");
    add(
        "26",
        "Exact blocks the app for too many errors",
        limited(ErrorCode.EO_2014, Duration.ofHours(1)),
        "WAITING",
        "",
        "WAITING",
        "",
        "too many errors until",
        "INFO WAITING");
    add(
        "",
        "The plan does not fit into the calls that are left today",
        bed -> bed.budget.left(3, 1000),
        SyncMode.FULL_REFRESH,
        "balance",
        "WAITING",
        "",
        "WAITING",
        "",
        "used up until",
        "INFO PLANNED_LATER");
  }

  private void answers() {
    partial(
        "11, 12",
        "One endpoint answers 408, 500, 503 or 599 however often it is asked",
        at("accounts", failure(Kind.TRANSIENT, ErrorCode.EO_2002, 503)),
        "EO-2002");
    add(
        "12",
        "Everything answers 503",
        bed ->
            ENDPOINTS.forEach(
                each ->
                    bed.world.failAlways(0, each, failure(Kind.TRANSIENT, ErrorCode.EO_2002, 503))),
        "FAILED",
        "EO-2002",
        "FAILED",
        "EO-2002",
        "",
        "ERROR EO-2002");
    partial(
        "14, 24",
        "XML, truncated JSON or nonsense in place of data",
        at("accounts", failure(Kind.PROTOCOL, ErrorCode.EO_2012, "no JSON")),
        "EO-2012");
    green(
        "25",
        "A field is not known here: left out and named",
        bed -> {
          bed.clock.advance(Duration.ofHours(1));
          bed.world.put(1, "accounts", "row1", "seen");
          bed.world.refuseColumns(1, "accounts", Set.of("DESCRIPTION"));
        },
        "Not offered here: DESCRIPTION",
        "");
    partial(
        "",
        "A query is refused for another reason",
        at("accounts", failure(Kind.PROTOCOL, ErrorCode.EO_2013, "bad query")),
        "EO-2013");
    partial(
        "",
        "A next link leads to another host",
        at("accounts", failure(Kind.PROTOCOL, ErrorCode.EO_2015, "evil.example")),
        "EO-2015");
    partial(
        "",
        "Something nobody foresaw happens to one endpoint",
        bed ->
            bed.world.addFault(
                call -> {
                  if (call.endpoint().equals("accounts") && call.division() == 1) {
                    throw new IllegalStateException("odd");
                  }
                }),
        "EO-9001");
  }

  private void links() {
    add(
        "",
        "A next link expired: its chain is fetched anew",
        bed -> linksExpire(bed, 1),
        SyncMode.FULL_REFRESH,
        "accounts",
        "SUCCEEDED",
        "",
        "SUCCEEDED",
        "",
        "link expired",
        "");
    add(
        "",
        "Next links expire however often the chain is fetched anew",
        bed -> linksExpire(bed, Integer.MAX_VALUE),
        SyncMode.FULL_REFRESH,
        "accounts",
        "PARTIAL",
        "EO-2013",
        "FAILED",
        "EO-2013",
        "",
        "WARNING EO-2013");
    add(
        "",
        "A key comes twice in one answer: nothing is dropped",
        bed -> {
          bed.world.set(1, "balance", "row2", "ENTRYID", "doc-row1");
          bed.world.set(1, "balance", "row2", "ID", "row1");
        },
        SyncMode.INCREMENTAL,
        "balance",
        "SUCCEEDED",
        "",
        "SUCCEEDED",
        "",
        "A key came twice",
        "WARNING DUPLICATE_KEY");
  }

  private static void linksExpire(EngineBed bed, int times) {
    for (int row = 4; row < 9; row++) {
      bed.world.put(1, "accounts", "row" + row, "text");
    }
    int[] left = {times};
    bed.world.addFault(
        call -> {
          if (call.division() == 1
              && call.endpoint().equals("accounts")
              && call.what().startsWith("https")
              && left[0]-- > 0) {
            throw failure(Kind.LINK_EXPIRED, ErrorCode.EO_2013, "link");
          }
        });
  }

  private void rights() {
    partial(
        "15",
        "The app registration lacks the scope",
        bed ->
            bed.world.failAlways(
                0, "accounts", failure(Kind.SCOPE, ErrorCode.EO_2006, "CRM accounts", "accounts")),
        "EO-2006");
    add(
        "17",
        "The user lost the right: an empty list, which deletes nothing",
        bed -> {
          bed.world.takeRight(1, "balance");
          bed.clock.advance(Duration.ofDays(2));
        },
        SyncMode.FULL_REFRESH,
        "balance",
        "PARTIAL",
        "EO-2017",
        "FAILED",
        "EO-2017",
        "",
        "WARNING EO-2017");
    add(
        "17",
        "An empty list, and the server tells no rights: nothing is deleted",
        bed -> {
          bed.world.tellsRights(false);
          bed.world.takeRight(1, "balance");
        },
        SyncMode.INCREMENTAL,
        "balance",
        "SUCCEEDED",
        "",
        "SUCCEEDED",
        "",
        "right",
        "");
    add(
        "7",
        "The user is refused the endpoint: 401, with a fresh token too",
        at("accounts", failure(Kind.RIGHT, ErrorCode.EO_2007, "CRM accounts", 1, "status 401")),
        "PARTIAL",
        "EO-2007",
        "FAILED",
        "EO-2007",
        "",
        "WARNING EO-2007");
    add(
        "",
        "The licence lacks the module",
        at("accounts", failure(Kind.MODULE, ErrorCode.EO_2018, "accounts", 1)),
        "SUCCEEDED",
        "",
        "SKIPPED",
        "EO-2018",
        "licence",
        "");
    add(
        "",
        "The country has no such endpoint",
        at("accounts", failure(Kind.NOT_OFFERED, ErrorCode.EO_2009, "accounts", 1)),
        "SUCCEEDED",
        "",
        "SKIPPED",
        "EO-2009",
        "not offered",
        "");
  }

  private void deletions() {
    Consumer<EngineBed> unreadable =
        bed -> {
          bed.configure(Reconcile.EVERY_RUN, false, Optional.empty());
          bed.world.takeRight(1, "deleted");
          bed.clock.advance(Duration.ofDays(2));
        };
    add(
        "17",
        "The user may not read deletions: the step DELETED says so",
        unreadable,
        SyncMode.INCREMENTAL,
        "deleted",
        "PARTIAL",
        "EO-2017",
        "FAILED",
        "EO-2017",
        "",
        "WARNING EO-2017");
    add(
        "17",
        "The user may not read deletions: the other steps compare keys instead",
        unreadable,
        "PARTIAL",
        "EO-2017",
        "SUCCEEDED",
        "",
        "keys are compared",
        "WARNING EO-2017");
    partial(
        "",
        "Deletions cannot be read: no step that depends on them is green",
        at("deleted", failure(Kind.PROTOCOL, ErrorCode.EO_2012, "odd")),
        "EO-2012");
  }
}
