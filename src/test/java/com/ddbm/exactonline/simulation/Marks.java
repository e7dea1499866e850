package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.state.Claim;
import com.ddbm.exactonline.state.SyncJournal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How the world was when each run began, to know later whether anything disturbed it. */
final class Marks {

  private record Mark(long changes, long strikes) {}

  private final SourceExact exact;
  private final Map<String, Mark> marks = new LinkedHashMap<>();

  Marks(SourceExact exact) {
    this.exact = exact;
  }

  /** Whether the source stood still and no fault struck since the run was first claimed. */
  boolean undisturbed(String runId) {
    return new Mark(exact.changes, exact.strikes()).equals(marks.get(runId));
  }

  SyncJournal around(SyncJournal journal) {
    return (SyncJournal)
        Proxy.newProxyInstance(
            SyncJournal.class.getClassLoader(),
            new Class<?>[] {SyncJournal.class},
            (proxy, method, arguments) -> {
              Object result;
              try {
                result = method.invoke(journal, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
              if (result instanceof Optional<?> found
                  && found.isPresent()
                  && found.get() instanceof Claim claim) {
                marks.putIfAbsent(claim.run().runId(), new Mark(exact.changes, exact.strikes()));
              }
              return result;
            });
  }
}
