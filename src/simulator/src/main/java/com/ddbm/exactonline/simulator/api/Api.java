package com.ddbm.exactonline.simulator.api;

import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.faults.Fault;
import com.ddbm.exactonline.simulator.faults.Faults;
import com.ddbm.exactonline.simulator.http.Incoming;
import com.ddbm.exactonline.simulator.http.Outgoing;
import com.ddbm.exactonline.simulator.http.PageCache;
import com.ddbm.exactonline.simulator.limits.ErrorBlock;
import com.ddbm.exactonline.simulator.limits.Limits;
import com.ddbm.exactonline.simulator.oauth.OAuth;
import com.ddbm.exactonline.simulator.oauth.OAuth.Caller;
import com.ddbm.exactonline.simulator.odata.BadRequest;
import com.ddbm.exactonline.simulator.odata.Shape;
import com.ddbm.exactonline.simulator.world.World;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything under {@code /api/v1}: who may ask, what goes wrong on command, and who answers. */
public final class Api {
  private static final int LONGEST_ADDRESS = 6000;

  /** These tell about divisions; the division in their address is not checked. */
  private static final Set<String> UNCHECKED =
      Set.of("system/Divisions", "system/AllDivisions", "system/GetMostRecentlyUsedDivisions");

  /**
   * An answer and what the request log wants to know.
   *
   * @param resource the address that was asked, or null
   * @param failure the number of the failure that met the call, or 0
   */
  public record Answered(Outgoing outgoing, Resource resource, String app, int failure) {}

  private final World world;
  private final OAuth oauth;
  private final Permissions permissions;
  private final Limits limits;
  private final ErrorBlock errorBlock;
  private final Faults faults;
  private final Collections collections;
  private final Functions functions;
  private volatile boolean filterMandatory = true;

  /** The data side of a simulator made of these parts. */
  public Api(
      World world,
      OAuth oauth,
      Permissions permissions,
      Limits limits,
      ErrorBlock errorBlock,
      Faults faults,
      PageCache cache) {
    this.world = world;
    this.oauth = oauth;
    this.permissions = permissions;
    this.limits = limits;
    this.errorBlock = errorBlock;
    this.faults = faults;
    this.collections = new Collections(world, permissions, cache);
    this.functions = new Functions(world, permissions);
  }

  /** Says whether addresses with a sync alternative refuse calls without a filter. */
  public void filterMandatory(boolean value) {
    filterMandatory = value;
  }

  /** Changes how answers are dressed from now on. */
  public void shape(Shape shape) {
    collections.shape(shape);
  }

  /** The division in the address of a call, or 0. */
  public static int divisionOf(Incoming incoming) {
    return Call.of(incoming).divisionCode;
  }

  /** Answers a call. */
  public Answered answer(Incoming incoming) {
    Call call = Call.of(incoming);
    call.resource = world.catalogue().byPath(call.path);
    Optional<Caller> caller =
        incoming
            .header("authorization")
            .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
            .flatMap(value -> oauth.caller(value.substring(7).trim()));
    if (caller.isEmpty()) {
      boolean expired =
          incoming
              .header("authorization")
              .map(value -> oauth.wasValid(value.replaceFirst("(?i)^Bearer ", "")))
              .orElse(false);
      return new Answered(
          Answers.unauthorized(expired ? "access token expired" : "invalid access token"),
          call.resource,
          "",
          0);
    }
    call.caller = caller.get();
    call.user = permissions.user(call.caller.user());
    Limits.Verdict verdict =
        call.divisionCode == 0
            ? new Limits.Verdict(false, Map.of())
            : limits.count(call.caller.clientId(), call.divisionCode);
    if (verdict.refused()) {
      return answered(call, headers(Answers.tooMany(), verdict.headers()), 0);
    }
    String errorKey =
        call.caller.clientId() + "/" + call.user.name() + "/" + call.divisionCode + "/" + call.path;
    if (limits.on() && errorBlock.blocked(errorKey)) {
      return answered(call, headers(blocked(incoming), verdict.headers()), 26);
    }
    Optional<Fault> fault = faults.meet(call.path, call.divisionCode, call.nextLink());
    Outgoing outgoing = fault.map(found -> onCommand(call, found)).orElse(null);
    if (outgoing == null) {
      outgoing = permitted(call, fault.orElse(null));
    }
    errorBlock.count(errorKey, outgoing.status());
    boolean ownHeaders = fault.isPresent() && outgoing.status() == 429;
    return answered(
        call,
        ownHeaders ? outgoing : headers(outgoing, verdict.headers()),
        fault.map(Fault::failure).orElse(0));
  }

  private static Answered answered(Call call, Outgoing outgoing, int failure) {
    return new Answered(outgoing, call.resource, call.caller.clientId(), failure);
  }

  private static Outgoing headers(Outgoing outgoing, Map<String, String> headers) {
    headers.forEach(outgoing::header);
    return outgoing;
  }

  private Outgoing blocked(Incoming incoming) {
    return errorBlock.status() == 429
        ? Answers.tooMany()
        : Answers.error(incoming, errorBlock.status(), "Forbidden - Too many errors");
  }

  /** Failures that take the place of the answer; null for those that only change it. */
  private Outgoing onCommand(Call call, Fault fault) {
    return switch (fault.failure()) {
      case 7 -> {
        oauth.expireAccess(call.caller.chain());
        yield Answers.unauthorized(fault.option("reason", "access token expired"));
      }
      case 8 ->
          headers(
              Answers.tooMany(),
              limits.minuteHeaders(Integer.parseInt(fault.option("remaining", "0"))));
      case 9 -> headers(Answers.tooMany(), limits.dayHeaders(0));
      case 10 -> Answers.tooMany();
      case 11 -> Outgoing.empty(408);
      case 12 ->
          Answers.serverError(call.incoming, Integer.parseInt(fault.option("status", "500")));
      case 13 -> Answers.loginPage(Integer.parseInt(fault.option("status", "200")));
      case 15 -> Answers.scopeViolated(call.incoming);
      case 16 ->
          fault.option("reason", "NoDivisionAccess").isEmpty()
              ? Answers.moduleMissing(call.incoming)
              : Answers.forbidden(fault.option("reason", "NoDivisionAccess"));
      case 105 -> {
        pause(Long.parseLong(fault.option("delay_ms", "1000")));
        yield null;
      }
      default -> null;
    };
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Outgoing permitted(Call call, Fault fault) {
    Incoming incoming = call.incoming;
    if (incoming.uriLength() > LONGEST_ADDRESS) {
      return Answers.error(incoming, 400, "The request URL is too long.");
    }
    Outgoing metadata = Metadata.answer(world.catalogue(), call.path);
    if (metadata != null) {
      return metadata;
    }
    if (call.resource == null
        || call.resource.removed()
        || call.resource.hasDivision() != (call.divisionCode != 0)) {
      return Answers.notFound(incoming);
    }
    if (!incoming.method().equals("GET")) {
      return Answers.error(incoming, 405, "Method not allowed");
    }
    if (!call.user.refusal().isEmpty()) {
      return Answers.forbidden(call.user.refusal());
    }
    if (call.divisionCode != 0) {
      call.division = world.division(call.divisionCode);
      if (!UNCHECKED.contains(call.resource.path())) {
        if (call.division == null
            || !call.user.sees(call.divisionCode)
            || call.division.archived()) {
          return Answers.forbidden("NoDivisionAccess");
        }
        if (!call.division.refusal().isEmpty()) {
          return Answers.forbidden(call.division.refusal());
        }
      }
    }
    if (!permissions.offered(call.divisionCode, call.resource)) {
      return Answers.notFound(incoming);
    }
    if (!permissions.hasScope(call.divisionCode, call.resource)) {
      return Answers.scopeViolated(incoming);
    }
    if (!permissions.hasModule(call.divisionCode, call.resource)) {
      return Answers.moduleMissing(incoming);
    }
    try {
      return answerAllowed(call, fault);
    } catch (BadRequest refused) {
      return Answers.error(incoming, 400, refused.getMessage());
    }
  }

  private Outgoing answerAllowed(Call call, Fault fault) {
    for (String parameter : call.resource.mandatoryParameters()) {
      boolean given =
          call.parameters.keySet().stream().anyMatch(name -> name.equalsIgnoreCase(parameter));
      if (!given) {
        throw new BadRequest("Missing parameter '" + parameter + "'.");
      }
    }
    Outgoing byFunction = functions.answer(call);
    if (byFunction != null) {
      return byFunction;
    }
    return collections.answer(call, fault, filterMandatory);
  }
}
