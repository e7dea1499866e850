package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.billing.BillingEvents;
import com.ddbm.exactonline.billing.Ledger;
import com.ddbm.exactonline.exact.ExactTransport;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.exact.TokenVault;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.warehouse.Target;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Every call of a port, each a place where an execution may be killed. */
final class Ports {

  static final List<String> POINTS = points();

  /** Those of them that are statements of the warehouse. */
  static final List<String> STATEMENTS = POINTS.stream().filter(Ports::isStatement).toList();

  private Ports() {}

  /** Whether a call is one or more statements of the warehouse. */
  static boolean isStatement(String point) {
    return point.startsWith("SyncJournal.")
        || point.startsWith("Target.")
        || point.startsWith("TokenVault.");
  }

  private static List<String> points() {
    List<String> points = new ArrayList<>();
    for (Class<?> port :
        List.of(
            SyncJournal.class,
            Target.class,
            TokenStore.class,
            TokenVault.class,
            ExactTransport.class,
            Ledger.class,
            BillingEvents.class)) {
      Arrays.stream(port.getMethods())
          .filter(method -> Modifier.isAbstract(method.getModifiers()))
          .sorted(Comparator.comparing(Method::getName))
          .forEach(method -> points.add(port.getSimpleName() + "." + method.getName()));
    }
    return List.copyOf(points);
  }
}
