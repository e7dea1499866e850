package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Mix;
import com.ddbm.exactonline.simulator.data.ObjectSink.Key;
import java.util.Set;

/**
 * Somebody who signs in.
 *
 * @param divisions the divisions this user sees; empty for all of them
 * @param refusal why this user is refused everywhere, as the header Reason says it; empty when not
 */
public record User(String name, String fullName, Set<Integer> divisions, String refusal) {
  /** The key Exact would have given this user. */
  public Key key() {
    long bits = Mix.text(name);
    return new Key(
        bits & 0xFFFFFFFFFFFF0FFFL | 0x4000L, Mix.mix(bits) & 0x3FFFFFFFFFFFFFFFL | Long.MIN_VALUE);
  }

  /** Whether this user sees a division. */
  public boolean sees(int division) {
    return divisions.isEmpty() || divisions.contains(division);
  }

  /** The division this user last worked in: the first one that can be used. */
  public Integer currentDivision(World world) {
    return world.divisions().stream()
        .filter(
            division ->
                sees(division.code()) && division.refusal().isEmpty() && !division.archived())
        .map(DivisionState::code)
        .findFirst()
        .orElse(null);
  }
}
