package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactCalls.Answered;
import com.ddbm.exactonline.exact.ExactException.Kind;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Exact Online over a transport: the real {@link ExactApi}. Thread-safe; makes no threads of its
 * own and waits only through the clock.
 */
public final class ExactClient implements ExactApi {

  /** What is slept through inside a call during a run; see {@link ExactApi}. */
  public static final Duration PATIENCE_OF_RUNS = Duration.ofSeconds(10);

  /** What is waited out where somebody waits for one answer: a test, a list of divisions. */
  public static final Duration PATIENCE_OF_QUESTIONS = Duration.ofMinutes(5);

  /** Exact blocks an endpoint after ten errors in an hour: not all may be spent on one select. */
  private static final int MOST_REFUSED_PROPERTIES = 5;

  private final ExactUrls urls;
  private final ExactCalls calls;
  private final SystemCalls system;

  /** For runs. */
  public ExactClient(
      String connection,
      Site site,
      ExactTransport transport,
      TokenStore tokens,
      CallBudget budget,
      Clock clock) {
    this(connection, site, transport, tokens, budget, clock, PATIENCE_OF_RUNS);
  }

  /**
   * @param connection its name, for the token store and for sentences
   * @param patience the longest wait for a limit that is slept through inside a call; a longer one
   *     is told as LIMIT at once
   */
  public ExactClient(
      String connection,
      Site site,
      ExactTransport transport,
      TokenStore tokens,
      CallBudget budget,
      Clock clock,
      Duration patience) {
    urls = new ExactUrls(site);
    calls =
        new ExactCalls(
            connection,
            transport,
            new CurrentToken(connection, tokens, clock),
            budget,
            clock,
            patience);
    system = new SystemCalls(urls, calls, Catalogue.get(), clock);
  }

  @Override
  public Page page(PageRequest request, RetryableSink sink) throws InterruptedException {
    Endpoint endpoint = request.endpoint();
    List<String> columns = new ArrayList<>(request.columns());
    List<String> refused = new ArrayList<>();
    int made = 0;
    while (true) {
      try {
        Answered<PageParser.Result> answered =
            calls.get(call(request, columns), reader(endpoint, columns, sink));
        PageParser.Result result = answered.value();
        if (result.nextLink() != null) {
          urls.next(result.nextLink()); // a page that leads elsewhere becomes nobody's checkpoint
        }
        return new Page(
            result.rows(), result.nextLink(), List.copyOf(refused), made + answered.calls());
      } catch (PropertyRefused refusal) {
        made++;
        String column = columnOf(endpoint, refusal.property());
        if (refused.size() >= MOST_REFUSED_PROPERTIES) {
          throw new ExactException(
              Kind.PROTOCOL,
              ErrorCode.EO_2013,
              null,
              null,
              endpoint.title() + ": it does not know " + refused + " and " + column);
        }
        refused.add(column);
        columns.remove(column);
      }
    }
  }

  private Call call(PageRequest request, List<String> columns) {
    if (request.link() != null) {
      return new Call(
          request.division(), request.endpoint(), urls.next(request.link()), true, List.of());
    }
    String url = urls.first(request.division(), request.endpoint(), columns, request.filter());
    return new Call(
        request.division(), request.endpoint(), url, false, droppable(request.endpoint(), columns));
  }

  /** Rows of an attempt that failed half-way are taken back before the next. */
  private static ExactCalls.BodyReader<PageParser.Result> reader(
      Endpoint endpoint, List<String> columns, RetryableSink sink) {
    PageParser parser = new PageParser(endpoint, columns);
    boolean[] started = {false};
    return body -> {
      if (started[0]) {
        sink.restart();
      }
      started[0] = true;
      return parser.parse(body, sink);
    };
  }

  /** Without its key or its cursor a row cannot be stored: those are never left out. */
  private static List<String> droppable(Endpoint endpoint, List<String> columns) {
    return endpoint.columns().stream()
        .filter(column -> columns.contains(column.name()))
        .filter(column -> !column.key() && !isCursor(endpoint, column))
        .map(Column::property)
        .toList();
  }

  private static boolean isCursor(Endpoint endpoint, Column column) {
    return switch (endpoint.strategy()) {
      case ROW_VERSION -> column.name().equals(Endpoint.TIMESTAMP);
      case MODIFIED -> column.name().equals(Endpoint.MODIFIED);
      case SNAPSHOT, FULL -> false;
    };
  }

  private static String columnOf(Endpoint endpoint, String property) {
    return endpoint.columns().stream()
        .filter(column -> column.property().equals(property))
        .map(Column::name)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Me me() throws InterruptedException {
    return system.me();
  }

  @Override
  public List<Division> divisions() throws InterruptedException {
    return system.divisions(List.of());
  }

  @Override
  public List<Division> divisions(List<Integer> known) throws InterruptedException {
    return system.divisions(known);
  }

  @Override
  public Right mayRead(int division, Endpoint endpoint) throws InterruptedException {
    return system.mayRead(division, endpoint);
  }

  @Override
  public long timestampAt(int division, Endpoint endpoint, LocalDateTime modified)
      throws InterruptedException {
    return system.timestampAt(division, endpoint, modified);
  }
}
