package com.ddbm.exactonline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.simulator.Caller.Answer;
import com.ddbm.exactonline.simulator.Caller.Tokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A simulator with two divisions, and the way to order a failure. */
abstract class FailureFixture {
  static final String ACCOUNTS =
      "/sync/CRM/Accounts?$select=ID,Timestamp,Name&$filter=Timestamp gt 1L";

  Simulator simulator;
  Caller caller;
  Tokens tokens;
  int division;
  int other;

  @BeforeEach
  void start() {
    simulator = new Simulator(SimulatorOptions.small().size(2, 200));
    caller = new Caller(simulator);
    tokens = caller.signIn();
    division = simulator.world().divisions().iterator().next().code();
    other = division + 137;
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  final Answer order(int failure, Object... namesAndValues) {
    Object[] all = new Object[namesAndValues.length + 2];
    all[0] = "failure";
    all[1] = failure;
    System.arraycopy(namesAndValues, 0, all, 2, namesAndValues.length);
    Answer answer = caller.control("faults", all);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  final Answer accounts() {
    return caller.api(division + ACCOUNTS);
  }
}
