package com.ddbm.exactonline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.Page;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** A chain that does not end costs few calls; one that is merely long is followed. */
class LinkLoopTest {

  private final LinkLoop loop = new LinkLoop();
  private int calls;
  private String link;

  @Test
  void aChainThatLeadsInACircleIsRefusedAfterFewCalls() {
    List<String> circle = List.of("a", "b", "c", "d", "e");
    refused(call -> new Page(10, circle.get(call % circle.size()), List.of(), 1));
    assertThat(calls).isLessThanOrEqualTo(15);
  }

  @Test
  void aChainOfEmptyPagesIsRefused() {
    refused(call -> new Page(0, "link " + call, List.of(), 1));
    assertThat(calls).isBetween(50, 200);
  }

  @Test
  void aLongChainWithEmptyPagesAmongOthersIsFollowed() {
    for (int call = 0; call < 10_000; call++) {
      follow(new Page(call % 90 == 0 ? 1 : 0, "link " + call, List.of(), 1));
    }
    assertThat(calls).isEqualTo(10_000);
  }

  private void refused(IntFunction<Page> answers) {
    ExactException refusal =
        catchThrowableOfType(
            ExactException.class,
            () -> {
              while (calls < 10_000) {
                follow(answers.apply(calls));
              }
            });
    assertThat(refusal.error()).isEqualTo(ErrorCode.EO_2012);
  }

  private void follow(Page page) {
    calls++;
    loop.follow(link, page, "Accounts");
    link = page.nextLink();
  }
}
