package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Collects everything wrong with a call, so that the user hears it all at once. */
final class Faults {

  private final List<Fault> found = new ArrayList<>();

  /** Notes a fault that has no number of its own. */
  void add(String argument, String message) {
    found.add(new Fault(argument, message, ErrorCode.EO_1001));
  }

  /** Notes a fault that the error list knows. */
  void add(String argument, ErrorCode error, Object... arguments) {
    found.add(new Fault(argument, error.message(arguments), error));
  }

  /** Hands all faults on, their arguments named from outside. */
  void copyTo(Faults others, String prefix) {
    for (Fault fault : found) {
      others.found.add(new Fault(prefix + fault.argument(), fault.message(), fault.error()));
    }
  }

  /** Hands all faults on under one argument. */
  void copyAs(String argument, Faults others) {
    for (Fault fault : found) {
      others.found.add(new Fault(argument, fault.message(), fault.error()));
    }
  }

  boolean none() {
    return found.isEmpty();
  }

  /** Whether this argument was found wrong already, so that nothing more needs to be said of it. */
  boolean concern(String argument) {
    return found.stream().anyMatch(fault -> fault.argument().equals(argument));
  }

  /**
   * Ends the call when anything is wrong. Called before the first write.
   *
   * @throws Refusal with all faults
   */
  void refuseIfAny() {
    if (!found.isEmpty()) {
      throw new Refusal(List.copyOf(found));
    }
  }
}
