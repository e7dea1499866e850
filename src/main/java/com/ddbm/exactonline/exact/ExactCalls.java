package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.exact.ExactTransport.Request;
import com.ddbm.exactonline.exact.ExactTransport.Response;
import com.ddbm.exactonline.exact.TokenStore.AccessToken;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a call until it is answered or must be given up: token, limits, errors, retries.
 *
 * <p>A call is repeated with the same address. What is transient is repeated a few times with
 * growing pauses; a 401 once, with a newer token when Exact gives one; after a 429 the budget says
 * how long to wait.
 */
final class ExactCalls {

  /** Pauses between the attempts of one call: five attempts in about a minute. */
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30));

  /** Exact's hosts do not resolve when access is not approved: asking often does not help. */
  private static final int NETWORK_ACCESS_ATTEMPTS = 2;

  /** A 429 after a computed wait means that other programs use the same division. */
  private static final int MOST_LIMIT_ANSWERS = 10;

  private final ExactTransport transport;
  private final CurrentToken token;
  private final CallBudget budget;
  private final Clock clock;
  private final String connection;
  private final Duration patience;
  private final ErrorTranslator errors;
  private final ErrorBreaker breaker = new ErrorBreaker();

  ExactCalls(
      String connection,
      ExactTransport transport,
      CurrentToken token,
      CallBudget budget,
      Clock clock,
      Duration patience) {
    this.connection = connection;
    this.transport = transport;
    this.token = token;
    this.budget = budget;
    this.clock = clock;
    this.patience = patience;
    this.errors = new ErrorTranslator(connection);
  }

  /** Reads the body of an answer; it may be called several times for one call. */
  interface BodyReader<T> {
    T read(InputStream body) throws IOException;
  }

  /** An answer and how many calls it took. */
  record Answered<T>(T value, int calls) {}

  /** Makes a call. */
  <T> Answered<T> get(Call call, BodyReader<T> reader)
      throws InterruptedException, PropertyRefused {
    int calls = 0;
    int failures = 0;
    int limitAnswers = 0;
    long rejected = 0;
    while (true) {
      checkErrors(call);
      waitForBudget(call);
      AccessToken current = token.get(rejected);
      calls++;
      Verdict verdict;
      try (Response response = transport.send(request(call, current))) {
        budget.learn(call.division(), clock.now(), response);
        if (response.status() == 200) {
          return new Answered<>(reader.read(response.body()), calls);
        }
        count(call, response.status());
        verdict = errors.status(call, response, current.value());
      } catch (UnreadableAnswer unreadable) {
        verdict = errors.body(call, unreadable);
      } catch (IOException broken) {
        verdict = errors.network(broken);
      }
      switch (verdict.action()) {
        case REFUSE -> throw verdict.error();
        case NEW_TOKEN -> {
          if (rejected != 0 && rejected != current.generation()) {
            throw verdict.error(); // a fresh one is not accepted either
          }
          if (rejected != 0) {
            // Exact does not replace the token yet: it is still good, and was refused once.
            if (failures >= mostPauses(verdict)) {
              throw errors.withoutFreshToken(verdict.error());
            }
            clock.sleep(PAUSES.get(failures));
            failures++;
          }
          rejected = current.generation();
        }
        case LIMITED -> {
          limitAnswers++;
          if (limitAnswers >= MOST_LIMIT_ANSWERS) {
            throw limit(call, clock.now().plus(Duration.ofMinutes(5)));
          }
        }
        case RETRY -> {
          if (failures >= mostPauses(verdict)) {
            throw verdict.error();
          }
          clock.sleep(PAUSES.get(failures));
          failures++;
        }
      }
    }
  }

  private static int mostPauses(Verdict verdict) {
    return switch (verdict.error().kind()) {
      case NETWORK_ACCESS -> NETWORK_ACCESS_ATTEMPTS - 1;
      case RIGHT -> 0;
      case TRANSIENT,
          LIMIT,
          SIGN_IN,
          STALE_SECRET,
          CREDENTIALS,
          SCOPE,
          MODULE,
          DIVISION,
          NOT_OFFERED,
          LINK_EXPIRED,
          PROTOCOL ->
          PAUSES.size();
    };
  }

  private static Request request(Call call, AccessToken current) {
    Map<String, String> headers =
        Map.of("Accept", "application/json", "Authorization", "Bearer " + current.value());
    return new Request("GET", call.url(), headers, Map.of());
  }

  /** Waits for a short limit; a longer one is told at once, so that others can go first. */
  private void waitForBudget(Call call) throws InterruptedException {
    while (true) {
      Instant now = clock.now();
      Instant free = budget.reserve(call.division(), now);
      if (!free.isAfter(now)) {
        return;
      }
      Duration wait = Duration.between(now, free);
      if (wait.compareTo(patience) > 0) {
        throw limit(call, free);
      }
      clock.sleep(wait);
    }
  }

  private ExactException limit(Call call, Instant until) {
    String shown = shown(until);
    return budget.contractExhausted(clock.now())
        ? new ExactException(Kind.LIMIT, ErrorCode.EO_2011, until, null, connection, shown)
        : new ExactException(Kind.LIMIT, ErrorCode.EO_2010, until, null, call.division(), shown);
  }

  private void checkErrors(Call call) {
    Optional<Instant> blocked =
        breaker.blockedUntil(call.division(), call.endpoint().id(), clock.now());
    if (blocked.isPresent()) {
      throw new ExactException(
          Kind.LIMIT, ErrorCode.EO_2014, blocked.get(), null, shown(blocked.get()));
    }
  }

  /** To the second, as people read it. */
  private static String shown(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void count(Call call, int status) {
    if (ErrorTranslator.countedErrors().contains(status)) {
      breaker.count(call.division(), call.endpoint().id(), clock.now());
    }
  }
}
