package com.ddbm.exactonline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.exact.Page;
import com.ddbm.exactonline.exact.PageRequest;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.state.SyncMode;
import com.ddbm.exactonline.twins.CsvText;
import com.ddbm.exactonline.twins.EngineBed;
import com.ddbm.exactonline.twins.InMemoryRun;
import com.ddbm.exactonline.twins.SimulatedWorkers;
import com.ddbm.exactonline.twins.TestEndpoints;
import com.ddbm.exactonline.warehouse.TableDefinition;
import com.ddbm.exactonline.warehouse.Target;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A chain of a million rows, killed on its way: it goes on where its last batch was published. */
@Tag("slow")
class LongChainTest {

  private static final int ROWS = 1_000_000;
  private static final int PAGE = 1000;
  private static final int BATCH_PAGES = 200;
  private static final Endpoint LONG = TestEndpoints.paged(TestEndpoints.PRICES, PAGE);

  /** The process is gone. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private final EngineBed bed = new EngineBed(List.of(LONG));
  private final List<Integer> fetched = new ArrayList<>();
  private final BitSet table = new BitSet(ROWS + 1);
  private final Map<String, List<byte[]>> files = new LinkedHashMap<>();
  private long inserted;
  private int merges;
  private int killAtPage;
  private int killAtMerge;

  /** Rows made on the fly. */
  private final class Source extends OneDivision {

    Source() {
      super(ExactApi.Right.GRANTED);
    }

    @Override
    public Page page(PageRequest request, RetryableSink sink) {
      int from = request.link() == null ? 0 : Integer.parseInt(request.link());
      if (from / PAGE + 1 == killAtPage) {
        killAtPage = 0;
        throw new Killed();
      }
      fetched.add(from / PAGE);
      for (int row = 1; row <= PAGE; row++) {
        String number = Integer.toString(from + row);
        sink.accept(new String[] {number, number, null, "text " + number, "12.5"}, null);
      }
      int next = from + PAGE;
      return new Page(PAGE, next < ROWS ? Integer.toString(next) : null, List.of(), 1);
    }
  }

  /** A table of which only the keys are kept, a bit for each. */
  private Target target() {
    return (Target)
        Proxy.newProxyInstance(
            Target.class.getClassLoader(),
            new Class<?>[] {Target.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "openStaging" -> staging((TableDefinition) arguments[0]);
                  case "stage" -> files.get(folder(arguments[0])).add((byte[]) arguments[2]);
                  case "copy" -> 0L;
                  case "merge" -> Map.of(1, merge(files.get(folder(arguments[0]))));
                  case "deleteUnseen", "rowCounts" -> Map.of();
                  case "prepare" -> go(method, arguments);
                  default -> null;
                });
  }

  private Object go(java.lang.reflect.Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(bed.target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private static String folder(Object staging) {
    return ((Target.Staging) staging).folder();
  }

  private Target.Staging staging(TableDefinition definition) {
    String folder = "folder" + files.size();
    files.put(folder, new ArrayList<>());
    return new Target.Staging(definition, folder, folder);
  }

  private Target.Counts merge(List<byte[]> staged) {
    if (++merges == killAtMerge) {
      throw new Killed();
    }
    long fresh = 0;
    long same = 0;
    for (byte[] file : staged) {
      for (String[] record : CsvText.read(file)) {
        int key = Integer.parseInt(record[3]);
        if (table.get(key)) {
          same++;
        } else {
          table.set(key);
          fresh++;
        }
      }
    }
    inserted += fresh;
    staged.clear();
    return new Target.Counts(fresh, 0, same, 0);
  }

  private void work(int holder) throws InterruptedException {
    new SyncEngine(
            new SyncPorts(
                bed.journal,
                target(),
                bed.tokens,
                (connection, usage, desk) -> new ExactGateway.Session(new Source(), bed.budget),
                bed.catalogue,
                Settlement.NONE,
                new SimulatedWorkers(bed.clock, 1),
                bed.clock,
                "holder-" + holder),
            SimulatedWorkers.onePageAUnit())
        .work("books");
  }

  @ParameterizedTest
  @CsvSource({"701,0,100", "0,4,200"})
  void aKilledChainFetchesAtMostOneBatchTwice(int page, int merge, int pagesTwice)
      throws InterruptedException {
    killAtPage = page;
    killAtMerge = merge;
    String runId = bed.enqueue(SyncMode.INCREMENTAL);
    assertThatThrownBy(() -> work(1)).isInstanceOf(Killed.class);
    assertThat(table.cardinality()).isEqualTo(600_000);
    bed.clock.advance(Duration.ofSeconds(91));
    work(2);
    InMemoryRun run = bed.journal.run(runId);
    assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(run.totals().inserted()).isEqualTo(ROWS);
    assertThat(table.cardinality()).isEqualTo(ROWS);
    assertThat(inserted).isEqualTo(ROWS);
    assertThat(fetched.size() - ROWS / PAGE).isEqualTo(pagesTwice).isLessThanOrEqualTo(BATCH_PAGES);
  }
}
