package com.ddbm.exactonline.simulator.faults;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The failures ordered at the moment, and how often each kind has happened. */
public final class Faults {
  /** The address of the token endpoint, for failures that are to meet it. */
  public static final String TOKEN_PATH = "/api/oauth2/token";

  private static final class Order {
    final int id;
    final Fault fault;
    int passed;
    int met;

    Order(int id, Fault fault) {
      this.id = id;
      this.fault = fault;
    }

    boolean spent() {
      return fault.times() >= 0 && met >= fault.times();
    }
  }

  private final List<Order> orders = new ArrayList<>();
  private final Map<Integer, Long> met = new TreeMap<>();
  private int lastId;

  /** Orders a failure; returns the number under which it can be removed. */
  public synchronized int order(Fault fault) {
    orders.add(new Order(++lastId, fault));
    return lastId;
  }

  /** The failure that meets a call for data, if any; it counts as met. */
  public synchronized Optional<Fault> meet(String path, int division, boolean nextLink) {
    for (Iterator<Order> iterator = orders.iterator(); iterator.hasNext(); ) {
      Order order = iterator.next();
      if (!order.fault.aboutTokens()
          && order.fault.concerns(path, division, nextLink)
          && begins(order, iterator)) {
        return Optional.of(order.fault);
      }
    }
    return Optional.empty();
  }

  /** The failure that meets a call for tokens, if any; it counts as met. */
  public synchronized Optional<Fault> meetTokenCall(boolean refresh) {
    for (Iterator<Order> iterator = orders.iterator(); iterator.hasNext(); ) {
      Order order = iterator.next();
      boolean refreshOnly = order.fault.failure() <= 4;
      if (order.fault.aboutTokens() && (refresh || !refreshOnly) && begins(order, iterator)) {
        return Optional.of(order.fault);
      }
    }
    return Optional.empty();
  }

  private boolean begins(Order order, Iterator<Order> iterator) {
    if (order.passed < order.fault.after()) {
      order.passed++;
      return false;
    }
    if (order.spent()) {
      iterator.remove();
      return false;
    }
    order.met++;
    met.merge(order.fault.failure(), 1L, Long::sum);
    if (order.spent()) {
      iterator.remove();
    }
    return true;
  }

  /** Removes a failure; false when there is none of this number. */
  public synchronized boolean remove(int id) {
    return orders.removeIf(order -> order.id == id);
  }

  /** Removes all failures and forgets what happened. */
  public synchronized void clear() {
    orders.clear();
    met.clear();
  }

  /** How often each failure has happened on command. */
  public synchronized Map<Integer, Long> met() {
    return new LinkedHashMap<>(met);
  }

  /** The failures ordered, with the calls they met so far. */
  public synchronized List<Map<String, Object>> list() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Order order : orders) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("id", order.id);
      entry.put("failure", order.fault.failure());
      entry.put("path", order.fault.path());
      entry.put("division", order.fault.division());
      entry.put("phase", order.fault.phase());
      entry.put("after", order.fault.after());
      entry.put("times", order.fault.times());
      entry.put("passed", order.passed);
      entry.put("met", order.met);
      entry.put("options", order.fault.options());
      list.add(entry);
    }
    return list;
  }
}
