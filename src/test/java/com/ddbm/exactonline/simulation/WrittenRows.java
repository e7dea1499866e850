package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.twins.InMemoryDatabase;
import com.ddbm.exactonline.warehouse.Target;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts, beside the engine, what merges really wrote in transactions that were committed. */
final class WrittenRows {

  private final Map<String, Long> byRun = new LinkedHashMap<>();

  long of(String runId) {
    return byRun.getOrDefault(runId, 0L);
  }

  Target around(Target target, InMemoryDatabase database) {
    return (Target)
        Proxy.newProxyInstance(
            Target.class.getClassLoader(),
            new Class<?>[] {Target.class},
            (proxy, method, arguments) -> {
              Object result;
              try {
                result = method.invoke(target, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
              Collection<Target.Counts> counts =
                  switch (method.getName()) {
                    case "merge", "mergeDeletionLog" -> counts(result);
                    case "replace" -> ((Target.SnapshotResult) result).counts().values();
                    default -> java.util.List.of();
                  };
              for (Object argument : arguments == null ? new Object[0] : arguments) {
                if (argument instanceof Target.WriteStamp stamp) {
                  long rows =
                      counts.stream().mapToLong(each -> each.inserted() + each.updated()).sum();
                  byRun.merge(stamp.runId(), rows, Long::sum);
                  database.undoWith(() -> byRun.merge(stamp.runId(), -rows, Long::sum));
                }
              }
              return result;
            });
  }

  @SuppressWarnings("unchecked")
  private static Collection<Target.Counts> counts(Object result) {
    return ((Map<Integer, Target.Counts>) result).values();
  }
}
