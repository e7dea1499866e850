package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.ExactTransport;
import com.ddbm.exactonline.exact.Site;
import com.ddbm.exactonline.twins.ManualClock;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An Exact Online in memory that answers requests of the real client: data, rights, scopes, limits,
 * tokens, and the faults that a schedule has set.
 */
final class SourceExact implements ExactTransport {

  private static final ZoneId WALL = ZoneId.of("Europe/Amsterdam");

  final ManualClock clock;
  final TokenEndpoint tokens;
  final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  final Map<Integer, SourceDivision> divisions = new TreeMap<>();
  final Set<String> missingScopes = new HashSet<>();
  final Set<String> missingModules = new HashSet<>();
  final List<Fault> faults = new ArrayList<>();
  final SourceLimits limits;
  final Counters counters;
  boolean tellsRights = true;
  boolean ascending = true;
  Runnable beforeData = () -> {};

  /** Raised by everything that changes data or what may be seen of it. */
  long changes;

  private long calls;
  private long strikes;

  SourceExact(ManualClock clock, Counters counters) {
    this.clock = clock;
    this.counters = counters;
    tokens = new TokenEndpoint(clock, counters);
    limits = new SourceLimits(clock, counters);
  }

  /** Data calls and system calls so far, those for tokens not. */
  long calls() {
    return calls;
  }

  /** Something outside of Exact went wrong, which counts as a fault as well. */
  void struck() {
    strikes++;
  }

  /** Faults that struck so far. */
  long strikes() {
    return strikes;
  }

  String wallClock() {
    return SourcePages.WALL_CLOCK.format(wallTime());
  }

  LocalDateTime wallTime() {
    return LocalDateTime.ofInstant(clock.now(), WALL);
  }

  /** What a correct replica holds now. */
  Collection<Map<String, String>> truth(int division, Endpoint endpoint) {
    SourceDivision there = divisions.get(division);
    return endpoint.id().equals(Endpoint.DELETED)
        ? remembered(there)
        : there.rows(endpoint.id()).values();
  }

  private List<Map<String, String>> remembered(SourceDivision division) {
    return division.deletions.stream()
        .filter(each -> each.at().plus(Duration.ofDays(60)).isAfter(clock.now()))
        .map(SourceDivision.Deletion::row)
        .toList();
  }

  // ---- requests

  @Override
  public Response send(Request request) throws IOException {
    if (!request.url().startsWith(Site.NL.address() + "/")) {
      throw new Violation("a request left for " + request.url());
    }
    if (request.url().endsWith("/api/oauth2/token")) {
      return struck(Fault.Place.TOKEN, false, () -> tokens.answer(request.form()), null);
    }
    calls++;
    String bearer = request.headers().getOrDefault("Authorization", "").replace("Bearer ", "");
    String url = URLDecoder.decode(request.url().replace("+", "%2B"), StandardCharsets.UTF_8);
    String path = url.substring((Site.NL.address() + "/api/v1/").length());
    boolean data = path.contains("/test/") || path.contains("/sync/Deleted");
    boolean link = url.contains("$skiptoken");
    if (data) {
      beforeData.run();
    }
    return struck(
        data ? Fault.Place.DATA : Fault.Place.SYSTEM,
        link,
        () -> answer(path, url, bearer),
        bearer);
  }

  private interface Work {
    Answer answer();
  }

  private Response struck(Fault.Place place, boolean link, Work work, String bearer)
      throws IOException {
    Fault fault =
        faults.stream().filter(each -> each.strikes(place, link)).findFirst().orElse(null);
    if (fault == null) {
      return work.answer();
    }
    strikes++;
    counters.hit("fault " + fault.kind);
    if (place == Fault.Place.TOKEN) {
      counters.hit("token fault " + fault.kind);
    }
    if (link && fault.kind == FaultKind.UNAUTHORIZED) {
      counters.hit("401 for a next link");
    }
    return switch (fault.kind) {
      case RESET -> throw new SocketException("Connection reset");
      case UNKNOWN_HOST -> throw new UnknownHostException("start.exactonline.nl");
      case LOST_ANSWER -> {
        work.answer();
        tokens.lossExplained |= place == Fault.Place.TOKEN;
        throw new SocketException("Connection reset");
      }
      case TRUNCATED -> {
        Answer answer = work.answer();
        tokens.lossExplained |= place == Fault.Place.TOKEN;
        yield answer.body(answer.body.substring(0, answer.body.length() * 2 / 3));
      }
      case TIMEOUT -> new Answer(408, "");
      case NO_CONNECTION -> {
        clock.advance(Duration.ofSeconds(10));
        throw new SocketTimeoutException("Connect timed out");
      }
      case NO_ANSWER -> {
        work.answer();
        tokens.lossExplained |= place == Fault.Place.TOKEN;
        clock.advance(Duration.ofSeconds(60));
        throw new SocketTimeoutException("Read timed out");
      }
      case SERVER_ERROR -> Answer.error(500, "Something went wrong");
      case MAINTENANCE -> new Answer(503, "<html><body>We are sorry</body></html>");
      case NETWORK_599 -> new Answer(599, "");
      case BARE_429 -> new Answer(429, "");
      case UNAUTHORIZED -> {
        tokens.revoke(bearer);
        yield new Answer(401, "").with("WWW-Authenticate", "access%20token%20expired");
      }
      case LOGIN_PAGE -> new Answer(200, "<!DOCTYPE html><html><form>login</form></html>");
      case XML -> new Answer(200, "<?xml version=\"1.0\"?><feed/>");
      case MALFORMED -> new Answer(200, "{\"d\" : {\"results\":[{]}}");
      case EMPTY_BODY -> new Answer(200, "");
      case LINK_EXPIRED -> Answer.error(400, "The skip token has expired");
      case MODULE -> Answer.error(403, "Forbidden");
      case NOT_OFFERED -> Answer.error(404, "Resource not found");
      case BAD_QUERY -> Answer.error(400, "Error in query syntax");
      case TOO_EARLY -> TokenEndpoint.tooEarly();
      case BROKEN_CHAIN -> tokens.breakChain();
      case DUPLICATE_ROW,
          OLDER_VERSION_AFTER,
          REORDERED,
          BARE_ARRAY,
          EXTRA_PROPERTY,
          EMPTY_PAGE,
          SHORT_PAGE,
          FOREIGN_LINK -> {
        dressing = fault.kind;
        try {
          yield work.answer();
        } finally {
          dressing = null;
        }
      }
    };
  }

  private FaultKind dressing;

  private Answer answer(String path, String url, String bearer) {
    if (!tokens.accepts(bearer)) {
      return new Answer(401, "").with("WWW-Authenticate", "access%20token%20expired");
    }
    if (path.startsWith("current/Me")) {
      return me();
    }
    int code = Integer.parseInt(path.substring(0, path.indexOf('/')));
    Answer refused = limits.refuse(code);
    if (refused != null) {
      counters.hit("limit reached");
      return refused;
    }
    return limits.head(code, division(code, path.substring(path.indexOf('/') + 1), url));
  }

  private Answer me() {
    int current = divisions.keySet().iterator().next();
    return Answer.ok(
        "{\"d\" : {\"results\":[{\"CurrentDivision\":"
            + current
            + ",\"UserName\":\"user\",\"FullName\":\"The User\"}]}}");
  }

  private Answer division(int code, String path, String url) {
    if (path.startsWith("system/Divisions")) {
      return list();
    }
    SourceDivision division = divisions.get(code);
    if (division.blocked || division.archived || !division.listed) {
      counters.hit("403 for a division");
      return Answer.error(403, "Forbidden")
          .with("Reason", division.blocked ? "DivisionBlocked" : "NoDivisionAccess");
    }
    if (path.startsWith("users/UserHasRights")) {
      return rights(division, url);
    }
    if (path.startsWith("read/sync/Sync/SyncTimestamp")) {
      String moment = SourcePages.parameter(url, "modified").replaceAll("datetime|'", "");
      String id = SourcePages.parameter(url, "endPoint").replace("'", "");
      long version = division.versionAt(id, moment);
      return Answer.ok("{\"d\":{\"results\":[{\"TimestampAsBigInt\":\"" + version + "\"}]}}");
    }
    for (Endpoint endpoint : endpoints.values()) {
      if (path.startsWith(endpoint.uri().replace("{division}/", "") + "?")) {
        return data(division, endpoint, url);
      }
    }
    return Answer.error(404, "Resource not found");
  }

  private Answer list() {
    List<String> rows = new ArrayList<>();
    for (SourceDivision division : divisions.values()) {
      if (division.listed) {
        String moved =
            division.movedAt == null
                ? "null"
                : "\"\\/Date("
                    + division.movedAt.toInstant(java.time.ZoneOffset.UTC).toEpochMilli()
                    + ")\\/\"";
        rows.add(
            "{\"Code\":"
                + division.code
                + ",\"Description\":\"Company "
                + division.code
                + "\",\"Status\":1,\"BlockingStatus\":"
                + (division.blocked ? 1 : 0)
                + ",\"ArchiveDate\":"
                + (division.archived ? "\"\\/Date(1700000000000)\\/\"" : "null")
                + ",\"DivisionMoveDate\":"
                + moved
                + "}");
      }
    }
    return Answer.ok(SourcePages.envelope(rows, null));
  }

  private Answer rights(SourceDivision division, String url) {
    if (!tellsRights) {
      return Answer.error(404, "Resource not found");
    }
    String resource = SourcePages.parameter(url, "endpoint").replace("'", "");
    String id = resource.substring(resource.indexOf('/') + 1);
    boolean missing = division.missingRights.stream().anyMatch(right -> right.equalsIgnoreCase(id));
    return Answer.ok("{\"d\":{\"UserHasRights\":" + !missing + "}}");
  }

  private Answer data(SourceDivision division, Endpoint endpoint, String url) {
    if (missingScopes.contains(endpoint.id())) {
      counters.hit("403 for a scope");
      return Answer.error(403, "Forbidden - Application Scope Violated. Cannot read");
    }
    if (missingModules.contains(endpoint.id())) {
      return Answer.error(403, "Forbidden");
    }
    List<String> selected = List.of(SourcePages.parameter(url, "$select").split(","));
    for (String refused : division.refusedProperties.getOrDefault(endpoint.id(), Set.of())) {
      if (selected.contains(refused)) {
        counters.hit("400 for a field");
        return Answer.error(400, "Could not find a property named '" + refused + "' on type 'X'");
      }
    }
    boolean hidden = division.missingRights.contains(endpoint.id());
    Collection<Map<String, String>> all =
        hidden ? List.of() : List.copyOf(truth(division.code, endpoint));
    if (hidden) {
      counters.hit("empty for want of a right");
    }
    if (endpoint.id().equals(Endpoint.DELETED) && all.size() < division.deletions.size()) {
      counters.hit("deletions older than two months left out");
    }
    int most = dressing == FaultKind.SHORT_PAGE ? 1 : endpoint.pageSize();
    SourcePages.Cut cut = SourcePages.cut(endpoint, all, url, ascending, most);
    noteOddities(cut);
    return dressed(division, endpoint, url, selected, cut);
  }

  private void noteOddities(SourcePages.Cut cut) {
    if (cut.next() != null) {
      counters.hit("skiptoken " + cut.next().replaceAll("'[^']*'|\\d+", ""));
    }
    for (Map<String, String> row : cut.rows()) {
      String text = row.getOrDefault("DESCRIPTION", "");
      hitIf("padded text", text.startsWith(" "));
      hitIf("CRLF in a text", text.contains("\r\n"));
      hitIf("zero GUID", SourceChanges.ZERO.equals(row.get("ENTRYID")));
      String date = row.get("MODIFIED");
      hitIf("date before 1970", date != null && date.startsWith("19"));
      hitIf("property left out", SourcePages.leavesOut(row));
    }
  }

  private void hitIf(String kind, boolean happened) {
    if (happened) {
      counters.hit(kind);
    }
  }

  private Answer dressed(
      SourceDivision division,
      Endpoint endpoint,
      String url,
      List<String> selected,
      SourcePages.Cut cut) {
    List<String> rows = new ArrayList<>(SourcePages.json(endpoint, cut.rows(), selected));
    String base = url.replaceAll("&\\$skiptoken=.*", "").replace(" ", "%20");
    String next = cut.next() == null ? null : base + "&$skiptoken=" + cut.next();
    if (dressing == FaultKind.EMPTY_PAGE) {
      String here = SourcePages.parameter(url, "$skiptoken");
      return Answer.ok(
          here == null && endpoint.strategy() != com.ddbm.exactonline.catalogue.Strategy.ROW_VERSION
              ? SourcePages.envelope(List.of(), base + "&$skiptoken=guid''")
              : SourcePages.envelope(
                  List.of(), base + "&$skiptoken=" + (here == null ? "0L" : here)));
    }
    if (dressing == FaultKind.FOREIGN_LINK) {
      return Answer.ok(SourcePages.envelope(rows, "https://evil.example/api/v1/1/test"));
    }
    if (dressing == FaultKind.DUPLICATE_ROW && !rows.isEmpty()) {
      rows.add(rows.get(0));
    }
    if (dressing == FaultKind.OLDER_VERSION_AFTER && !cut.rows().isEmpty()) {
      older(division, endpoint, selected, cut).forEach(rows::add);
    }
    if (dressing == FaultKind.REORDERED) {
      java.util.Collections.reverse(rows);
    }
    if (dressing == FaultKind.EXTRA_PROPERTY && !rows.isEmpty()) {
      String row = rows.get(0);
      rows.set(0, row.substring(0, row.length() - 1) + ",\"Unasked\":\"new\"}");
    }
    if (dressing == FaultKind.BARE_ARRAY && next == null) {
      return Answer.ok("{\"d\" : [" + String.join(",", rows) + "]}");
    }
    return Answer.ok(SourcePages.envelope(rows, next));
  }

  private static List<String> older(
      SourceDivision division, Endpoint endpoint, List<String> selected, SourcePages.Cut cut) {
    if (endpoint.strategy() != com.ddbm.exactonline.catalogue.Strategy.ROW_VERSION) {
      return List.of();
    }
    Map<List<String>, Map<String, String>> former =
        division.formerVersions.getOrDefault(endpoint.id(), Map.of());
    return cut.rows().stream()
        .map(row -> former.get(List.of(row.get("ID"))))
        .filter(java.util.Objects::nonNull)
        .limit(1)
        .flatMap(row -> SourcePages.json(endpoint, List.of(row), selected).stream())
        .toList();
  }
}
