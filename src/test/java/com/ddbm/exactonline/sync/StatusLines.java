package com.ddbm.exactonline.sync;

import static com.ddbm.exactonline.twins.InMemoryExactWorld.failure;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.ExactException.Kind;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.EngineBed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** How a line of the table of what can go wrong is written. */
abstract class StatusLines {

  static final List<String> ENDPOINTS =
      List.of("accounts", "lines", "prices", "assets", "mappings", "balance");

  final List<Case> cases = new ArrayList<>();

  /**
   * A line.
   *
   * @param number of the failure in the facts, empty when it has none
   * @param queued done once the run is in the queue
   * @param run its status; code of its error or empty
   * @param step status of the step that is looked at, empty when there is none
   * @param reason what its reason must contain
   * @param event level and code of an event that must be there; empty: nothing beyond INFO
   */
  record Case(
      String number,
      String what,
      Consumer<EngineBed> arrange,
      BiConsumer<EngineBed, String> queued,
      SyncMode mode,
      String run,
      String runCode,
      int division,
      String endpoint,
      String step,
      String stepCode,
      String reason,
      String event) {

    @Override
    public String toString() {
      return what;
    }
  }

  final void whole(String number, String what, Consumer<EngineBed> arrange, String code) {
    add(number, what, arrange, "FAILED", code, "", "", "", "ERROR " + code);
  }

  final void partial(String number, String what, Consumer<EngineBed> arrange, String code) {
    add(number, what, arrange, "PARTIAL", code, "FAILED", code, "", "WARNING " + code);
  }

  final void green(
      String number, String what, Consumer<EngineBed> arrange, String reason, String event) {
    add(number, what, arrange, "SUCCEEDED", "", "SUCCEEDED", "", reason, event);
  }

  final void add(
      String number,
      String what,
      Consumer<EngineBed> arrange,
      String run,
      String runCode,
      String step,
      String stepCode,
      String reason,
      String event) {
    add(
        number,
        what,
        arrange,
        SyncMode.INCREMENTAL,
        "accounts",
        run,
        runCode,
        step,
        stepCode,
        reason,
        event);
  }

  final void add(
      String number,
      String what,
      Consumer<EngineBed> arrange,
      SyncMode mode,
      String endpoint,
      String run,
      String runCode,
      String step,
      String stepCode,
      String reason,
      String event) {
    cases.add(
        new Case(
            number,
            what,
            arrange,
            (bed, runId) -> {},
            mode,
            run,
            runCode,
            1,
            endpoint,
            step,
            stepCode,
            reason,
            event));
  }

  static Consumer<EngineBed> start(ExactException failure) {
    return bed -> bed.world.failAlways(0, "Divisions", failure);
  }

  static Consumer<EngineBed> at(String endpoint, ExactException failure) {
    return bed -> bed.world.failAlways(1, endpoint, failure);
  }

  static ExactException limit(EngineBed bed, ErrorCode code, Duration wait) {
    return new ExactException(Kind.LIMIT, code, bed.clock.now().plus(wait), null, "1", "then");
  }

  static Consumer<EngineBed> limited(ErrorCode code, Duration wait) {
    return bed -> {
      ExactException limit = limit(bed, code, wait);
      bed.world.addFault(
          call -> {
            if (call.division() == 1 && bed.clock.now().isBefore(limit.retryAt())) {
              throw limit;
            }
          });
    };
  }
}
