package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.exact.CallBudget;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prices a plan against the calls that are left today, per division and for the whole contract.
 * What does not fit waits for the reset, the most valuable endpoints first.
 *
 * @param plans all steps, those that wait marked
 * @param calls what the plan expects to spend today
 * @param waiting how many steps wait
 * @param reset when calls are counted anew
 */
record Budgeting(List<StepPlan> plans, long calls, int waiting, Instant reset) {

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

  static Budgeting of(List<StepPlan> plans, CallBudget budget, Instant now) {
    Instant reset =
        now.atZone(ZoneOffset.UTC)
            .toLocalDate()
            .plusDays(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant()
            .plus(MARGIN);
    Map<Integer, Long> left = new LinkedHashMap<>();
    long contract = budget.remainingToday(0, now);
    List<StepPlan> byWorth = new ArrayList<>(plans);
    byWorth.sort(Comparator.comparingInt(plan -> worth(plan.source().id())));
    Map<StepPlan, StepPlan> marked = new LinkedHashMap<>();
    long calls = 0;
    int waiting = 0;
    for (StepPlan plan : byWorth) {
      int division = plan.key().division();
      // One call of each division is for its deletions.
      long here = left.computeIfAbsent(division, key -> budget.remainingToday(key, now) - 1);
      long cost = plan.estimatedCalls();
      boolean fits = cost <= here && cost <= contract;
      if (fits || mayBegin(plan, here, contract)) {
        left.put(division, Math.max(0, here - cost));
        contract = Math.max(0, contract - cost);
        calls += cost;
        marked.put(plan, plan);
      } else {
        waiting++;
        marked.put(plan, plan.waitingUntil(reset));
      }
    }
    return new Budgeting(plans.stream().map(marked::get).toList(), calls, waiting, reset);
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
