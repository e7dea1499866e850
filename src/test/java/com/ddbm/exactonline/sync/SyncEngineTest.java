package com.ddbm.exactonline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.twins.EngineBed;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.TestEndpoints;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run does when nothing goes wrong: each strategy, first loads, increments, deletions. */
class SyncEngineTest {

  private final EngineBed bed = new EngineBed();

  @BeforeEach
  void fill() {
    for (int division : new int[] {1, 2}) {
      bed.world.addDivision(division);
      for (Endpoint endpoint : TestEndpoints.all()) {
        if (endpoint != TestEndpoints.DELETED) {
          for (int row = 0; row < 7; row++) {
            bed.world.put(division, endpoint.id(), "row" + row, "text " + row);
          }
        }
      }
    }
  }

  @Test
  void aFirstRunLoadsEverything() {
    InMemoryRun run = bed.increment();
    bed.assertTruth(1, 2);
    assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(run.totals().inserted()).isEqualTo(2 * 6 * 7);
  }
}
