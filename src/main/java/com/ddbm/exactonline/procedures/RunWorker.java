package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.RunQueue;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.sync.RunOutcome;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Works the queue of a configuration in this execution and leaves its task as the rest needs. */
final class RunWorker {

  /** The engine, as far as this class is concerned. */
  interface Engine {
    List<RunOutcome> work(String configuration) throws InterruptedException;
  }

  private final Engine engine;
  private final RunQueue runs;
  private final Tasks tasks;

  RunWorker(Engine engine, RunQueue runs, Tasks tasks) {
    this.engine = engine;
    this.runs = runs;
    this.tasks = tasks;
  }

  /**
   * Works until nothing is left to do now.
   *
   * @return what became of the runs that were worked on, in order
   */
  List<RunOutcome> work(ConfigurationRecord configuration) throws InterruptedException {
    // Before the first call to Exact Online: should this execution be killed, the task finds it.
    tasks.watch(configuration.key());
    List<RunOutcome> outcomes = engine.work(configuration.name());
    if (outcomes.isEmpty()) {
      leave(configuration);
      return outcomes;
    }
    return left(configuration, outcomes);
  }

  /**
   * The same once more, while another holder may be at work: nothing but a look when he still is.
   */
  List<RunOutcome> workAgain(ConfigurationRecord configuration) throws InterruptedException {
    List<RunOutcome> outcomes = engine.work(configuration.name());
    return outcomes.isEmpty() ? outcomes : left(configuration, outcomes);
  }

  private List<RunOutcome> left(ConfigurationRecord configuration, List<RunOutcome> outcomes) {
    boolean elsewhere = !outcomes.isEmpty() && outcomes.get(outcomes.size() - 1).goesOnElsewhere();
    if (elsewhere) {
      tasks.start(configuration.key());
    } else {
      leave(configuration);
    }
    return outcomes;
  }

  /** The task goes on watching while somebody works, wakes for a waiting run, or rests. */
  private void leave(ConfigurationRecord configuration) {
    List<RunRecord> open = runs.open(configuration.name());
    if (open.isEmpty()) {
      tasks.rest(configuration.key());
      return;
    }
    if (open.stream().allMatch(run -> run.status() == RunStatus.WAITING)) {
      Optional<Instant> next =
          open.stream().flatMap(run -> run.waitingUntil().stream()).min(Comparator.naturalOrder());
      next.ifPresent(moment -> tasks.wakeAt(configuration.key(), moment));
    }
  }
}
