package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import java.util.List;
import java.util.stream.Collectors;

/** A call whose arguments are not right; nothing was written. */
final class Refusal extends ConnectorException {

  private static final long serialVersionUID = 1L;
  private final transient List<Fault> faults;
  private final String sentence;

  /**
   * @param faults everything that is wrong, at least one
   */
  Refusal(List<Fault> faults) {
    super(numberOf(faults), null);
    this.faults = faults;
    this.sentence = sentenceOf(faults);
  }

  List<Fault> faults() {
    return faults;
  }

  @Override
  public String getMessage() {
    return sentence;
  }

  /** The number that all faults share, or the general one. */
  private static ErrorCode numberOf(List<Fault> faults) {
    ErrorCode first = faults.get(0).error();
    boolean shared = faults.stream().allMatch(fault -> fault.error() == first);
    return shared ? first : ErrorCode.EO_1001;
  }

  private static String sentenceOf(List<Fault> faults) {
    ErrorCode number = numberOf(faults);
    if (number != ErrorCode.EO_1001) {
      return faults.stream().map(Fault::message).distinct().collect(Collectors.joining(" "));
    }
    return number.message(
        faults.stream()
            .map(fault -> fault.argument() + ": " + fault.message())
            .collect(Collectors.joining(" ")));
  }
}
