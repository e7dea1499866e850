package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.exact.CallBudget;
import com.ddbm.exactonline.state.Reconcile;
import com.ddbm.exactonline.state.RunRecord.StepKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Prices a plan against the calls that are left today, per division and for the whole contract.
 * What does not fit waits for the reset, the most valuable endpoints first; a daily comparison of
 * keys that does not fit is left for another day, so that a nightly run does not wait for it.
 *
 * @param plans all steps, those that wait marked
 * @param calls what the plan expects to spend today
 * @param waiting how many steps wait
 * @param postponed how many comparisons of keys are left for another day
 * @param reset when calls are counted anew
 */
record Budgeting(List<StepPlan> plans, long calls, int waiting, int postponed, Instant reset) {

  /** What closes the books comes before what describes the stock. */
  private static final List<String> WORTH =
      List.of(
          "financial_",
          "sales_invoice_",
          "crm_accounts",
          "cashflow_",
          "crm_",
          "logistics_items",
          "sales_",
          "purchase_",
          "subscription_",
          "project_",
          "inventory_",
          "assets_",
          "budget_");

  /** Days end at midnight UTC; clocks differ a little. */
  private static final Duration MARGIN = Duration.ofSeconds(90);

  /** "Daily" may become every few days when calls are short, but not less often than this. */
  private static final Duration LONGEST_POSTPONED = Duration.ofDays(7);

  /** One call in so many of what is left is kept for repetitions. */
  private static final int KEPT = 50;

  /**
   * @param planned steps that have not ended
   * @param overhead per division the calls that belong to no step: its deletions, the right to them
   */
  static Budgeting of(
      List<Planner.Planned> planned, Map<Integer, Long> overhead, CallBudget budget, Instant now) {
    Instant reset =
        now.atZone(ZoneOffset.UTC)
            .toLocalDate()
            .plusDays(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant()
            .plus(MARGIN);
    Map<Integer, Long> left = new LinkedHashMap<>();
    long contract = Math.max(0, budget.remainingToday(0, now));
    List<Planner.Planned> byWorth = new ArrayList<>(planned);
    // Division by division: each takes calls of its own on every day on which it has a step.
    byWorth.sort(
        Comparator.<Planner.Planned>comparingInt(each -> worth(each.plan().source().id()))
            .thenComparingInt(each -> each.plan().key().division()));
    Set<Integer> begun = new HashSet<>();
    Map<StepKey, StepPlan> marked = new LinkedHashMap<>();
    List<Planner.Planned> comparing = new ArrayList<>();
    long calls = 0;
    int waiting = 0;
    for (Planner.Planned each : byWorth) {
      StepPlan plan = each.plan();
      int division = plan.key().division();
      long here =
          left.computeIfAbsent(
              division, key -> budget.remainingToday(key, now) - overhead.getOrDefault(key, 0L));
      boolean later = mayComeLater(each, now);
      long cost = plan.estimatedCalls() + (later ? 0 : plan.keysCalls());
      // Of the contract's calls a division takes its own only on a day on which it has a step.
      long free = contract - (begun.contains(division) ? 0 : overhead.getOrDefault(division, 0L));
      boolean fits = cost <= here && cost <= free;
      if (fits || mayBegin(plan, here, free)) {
        begun.add(division);
        left.put(division, Math.max(0, here - cost));
        contract = Math.max(0, free - cost);
        calls += cost;
        marked.put(plan.key(), plan);
        if (later) {
          comparing.add(each);
        }
      } else {
        waiting++;
        marked.put(plan.key(), plan.waitingUntil(reset));
      }
    }
    // Keys are compared with what is left, those first that were compared longest ago.
    comparing.sort(Comparator.comparing(each -> each.cursor().reconciledAt().orElse(Instant.MIN)));
    contract -= contract / KEPT;
    int postponed = 0;
    for (Planner.Planned each : comparing) {
      StepPlan plan = each.plan();
      long here = left.get(plan.key().division());
      if (plan.keysCalls() <= here && plan.keysCalls() <= contract) {
        left.put(plan.key().division(), here - plan.keysCalls());
        contract -= plan.keysCalls();
        calls += plan.keysCalls();
      } else {
        postponed++;
        marked.put(plan.key(), plan.withoutKeys());
      }
    }
    return new Budgeting(
        planned.stream().map(each -> marked.get(each.plan().key())).toList(),
        calls,
        waiting,
        postponed,
        reset);
  }

  /** Whether a step's comparison of keys may be left for another day. */
  private static boolean mayComeLater(Planner.Planned each, Instant now) {
    return each.plan().keysCalls() > 0
        && each.plan().source().reconcile() == Reconcile.DAILY
        && each.cursor()
            .reconciledAt()
            .filter(at -> at.plus(LONGEST_POSTPONED).isAfter(now))
            .isPresent();
  }

  /** A chain longer than a day's calls would never fit: it begins and goes on from a checkpoint. */
  private static boolean mayBegin(StepPlan plan, long here, long contract) {
    return plan.estimatedCalls() > 1 && here > 0 && contract > 0 && !hasSnapshotRows(plan);
  }

  private static boolean hasSnapshotRows(StepPlan plan) {
    return plan.source().endpoint().strategy() == Strategy.SNAPSHOT;
  }

  private static int worth(String endpoint) {
    for (int index = 0; index < WORTH.size(); index++) {
      if (endpoint.startsWith(WORTH.get(index))) {
        return index;
      }
    }
    return WORTH.size();
  }
}
