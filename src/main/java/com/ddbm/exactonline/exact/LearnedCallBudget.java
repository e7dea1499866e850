package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.exact.ExactTransport.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Limits as the answers tell them (facts, section 6), so that a wait is computed before a call and
 * not met as a 429: a clock minute and a day per division, learned from headers that come and go,
 * and the fair use of the contract, counted here.
 *
 * <p>What no answer has told is unknown and holds nobody back: a server that sends no limit headers
 * has no limits. Calls without a division (0) count for the contract only.
 */
public final class LearnedCallBudget implements CallBudget {

  /** The day of the limits starts at 00:00 UTC; clocks differ by a little. */
  private static final long MARGIN_SECONDS = 2;

  private final long dailyCalls;
  private final ServerClock serverClock = new ServerClock();
  private final Map<Integer, DivisionLimits> divisions = new TreeMap<>();
  private final List<Usage> otherDays = new ArrayList<>();
  private LocalDate contractDay;
  private long contractCalls;

  /**
   * @param dailyCalls the contract's fair use a day
   * @param earlier what was counted before, of any days; of the latest day of a division the
   *     counting goes on
   */
  public LearnedCallBudget(long dailyCalls, List<Usage> earlier) {
    this.dailyCalls = dailyCalls;
    LocalDate latest = earlier.stream().map(Usage::day).max(LocalDate::compareTo).orElse(null);
    contractDay = latest;
    for (Usage usage : earlier) {
      if (usage.day().equals(latest)) {
        contractCalls += usage.calls();
        divisions.put(usage.division(), new DivisionLimits(usage));
      }
    }
  }

  @Override
  public synchronized Instant reserve(int division, Instant now) {
    Instant server = serverClock.at(now);
    turnContractDay(server);
    if (contractCalls >= dailyCalls) {
      return serverClock.local(nextDay(server)).plusSeconds(MARGIN_SECONDS);
    }
    Instant free = limits(division, server).reserve(server);
    if (free.isAfter(server)) {
      return serverClock.local(free);
    }
    contractCalls++;
    return now;
  }

  @Override
  public synchronized void learn(int division, Instant now, Response response) {
    serverClock.learn(now, response);
    Instant server = serverClock.at(now);
    turnContractDay(server);
    limits(division, server).learn(server, now, response);
  }

  @Override
  public synchronized long remainingToday(int division, Instant now) {
    Instant server = serverClock.at(now);
    turnContractDay(server);
    long contract = Math.max(0, dailyCalls - contractCalls);
    return Math.min(contract, limits(division, server).remainingToday(server));
  }

  @Override
  public synchronized boolean contractExhausted(Instant now) {
    turnContractDay(serverClock.at(now));
    return contractCalls >= dailyCalls;
  }

  @Override
  public synchronized List<Usage> usage() {
    List<Usage> all = new ArrayList<>(otherDays);
    divisions.forEach((division, limits) -> limits.usage(division).ifPresent(all::add));
    return all;
  }

  private DivisionLimits limits(int division, Instant server) {
    LocalDate day = day(server);
    DivisionLimits known = divisions.get(division);
    if (known != null && known.day().isBefore(day)) {
      known.usage(division).ifPresent(otherDays::add);
      known.turnDay(day);
    }
    return divisions.computeIfAbsent(division, key -> new DivisionLimits(day));
  }

  private void turnContractDay(Instant server) {
    LocalDate day = day(server);
    if (contractDay == null || contractDay.isBefore(day)) {
      contractDay = day;
      contractCalls = 0;
    }
  }

  static LocalDate day(Instant server) {
    return LocalDate.ofInstant(server, ZoneOffset.UTC);
  }

  static Instant nextDay(Instant server) {
    return day(server).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
