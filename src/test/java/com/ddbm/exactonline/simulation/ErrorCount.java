package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.exact.ExactTransport;
import com.ddbm.exactonline.twins.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts errors as Exact does: more than ten in an hour at one endpoint of a division and the app
 * is blocked there (failure 26). No execution may come that far.
 */
final class ErrorCount implements ExactTransport {

  private static final int MOST = 10;

  private final ExactTransport transport;
  private final ManualClock clock;
  private final Counters counters;
  private final Map<String, Deque<Instant>> errors = new HashMap<>();

  ErrorCount(ExactTransport transport, ManualClock clock, Counters counters) {
    this.transport = transport;
    this.clock = clock;
    this.counters = counters;
  }

  @Override
  public Response send(Request request) throws IOException {
    Response response = transport.send(request);
    int status = response.status();
    if (status == 400 || status == 401 || status == 403 || status == 404) {
      counters.hit("answer that counts for the block");
      Deque<Instant> times =
          errors.computeIfAbsent(request.url().replaceAll("\\?.*", ""), path -> new ArrayDeque<>());
      times.addLast(clock.now());
      while (!times.peekFirst().plus(Duration.ofHours(1)).isAfter(clock.now())) {
        times.removeFirst();
      }
      if (times.size() > MOST) {
        throw new Violation("more than ten errors in an hour at " + request.url());
      }
    }
    return response;
  }
}
