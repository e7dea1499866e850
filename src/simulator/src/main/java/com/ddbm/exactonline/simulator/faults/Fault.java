package com.ddbm.exactonline.simulator.faults;

import java.util.Locale;
import java.util.Map;

/**
 * A failure that was ordered: which one, for which calls, how often.
 *
 * @param failure the number in section 8 of the facts
 * @param path the address after the division it is for, a star at the end for all that begin so;
 *     empty for all
 * @param division the division it is for; 0 for all
 * @param phase {@code first}, {@code next} (calls by a next link) or empty for both
 * @param after how many matching calls pass before it begins
 * @param times how many calls it meets; negative for all until it is removed
 * @param options what the single failures have to say more
 */
public record Fault(
    int failure,
    String path,
    int division,
    String phase,
    int after,
    int times,
    Map<String, String> options) {

  /** Whether it is for this call. */
  boolean concerns(String calledPath, int calledDivision, boolean nextLink) {
    if (division != 0 && division != calledDivision) {
      return false;
    }
    if (phase.equals("first") && nextLink || phase.equals("next") && !nextLink) {
      return false;
    }
    String wanted = path.toLowerCase(Locale.ROOT);
    String called = calledPath.toLowerCase(Locale.ROOT);
    return wanted.isEmpty()
        || wanted.equals(called)
        || wanted.endsWith("*") && called.startsWith(wanted.substring(0, wanted.length() - 1));
  }

  /** An option, or another text when it is not given. */
  public String option(String name, String otherwise) {
    return options.getOrDefault(name, otherwise);
  }

  /** Whether it is about the token endpoint rather than about data. */
  public boolean aboutTokens() {
    return failure <= 6 || path.equalsIgnoreCase("/api/oauth2/token");
  }
}
