package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactApi.Division;
import com.ddbm.exactonline.exact.ExactApi.Me;
import com.ddbm.exactonline.exact.ExactApi.Right;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The questions a connector asks beside the data: who, which divisions, which rights. */
final class SystemCalls {

  private static final List<String> ME_COLUMNS = List.of("CURRENTDIVISION", "USERNAME", "FULLNAME");
  private static final List<String> DIVISION_COLUMNS =
      List.of("CODE", "DESCRIPTION", "STATUS", "BLOCKINGSTATUS", "ARCHIVEDATE", "DIVISIONMOVEDATE");

  /** More than any accountant has; rows of these answers are kept in memory. */
  private static final int MOST_ROWS = 100_000;

  private static final int LONGEST_NAME = 255;

  /** An empty page may have a next one (facts, section 3), but not for ever. */
  private static final int MOST_EMPTY_PAGES = 20;

  /** In how many divisions the list is asked for: each refusal counts as an error. */
  private static final int MOST_PLACES = 6;

  /** A wait after which a list goes on where it was: the limit of a minute. */
  private static final Duration SHORT = Duration.ofMinutes(2);

  private final ExactUrls urls;
  private final ExactCalls calls;
  private final Clock clock;
  private final Endpoint me;
  private final Endpoint divisions;
  private final Endpoint rights;
  private final Endpoint syncTimestamp;
  private Listing interrupted;

  SystemCalls(ExactUrls urls, ExactCalls calls, Catalogue catalogue, Clock clock) {
    this.urls = urls;
    this.calls = calls;
    this.clock = clock;
    me = catalogue.collection("current/Me").orElseThrow();
    divisions = catalogue.collection("{division}/system/Divisions").orElseThrow();
    rights = catalogue.collection("{division}/users/UserHasRights").orElseThrow();
    syncTimestamp = catalogue.collection("{division}/read/sync/Sync/SyncTimestamp").orElseThrow();
  }

  /** See {@link ExactApi#me()}. */
  Me me() throws InterruptedException {
    String url = urls.first(0, me, ME_COLUMNS, new PageRequest.Everything());
    List<String[]> rows = rows(Call.plain(0, me, url), me, ME_COLUMNS).rows();
    if (rows.isEmpty() || value(me, rows.get(0), "CURRENTDIVISION") == null) {
      throw unexpected("it does not say which division is the current one");
    }
    String[] row = rows.get(0);
    return new Me(
        name(value(me, row, "USERNAME")),
        name(value(me, row, "FULLNAME")),
        divisionCode(value(me, row, "CURRENTDIVISION")));
  }

  /**
   * See {@link ExactApi#divisions(List)}. Who knows a division need not ask for the current one,
   * but a list that lacks what is known is believed only where that one was asked.
   */
  List<Division> divisions(List<Integer> known) throws InterruptedException {
    Listing first = interrupted;
    if (first == null && !known.isEmpty()) {
      first = new Listing(known.get(0), false);
    }
    ExactException refusal = null;
    if (first != null) {
      try {
        read(first);
        if (first.inCurrent || first.found.keySet().containsAll(known)) {
          return first.divisions();
        }
      } catch (ExactException exception) {
        refusal = passedOver(exception);
      }
    }
    int current = me().currentDivision();
    if (first != null && refusal == null && first.any == current) {
      return first.divisions();
    }
    Set<Integer> places = new LinkedHashSet<>();
    places.add(current);
    places.addAll(known);
    if (refusal != null) {
      places.remove(first.any);
    }
    for (int place : places.stream().limit(MOST_PLACES).toList()) {
      try {
        Listing listing = new Listing(place, true);
        read(listing);
        return listing.divisions();
      } catch (ExactException exception) {
        ExactException again = passedOver(exception);
        refusal = refusal == null ? again : refusal;
      }
    }
    throw refusal;
  }

  /** One division's refusal, after which another is asked; anything else is thrown on. */
  private ExactException passedOver(ExactException exception) {
    if (interrupted != null || !concernsOneDivision(exception)) {
      throw exception;
    }
    return exception;
  }

  private static boolean concernsOneDivision(ExactException exception) {
    return switch (exception.kind()) {
      case DIVISION, LIMIT, MODULE, RIGHT -> true;
      case TRANSIENT,
          SIGN_IN,
          STALE_SECRET,
          CREDENTIALS,
          NETWORK_ACCESS,
          SCOPE,
          NOT_OFFERED,
          LINK_EXPIRED,
          PROTOCOL ->
          false;
    };
  }

  /** A list of divisions that is being read, asked in some division: Exact does not check which. */
  private final class Listing {
    private final int any;
    private final boolean inCurrent;
    private final Map<Integer, Division> found = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();
    private String url;
    private int pagesWithoutNews;

    Listing(int any, boolean inCurrent) {
      this.any = any;
      this.inCurrent = inCurrent;
      url = urls.first(any, divisions, DIVISION_COLUMNS, new PageRequest.Everything());
    }

    List<Division> divisions() {
      return List.copyOf(found.values());
    }

    void readPage() throws InterruptedException {
      if (asked.contains(url)) {
        throw unexpected("a next link leads back to a page that was read");
      }
      Rows page = rows(Call.plain(any, divisions, url), divisions, DIVISION_COLUMNS);
      asked.add(url);
      int before = found.size();
      page.rows().stream()
          .map(SystemCalls.this::division)
          .forEach(each -> found.put(each.code(), each));
      pagesWithoutNews = found.size() > before ? 0 : pagesWithoutNews + 1;
      if (found.size() > MOST_ROWS || pagesWithoutNews > MOST_EMPTY_PAGES) {
        throw unexpected("the list of divisions does not end");
      }
      url = page.nextLink() == null ? null : urls.next(page.nextLink());
    }
  }

  /**
   * To its end. More pages than a division has calls in a minute take several calls of this, each
   * from where the limit came: begun anew, such a list would never end.
   */
  private void read(Listing listing) throws InterruptedException {
    interrupted = null;
    while (listing.url != null) {
      try {
        listing.readPage();
      } catch (ExactException exception) {
        interrupted = isShort(exception) && !listing.found.isEmpty() ? listing : null;
        throw exception;
      }
    }
  }

  private boolean isShort(ExactException exception) {
    return exception.kind() == ExactException.Kind.LIMIT
        && exception.retryAt().isBefore(clock.now().plus(SHORT));
  }

  private Division division(String[] row) {
    String moved = value(divisions, row, "DIVISIONMOVEDATE");
    String code = value(divisions, row, "CODE");
    if (code == null) {
      throw unexpected("a division has no code");
    }
    return new Division(
        divisionCode(code),
        name(value(divisions, row, "DESCRIPTION")),
        number(value(divisions, row, "STATUS")),
        number(value(divisions, row, "BLOCKINGSTATUS")),
        value(divisions, row, "ARCHIVEDATE") != null,
        moved == null ? null : LocalDateTime.parse(moved));
  }

  /** See {@link ExactApi#mayRead}; a server that does not know the question leaves it open. */
  Right mayRead(int division, Endpoint endpoint) throws InterruptedException {
    Call call = Call.plain(division, rights, urls.rights(division, endpoint));
    try {
      return calls.get(call, SystemCalls::right).value();
    } catch (ExactException exception) {
      return switch (exception.kind()) {
        case SCOPE, MODULE, RIGHT, NOT_OFFERED, PROTOCOL -> Right.UNKNOWN;
        case TRANSIENT,
            LIMIT,
            SIGN_IN,
            STALE_SECRET,
            CREDENTIALS,
            NETWORK_ACCESS,
            DIVISION,
            LINK_EXPIRED ->
            throw exception;
      };
    } catch (PropertyRefused impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The first boolean of the answer, whatever it is wrapped in. */
  private static Right right(InputStream body) throws IOException {
    try (JsonParser parser = JsonAnswers.open(body)) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        boolean text = token == JsonToken.VALUE_STRING;
        if (token == JsonToken.VALUE_TRUE || (text && parser.getText().equalsIgnoreCase("true"))) {
          return Right.GRANTED;
        }
        if (token == JsonToken.VALUE_FALSE
            || (text && parser.getText().equalsIgnoreCase("false"))) {
          return Right.MISSING;
        }
        token = parser.nextToken();
      }
      return Right.UNKNOWN;
    } catch (JsonProcessingException | CharConversionException exception) {
      throw new UnreadableAnswer(UnreadableAnswer.Reason.MALFORMED, "it is no valid JSON");
    }
  }

  /** See {@link ExactApi#timestampAt}; 1, the beginning, when nothing is that young. */
  long timestampAt(int division, Endpoint endpoint, LocalDateTime modified)
      throws InterruptedException {
    String name =
        endpoint
            .syncTimestampName()
            .orElseThrow(() -> new IllegalArgumentException(endpoint.id() + " has no name there"));
    List<String> columns = List.of("TIMESTAMPASBIGINT");
    Call call = Call.plain(division, syncTimestamp, urls.timestampAt(division, name, modified));
    for (String[] row : rows(call, syncTimestamp, columns).rows()) {
      String timestamp = value(syncTimestamp, row, "TIMESTAMPASBIGINT");
      if (timestamp != null) {
        return timestamp(timestamp);
      }
    }
    return 1;
  }

  private record Rows(List<String[]> rows, String nextLink) {}

  private Rows rows(Call call, Endpoint endpoint, List<String> columns)
      throws InterruptedException {
    try {
      return calls
          .get(
              call,
              body -> {
                List<String[]> rows = new ArrayList<>();
                PageParser.Result result =
                    new PageParser(endpoint, columns, MOST_ROWS)
                        .parse(body, (values, extra) -> rows.add(values.clone()));
                return new Rows(rows, result.nextLink());
              })
          .value();
    } catch (PropertyRefused impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** As it is shown; null stays null. */
  private static String name(String text) {
    return text == null || text.length() <= LONGEST_NAME
        ? text
        : Texts.brief(text.substring(0, LONGEST_NAME));
  }

  private static String value(Endpoint endpoint, String[] row, String column) {
    return row[endpoint.indexOf(column)];
  }

  private static int number(String text) {
    try {
      return text == null ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException exception) {
      throw unexpected("a number is too large");
    }
  }

  private static int divisionCode(String text) {
    int code = number(text);
    if (code <= 0) {
      throw unexpected("a division has the code " + code);
    }
    return code;
  }

  private static long timestamp(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException exception) {
      throw unexpected("a row version is too large");
    }
  }

  private static ExactException unexpected(String what) {
    return new ExactException(Kind.PROTOCOL, ErrorCode.EO_2012, null, null, what);
  }
}
