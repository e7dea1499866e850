package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.exact.ExactTransport;
import com.ddbm.exactonline.exact.Site;
import com.ddbm.exactonline.twins.ManualClock;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hundreds of divisions with all real endpoints and few rows, under Exact's real limits: 60 calls a
 * minute and 5,000 a day for each division, and the fair use of the contract. What is over a limit
 * is answered with 429 and counted.
 */
final class DayExact implements ExactTransport {

  static final int EACH_MINUTE = 60;
  static final int EACH_DAY = 5_000;

  private static final int DIVISIONS_PAGE = 60;
  private static final ZoneId WALL = ZoneId.of("Europe/Amsterdam");

  private final ManualClock clock;
  private final int divisions;
  private final long fairUse;
  private final TokenEndpoint tokens;
  private final SourceLimits limits;
  private final Map<String, Endpoint> byPath = new LinkedHashMap<>();

  /** When rows changed last, by division: the version of the one row that changes. */
  private final long[] versions;

  private LocalDate day = LocalDate.MIN;
  private long callsOfDay;
  private long overFairUse;
  private long calls;

  DayExact(ManualClock clock, List<Endpoint> endpoints, int divisions, long fairUse) {
    this.clock = clock;
    this.divisions = divisions;
    this.fairUse = fairUse;
    tokens = new TokenEndpoint(clock, new Counters());
    limits = new SourceLimits(clock, new Counters());
    limits.set(EACH_MINUTE, EACH_DAY);
    versions = new long[divisions + 1];
    for (Endpoint endpoint : endpoints) {
      byPath.put(endpoint.uri().replace("{division}/", ""), endpoint);
    }
  }

  TokenEndpoint tokens() {
    return tokens;
  }

  /** Calls so far that count for the fair use: all but those for tokens. */
  long calls() {
    return calls;
  }

  /** Answers 429 so far. */
  long refused() {
    return limits.refused() + overFairUse;
  }

  /** In each division one row of every endpoint that has row versions changes. */
  void change() {
    for (int division = 1; division <= divisions; division++) {
      versions[division]++;
    }
  }

  @Override
  public Response send(Request request) {
    if (request.url().endsWith("/api/oauth2/token")) {
      return tokens.answer(request.form());
    }
    String bearer = request.headers().getOrDefault("Authorization", "").replace("Bearer ", "");
    if (!tokens.accepts(bearer)) {
      return new Answer(401, "").with("WWW-Authenticate", "access%20token%20expired");
    }
    calls++;
    LocalDate today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
    callsOfDay = today.equals(day) ? callsOfDay + 1 : 1;
    day = today;
    if (callsOfDay > fairUse) {
      overFairUse++;
      return new Answer(429, "");
    }
    String url = URLDecoder.decode(request.url().replace("+", "%2B"), StandardCharsets.UTF_8);
    String path = url.substring((Site.NL.address() + "/api/v1/").length());
    if (path.startsWith("current/Me")) {
      return Answer.ok("{\"d\":{\"results\":[{\"CurrentDivision\":1,\"UserName\":\"user\"}]}}");
    }
    int slash = path.indexOf('/');
    int division = Integer.parseInt(path.substring(0, slash));
    Answer refused = limits.refuse(division);
    return refused != null
        ? refused
        : limits.head(division, answer(division, path.substring(slash + 1), url));
  }

  private Answer answer(int division, String path, String url) {
    String name = path.substring(0, path.indexOf('?'));
    if (name.equals("system/Divisions")) {
      return list(url);
    }
    if (name.equals("users/UserHasRights")) {
      return Answer.ok("{\"d\":{\"UserHasRights\":true}}");
    }
    Endpoint endpoint = byPath.get(name);
    return endpoint == null
        ? Answer.error(404, "Resource not found: " + name)
        : Answer.ok(SourcePages.envelope(rows(division, endpoint, url), null));
  }

  private Answer list(String url) {
    String token = SourcePages.parameter(url, "$skiptoken");
    int from = token == null ? 1 : Integer.parseInt(token.replace("L", "")) + 1;
    int to = Math.min(divisions, from + DIVISIONS_PAGE - 1);
    List<String> rows = new ArrayList<>();
    for (int division = from; division <= to; division++) {
      rows.add(
          "{\"Code\":"
              + division
              + ",\"Description\":\"Company "
              + division
              + "\",\"Status\":1,\"BlockingStatus\":0,\"ArchiveDate\":null,"
              + "\"DivisionMoveDate\":null}");
    }
    String base = url.replaceAll("&\\$skiptoken=.*", "").replace(" ", "%20");
    return Answer.ok(
        SourcePages.envelope(rows, to < divisions ? base + "&$skiptoken=" + to + "L" : null));
  }

  /** Two rows: one that stays as it is and one that changes. */
  private List<String> rows(int division, Endpoint endpoint, String url) {
    if (endpoint.id().equals(Endpoint.DELETED)) {
      return List.of();
    }
    String filter = SourcePages.parameter(url, "$filter");
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < 2; row++) {
      long version = row == 0 ? 10 : 20 + versions[division];
      if (filter == null || !filter.startsWith("Timestamp") || version > after(filter)) {
        rows.add(row(division, endpoint, row, version));
      }
    }
    return rows;
  }

  private static long after(String filter) {
    return Long.parseLong(filter.substring("Timestamp gt ".length(), filter.length() - 1));
  }

  private String row(int division, Endpoint endpoint, int row, long version) {
    StringBuilder text = new StringBuilder("{\"__metadata\":{\"uri\":\"x\"}");
    for (Column column : endpoint.columns()) {
      boolean key = endpoint.keyColumns().contains(column.name());
      String value =
          switch (column.type()) {
            case GUID -> String.format("\"%08x-0000-4000-8000-%012x\"", division, row);
            case STRING -> "\"text" + row + "\"";
            default -> Integer.toString(row);
          };
      if (column.name().equals(Endpoint.TIMESTAMP)) {
        text.append(",\"Timestamp\":\"").append(version).append('"');
      } else if (column.name().equals(Endpoint.MODIFIED)
          && endpoint.strategy() == Strategy.MODIFIED) {
        long today =
            LocalDateTime.ofInstant(clock.now(), WALL)
                .toLocalDate()
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
        text.append(",\"Modified\":\"\\/Date(").append(today).append(")\\/\"");
      } else if (key) {
        text.append(",\"").append(column.property()).append("\":").append(value);
      }
    }
    return text.append('}').toString();
  }
}
