package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Collects everything wrong with a call, so that the user hears it all at once. */
final class Faults {

  /** What nobody reads on; beyond it the call is wrong anyway, and memory is not endless. */
  private static final int MOST = 100;

  private static final int LONGEST_ARGUMENT = 100;
  private static final int LONGEST_MESSAGE = 2000;
  private final List<Fault> found = new ArrayList<>();

  /** Notes a fault that has no number of its own. */
  void add(String argument, String message) {
    add(new Fault(argument, message, ErrorCode.EO_1001));
  }

  /** A name or text of any length may be typed. */
  private void add(Fault fault) {
    if (!full()) {
      found.add(
          new Fault(
              Kinds.start(fault.argument(), LONGEST_ARGUMENT),
              Kinds.start(fault.message(), LONGEST_MESSAGE),
              fault.error()));
    }
  }

  /** Whether so much is wrong that looking for more helps nobody. */
  boolean full() {
    return found.size() >= MOST;
  }

  /** Notes a fault that the error list knows. */
  void add(String argument, ErrorCode error, Object... arguments) {
    add(new Fault(argument, error.message(arguments), error));
  }

  /** Hands all faults on, their arguments named from outside. */
  void copyTo(Faults others, String prefix) {
    for (Fault fault : found) {
      others.add(new Fault(prefix + fault.argument(), fault.message(), fault.error()));
    }
  }

  /** Hands all faults on under one argument. */
  void copyAs(String argument, Faults others) {
    for (Fault fault : found) {
      others.add(new Fault(argument, fault.message(), fault.error()));
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
