package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.CallBudget;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.exact.PageRequest;
import com.ddbm.exactonline.exact.PageRequest.TimestampAfter;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.ConnectionRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tests a connection from the network upwards. Each check has a verdict of its own, so that bad
 * credentials and a missing scope never look alike; what a failure hides is unknown, not failed.
 */
final class ConnectionTester {

  /** What refuses an endpoint, and is no question of its scope. */
  private static final Set<Kind> OTHER_REFUSALS = Set.of(Kind.MODULE, Kind.RIGHT, Kind.NOT_OFFERED);

  static final String NETWORK_ACCESS = "network access";
  static final String CREDENTIALS = "credentials";
  static final String USER = "user";
  static final String DIVISIONS = "divisions";
  static final String SCOPE = "scope";
  static final String RIGHT = "right";
  static final String CALLS_LEFT = "calls left";

  private final ExactAccess exact;
  private final TokenStore tokens;
  private final Clock clock;
  private final Map<String, Verdict> verdicts = new LinkedHashMap<>();

  ConnectionTester(ExactAccess exact, TokenStore tokens, Clock clock) {
    this.exact = exact;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** The outcome of one check; verdict is ok, failed or unknown. */
  record Verdict(String check, String verdict, String code, String message, String remedy) {}

  /**
   * Tests.
   *
   * @param approved whether an administrator approved the way out
   * @param chosen the endpoint to ask for; empty: one of each scope
   */
  List<Verdict> test(ConnectionRecord connection, boolean approved, Optional<Endpoint> chosen)
      throws InterruptedException {
    if (approved) {
      askAll(connection, chosen);
    } else {
      failed(NETWORK_ACCESS, ErrorCode.EO_3001);
    }
    return inOrder();
  }

  private void askAll(ConnectionRecord connection, Optional<Endpoint> chosen)
      throws InterruptedException {
    try {
      exact.with(
          connection,
          tokens,
          (api, budget) -> {
            ask(connection, api, budget, chosen);
            return true;
          });
    } catch (ConnectorException failure) {
      place(failure);
    }
  }

  private List<Verdict> inOrder() {
    List<Verdict> all = new ArrayList<>();
    for (String check :
        List.of(NETWORK_ACCESS, CREDENTIALS, USER, DIVISIONS, SCOPE, RIGHT, CALLS_LEFT)) {
      all.add(
          verdicts.getOrDefault(
              check,
              new Verdict(check, "unknown", "", "Not tested: an earlier check failed.", "")));
    }
    return all;
  }

  private void ask(
      ConnectionRecord connection, ExactApi api, CallBudget budget, Optional<Endpoint> chosen)
      throws InterruptedException {
    ExactApi.Me me = api.me();
    ok(NETWORK_ACCESS, "Exact Online can be reached.");
    ok(CREDENTIALS, "Exact Online accepts the sign-in.");
    ok(USER, "Signed in as " + me.userName() + ".");
    List<ExactApi.Division> open =
        api.divisions().stream().filter(each -> each.blockingStatus() == 0).toList();
    if (open.isEmpty()) {
      failed(DIVISIONS, ErrorCode.EO_1015);
      return;
    }
    ok(DIVISIONS, open.size() + " divisions can be read.");
    boolean currentIsOpen = open.stream().anyMatch(each -> each.code() == me.currentDivision());
    int division = currentIsOpen ? me.currentDivision() : open.get(0).code();
    List<Endpoint> endpoints = chosen.map(List::of).orElseGet(ConnectionTester::oneOfEachScope);
    scopes(api, division, endpoints);
    rights(api, division, endpoints);
    callsLeft(connection, budget, division);
  }

  private static List<Endpoint> oneOfEachScope() {
    Map<List<String>, Endpoint> first = new LinkedHashMap<>();
    Catalogue.get().endpoints().forEach(each -> first.putIfAbsent(each.scopes(), each));
    return List.copyOf(first.values());
  }

  private void scopes(ExactApi api, int division, List<Endpoint> endpoints)
      throws InterruptedException {
    List<String> missing = new ArrayList<>();
    String unknown = null;
    for (Endpoint endpoint : endpoints) {
      try {
        api.page(firstPage(division, endpoint), new Nowhere());
      } catch (ExactException failure) {
        if (failure.kind() == Kind.SCOPE) {
          missing.add(String.join(", ", endpoint.scopes()) + " (for " + endpoint.id() + ")");
        } else if (!OTHER_REFUSALS.contains(failure.kind())) {
          unknown = failure.getMessage();
          break;
        }
      }
    }
    if (!missing.isEmpty()) {
      ErrorCode error = ErrorCode.EO_2006;
      String names = String.join("; ", missing);
      add(SCOPE, "failed", error.code(), error.message(names, "the test"), error.remedy());
    } else if (unknown != null) {
      add(SCOPE, "unknown", "", unknown, "");
    } else {
      ok(SCOPE, "The app registration has the scopes that were asked for.");
    }
  }

  /** As few rows as an endpoint can be asked for. */
  private static PageRequest firstPage(int division, Endpoint endpoint) {
    PageRequest.Filter filter =
        switch (endpoint.strategy()) {
          case ROW_VERSION -> new TimestampAfter(Long.MAX_VALUE - 1);
          case MODIFIED, SNAPSHOT, FULL -> new PageRequest.Everything();
        };
    return new PageRequest(division, endpoint, endpoint.keyColumns(), filter, null);
  }

  private void rights(ExactApi api, int division, List<Endpoint> endpoints)
      throws InterruptedException {
    List<String> missing = new ArrayList<>();
    boolean known = true;
    for (Endpoint endpoint : endpoints) {
      switch (api.mayRead(division, endpoint)) {
        case GRANTED -> {}
        case MISSING -> missing.add(endpoint.id());
        case UNKNOWN -> known = false;
      }
    }
    if (!missing.isEmpty()) {
      ErrorCode error = ErrorCode.EO_2007;
      String names = String.join(", ", missing);
      add(
          RIGHT,
          "failed",
          error.code(),
          error.message(names, division, "the user lacks the right"),
          error.remedy());
    } else if (known) {
      ok(RIGHT, "The user may read what was asked for in division " + division + ".");
    } else {
      add(RIGHT, "unknown", "", "Exact Online does not tell which rights the user has.", "");
    }
  }

  private void callsLeft(ConnectionRecord connection, CallBudget budget, int division) {
    long left = budget.remainingToday(division, clock.now());
    if (left > 0) {
      ok(CALLS_LEFT, left + " calls are left today in division " + division + ".");
    } else {
      ErrorCode error = ErrorCode.EO_2011;
      add(
          CALLS_LEFT,
          "failed",
          error.code(),
          error.message(connection.name(), "midnight UTC"),
          error.remedy());
    }
  }

  /** Puts a failure that ended the test where it belongs. */
  private void place(ConnectorException failure) {
    Kind kind = failure instanceof ExactException exactly ? exactly.kind() : Kind.PROTOCOL;
    switch (kind) {
      case NETWORK_ACCESS -> failed(NETWORK_ACCESS, failure);
      case TRANSIENT, STALE_SECRET -> {
        add(
            NETWORK_ACCESS,
            "unknown",
            failure.error().code(),
            failure.getMessage(),
            remedy(failure));
      }
      case CREDENTIALS, SIGN_IN -> {
        if (failure.error() != ErrorCode.EO_1009) {
          ok(NETWORK_ACCESS, "Exact Online can be reached.");
        }
        failed(CREDENTIALS, failure);
      }
      case LIMIT -> {
        ok(NETWORK_ACCESS, "Exact Online can be reached.");
        failed(CALLS_LEFT, failure);
      }
      case SCOPE -> failed(SCOPE, failure);
      case MODULE, RIGHT, DIVISION, NOT_OFFERED, LINK_EXPIRED, PROTOCOL -> {
        String next = verdicts.containsKey(USER) ? DIVISIONS : USER;
        failed(next, failure);
      }
    }
  }

  private static String remedy(ConnectorException failure) {
    return failure.error().remedy();
  }

  private void ok(String check, String message) {
    add(check, "ok", "OK", message, "");
  }

  private void failed(String check, ErrorCode error) {
    add(check, "failed", error.code(), error.message(), error.remedy());
  }

  private void failed(String check, ConnectorException failure) {
    add(check, "failed", failure.error().code(), failure.getMessage(), remedy(failure));
  }

  private void add(String check, String verdict, String code, String message, String remedy) {
    verdicts.putIfAbsent(check, new Verdict(check, verdict, code, message, remedy));
  }

  /** Rows that nobody wants. */
  private static final class Nowhere implements ExactApi.RetryableSink {
    @Override
    public void accept(String[] values, String extra) {}

    @Override
    public void restart() {}
  }
}
