package com.ddbm.exactonline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The simulated world knows every failure of the list; that each happens is shown by its run. */
class FailureTest {

  @Test
  void everyNumberIsThereOnceWithWhatIsCounted() {
    assertThat(Arrays.stream(Failure.values()).map(failure -> failure.number))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 30).boxed().toList());
    assertThat(Failure.values()).allMatch(failure -> !failure.counted.isEmpty());
  }

  @Test
  void aFailureThatNeverHappenedIsMissing() {
    assertThat(Coverage.missing(new Counters())).contains("403 for a scope", "fault BROKEN_CHAIN");
    Counters counters = new Counters();
    counters.hit("403 for a scope");
    assertThat(Coverage.missing(counters)).doesNotContain("403 for a scope");
  }
}
