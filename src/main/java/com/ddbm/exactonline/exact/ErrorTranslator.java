package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.exact.ExactTransport.Response;
import com.ddbm.exactonline.exact.Verdict.Action;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What each answer means (facts, section 3, table of errors). */
final class ErrorTranslator {

  /** Reasons of a 403 that concern the user or the whole division. */
  private static final Set<String> DIVISION_REASONS =
      Set.of(
          "blockeduser",
          "inactiveuser",
          "blockedcustomer",
          "licenseexpired",
          "divisionblocked",
          "nodivisionaccess");

  private static final int LONGEST_BODY = 1 << 16;
  private static final Pattern QUOTED =
      Pattern.compile(
          "['\"\u2018\u2019\u201C\u201D]([A-Za-z_][A-Za-z0-9_]*)['\"\u2018\u2019\u201C\u201D]");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private final String connection;

  ErrorTranslator(String connection) {
    this.connection = connection;
  }

  /**
   * The verdict on an answer that is not 200.
   *
   * @param token taken out of whatever the server says
   * @throws PropertyRefused when it names a selected property that the server does not know
   */
  Verdict status(Call call, Response response, String token) throws PropertyRefused {
    int status = response.status();
    if (status == 401 || (status >= 300 && status < 400)) {
      return status == 401 ? notAccepted(call) : loginPage();
    }
    if (status == 429) {
      return new Verdict(
          Action.LIMITED, error(Kind.TRANSIENT, ErrorCode.EO_2002, "429 (too many requests)"));
    }
    if (status == 408 || status >= 500) {
      return new Verdict(Action.RETRY, error(Kind.TRANSIENT, ErrorCode.EO_2002, status));
    }
    if (call.followsLink() && (status == 400 || status == 404 || status == 410)) {
      return refuse(error(Kind.LINK_EXPIRED, ErrorCode.EO_2016));
    }
    String message = message(response, List.of(token));
    return switch (status) {
      case 403 -> refuse(forbidden(call, response, message));
      case 404 -> refuse(error(Kind.NOT_OFFERED, ErrorCode.EO_2009, call.title(), call.division()));
      case 400 -> badQuery(call, message);
      default ->
          refuse(
              error(
                  Kind.PROTOCOL,
                  ErrorCode.EO_2013,
                  "status " + status + (message.isEmpty() ? "" : ", " + message)));
    };
  }

  /** The verdict on a body that is not what was asked for. */
  Verdict body(Call call, UnreadableAnswer answer) {
    ExactException error =
        error(Kind.PROTOCOL, ErrorCode.EO_2012, call.title() + ": " + answer.getMessage());
    return switch (answer.reason()) {
      case LOGIN_PAGE -> loginPage();
      case TRUNCATED ->
          new Verdict(
              Action.RETRY,
              new ExactException(
                  Kind.TRANSIENT,
                  ErrorCode.EO_2012,
                  null,
                  null,
                  call.title() + ": " + answer.getMessage()));
      case MALFORMED -> new Verdict(Action.RETRY, error);
      case XML, TOO_LARGE -> refuse(error);
    };
  }

  /** The verdict on a connection that broke or was not made. */
  Verdict network(IOException exception) {
    if (exception instanceof UnknownHostException) {
      return new Verdict(
          Action.RETRY,
          new ExactException(Kind.NETWORK_ACCESS, ErrorCode.EO_3001, null, exception));
    }
    return new Verdict(
        Action.RETRY,
        new ExactException(
            Kind.TRANSIENT,
            ErrorCode.EO_2001,
            null,
            exception,
            Texts.brief(exception.getClass().getSimpleName() + ": " + exception.getMessage())));
  }

  /**
   * 401. When a fresh token does not help, it is not the token: the endpoint is refused, or, on
   * calls without a division, the user.
   */
  private Verdict notAccepted(Call call) {
    return new Verdict(
        Action.NEW_TOKEN,
        call.division() == 0
            ? error(Kind.SIGN_IN, ErrorCode.EO_2004, connection, "a new token is not accepted")
            : error(Kind.RIGHT, ErrorCode.EO_2007, call.title(), call.division(), "status 401"));
  }

  /**
   * The same without a fresh token, which Exact does not give before 570 s: what came once proves
   * nothing about the sign-in.
   */
  ExactException withoutFreshToken(ExactException refusal) {
    return refusal.kind() == Kind.SIGN_IN
        ? error(Kind.TRANSIENT, ErrorCode.EO_2002, "the sign-in is not accepted for the moment")
        : refusal;
  }

  /** HTML, or the redirect to it, in place of data. */
  private Verdict loginPage() {
    return new Verdict(
        Action.NEW_TOKEN,
        error(Kind.SIGN_IN, ErrorCode.EO_2004, connection, "a web page came in place of data"));
  }

  private ExactException forbidden(Call call, Response response, String message) {
    String reason = response.header("Reason").map(String::strip).orElse("");
    String word = reason.split("[^A-Za-z]", 2)[0].toLowerCase(Locale.ROOT);
    if (DIVISION_REASONS.contains(word) && call.division() == 0) {
      return error(Kind.SIGN_IN, ErrorCode.EO_2004, connection, Texts.brief(reason)); // the user
    }
    if (DIVISION_REASONS.contains(word)) {
      return error(Kind.DIVISION, ErrorCode.EO_2008, call.division(), Texts.brief(reason));
    }
    if (contains(message, "application scope") || contains(reason, "application scope")) {
      String scopes = String.join(", ", call.endpoint().scopes());
      return error(Kind.SCOPE, ErrorCode.EO_2006, scopes, call.title());
    }
    return error(Kind.MODULE, ErrorCode.EO_2018, call.title(), call.division());
  }

  private static Verdict badQuery(Call call, String message) throws PropertyRefused {
    Matcher matcher = QUOTED.matcher(message);
    while (matcher.find()) {
      if (call.droppable().contains(matcher.group(1))) {
        throw new PropertyRefused(matcher.group(1));
      }
    }
    return refuse(
        error(
            Kind.PROTOCOL,
            ErrorCode.EO_2013,
            call.title() + ": " + (message.isEmpty() ? "status 400" : message)));
  }

  /** The message of the error envelope, or the beginning of what came instead. */
  private static String message(Response response, List<String> secrets) {
    String body;
    try {
      body = new String(response.body().readNBytes(LONGEST_BODY), StandardCharsets.UTF_8);
    } catch (IOException exception) {
      return "";
    }
    try {
      JsonNode json = MAPPER.readTree(body);
      JsonNode message = json == null ? MAPPER.missingNode() : json.path("error").path("message");
      String value = message.isTextual() ? message.asText() : message.path("value").asText();
      return Texts.brief(value.isEmpty() ? body : value, secrets);
    } catch (JsonProcessingException exception) {
      return Texts.brief(body, secrets);
    }
  }

  static List<Integer> countedErrors() {
    return List.of(400, 401, 403, 404);
  }

  private static boolean contains(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part);
  }

  private static Verdict refuse(ExactException error) {
    return new Verdict(Action.REFUSE, error);
  }

  private static ExactException error(Kind kind, ErrorCode code, Object... arguments) {
    return new ExactException(kind, code, null, null, arguments);
  }
}
