package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.catalogue.Strategy;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.ExactApi;
import com.ddbm.exactonline.exact.ExactApi.Right;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.Page;
import com.ddbm.exactonline.state.RunStatus;
import com.ddbm.exactonline.warehouse.CsvPage;
import com.ddbm.exactonline.warehouse.TableDefinition;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The fetching of one step, one call at a time: the chain of rows, the right behind an empty
 * answer, the chain of keys. Used by one worker at a time; only {@link #abandon()} comes from
 * another thread.
 */
final class StepWork {

  /** What a call led to. */
  enum Advance {
    MORE,
    /** The batch must be published before this step may go on: a chain is begun anew. */
    FLUSH,
    /** Everything of the step was fetched. */
    DONE
  }

  private enum Phase {
    BEGIN,
    ROWS,
    ROWS_RIGHT,
    KEYS,
    KEYS_RIGHT
  }

  private static final int MOST_RESTARTS = 3;

  final StepPlan plan;
  private final Clock clock;
  private final Batches batches;
  private final int chunkBytes;
  private final Strategy strategy;
  private volatile boolean abandoned;

  private Phase phase = Phase.BEGIN;
  private String link;
  private ChainPosition position;
  private Instant chainStart;
  private boolean whole;
  private boolean rememberKeys;
  private boolean charged;
  private boolean wantKeys;
  private Set<String> refused;
  private boolean retryRefused;
  private int restarts;
  private long sequence;
  private GzipChunks snapshot;
  private Instant startedAt;
  private Delta.RowsEnd heldRowsEnd;
  private final LinkLoop loop = new LinkLoop();

  StepWork(StepPlan plan, Clock clock, Batches batches, int chunkBytes) {
    this.plan = plan;
    this.clock = clock;
    this.batches = batches;
    this.chunkBytes = chunkBytes;
    strategy = plan.source().endpoint().strategy();
    whole = plan.whole();
    rememberKeys = plan.rememberKeys();
    charged = plan.charged();
    refused = plan.refused();
    retryRefused = plan.retryRefused();
    plan.resumeAt().ifPresent(this::resume);
    if (plan.rowsDone() && phase == Phase.BEGIN) {
      beginKeys();
    }
  }

  private void resume(Checkpoint checkpoint) {
    link = checkpoint.link();
    position = checkpoint.position();
    chainStart = checkpoint.startedAt();
    rememberKeys = checkpoint.rememberKeys();
    retryRefused = false;
    refused = Set.copyOf(checkpoint.refused());
    phase = checkpoint.keysPhase() ? Phase.KEYS : Phase.ROWS;
    wantKeys = checkpoint.keysPhase();
  }

  /** The engine gave the step up (its publish failed): it is not to be fetched any further. */
  void abandon() {
    abandoned = true;
  }

  boolean abandoned() {
    return abandoned;
  }

  Endpoint endpoint() {
    return plan.source().endpoint();
  }

  int division() {
    return plan.key().division();
  }

  /** Keys are to be fetched after the rows, since deletions become known no better. */
  void wantKeys() {
    wantKeys = true;
  }

  /** Goes on with keys alone, after the step seemed done. */
  void beginKeys() {
    phase = Phase.KEYS;
    position = ChainPosition.startingAt(null);
    chainStart = clock.now();
    link = null;
    restarts = 0;
  }

  /** Notes when work on it began. */
  void begin() {
    if (startedAt == null) {
      startedAt = clock.now();
    }
  }

  /** Whether a call was begun for it. */
  boolean started() {
    return startedAt != null;
  }

  /**
   * Makes one call.
   *
   * @throws ExactException when it was refused; the step's state is as before the call
   */
  Advance advance(ExactApi api) throws InterruptedException {
    begin();
    return switch (phase) {
      case BEGIN -> first(api);
      case ROWS, KEYS -> page(api);
      case ROWS_RIGHT, KEYS_RIGHT -> right(api);
    };
  }

  private Advance first(ExactApi api) throws InterruptedException {
    long calls = 0;
    String from;
    if (!whole) {
      from = plan.cursor().orElseThrow();
    } else if (strategy == Strategy.ROW_VERSION) {
      from = "1";
      if (plan.startDate().isPresent()) {
        LocalDateTime date = plan.startDate().get().atStartOfDay();
        from = Long.toString(Math.max(1, api.timestampAt(division(), endpoint(), date) - 1));
        calls = 1;
      }
    } else {
      from = null;
    }
    chainStart = clock.now();
    position = ChainPosition.startingAt(from);
    link = null;
    snapshotAside(null);
    phase = Phase.ROWS;
    if (calls > 0) {
      Delta delta = delta();
      delta.calls = calls;
      batches.add(delta);
      return Advance.MORE;
    }
    return page(api);
  }

  private Advance page(ExactApi api) throws InterruptedException {
    boolean keys = phase == Phase.KEYS;
    TableDefinition table = keys ? plan.source().table().keysOnly() : plan.source().table();
    CsvPage rows = batches.pages().take(table);
    try {
      return page(api, keys, rows);
    } finally {
      batches.pages().giveBack(rows);
    }
  }

  private Advance page(ExactApi api, boolean keys, CsvPage rows) throws InterruptedException {
    PageTally tally = new PageTally(strategy == Strategy.ROW_VERSION);
    PageSink sink = new PageSink(plan, keys, rows, tally, () -> ++sequence);
    Page page;
    try {
      page =
          api.page(
              keys
                  ? StepRequests.keys(plan, link)
                  : StepRequests.rows(plan, whole, position.from(), selected(), link),
              sink);
    } catch (ExactException refusal) {
      if (refusal.kind() == ExactException.Kind.LINK_EXPIRED && link != null) {
        return restart(refusal);
      }
      throw refusal;
    }
    loop.follow(link, page, endpoint().title());
    boolean firstPage = position.pages() == 0;
    if (!keys && firstPage && acceptedAgain(page)) {
      return fetchWhole(page);
    }
    noteRefused(page, !keys && firstPage && retryRefused);
    link = page.nextLink();
    position = position.after(tally).goingOnAt(link);
    boolean ended = link == null;
    Delta delta = delta();
    delta.calls = page.calls();
    delta.fetched = keys ? 0 : page.rows();
    if (!ended) {
      return more(delta, keys, rows);
    }
    // A right that is taken away in the middle of a chain looks like its end.
    boolean cut = page.rows() == 0 && !firstPage;
    return keys ? keysEnded(delta, rows, cut) : rowsEnded(delta, rows, cut);
  }

  private List<String> selected() {
    return plan.source().columnNames().stream()
        .filter(column -> retryRefused || !refused.contains(column))
        .toList();
  }

  private boolean acceptedAgain(Page page) {
    return retryRefused && !whole && !page.refusedColumns().containsAll(refused);
  }

  /** A refused field is accepted again: rows before the cursor lack it, so all are fetched. */
  private Advance fetchWhole(Page page) {
    whole = true;
    rememberKeys = endpoint().strategy() != Strategy.SNAPSHOT;
    wantKeys = false;
    charged = false;
    retryRefused = false;
    refused = Set.copyOf(page.refusedColumns());
    phase = Phase.BEGIN;
    Delta delta = delta();
    delta.calls = page.calls();
    delta.notes.add("A field that was refused is accepted again: fetched whole.");
    batches.add(delta);
    return Advance.MORE;
  }

  private void noteRefused(Page page, boolean askedAgain) {
    Set<String> now = new LinkedHashSet<>(askedAgain ? Set.of() : refused);
    now.addAll(page.refusedColumns());
    refused = Set.copyOf(now);
    retryRefused = false;
  }

  private Advance more(Delta delta, boolean keys, CsvPage rows) {
    if (strategy == Strategy.SNAPSHOT && !keys) {
      aside(rows);
      batches.add(delta);
    } else {
      delta.moving = true;
      delta.checkpoint =
          new Checkpoint(
              plan.runId(),
              plan.keysOwner(),
              keys,
              link,
              position,
              whole,
              rememberKeys,
              chainStart,
              plan.columnsMark(),
              plan.movedAt(),
              refused);
      batches.add(delta, lane(keys), rows);
    }
    return Advance.MORE;
  }

  private void aside(CsvPage rows) {
    if (snapshot == null) {
      snapshot = new GzipChunks(chunkBytes);
    }
    long before = snapshot.size();
    snapshot.add(rows);
    batches.setAside(snapshot.size() - before);
  }

  private void snapshotAside(GzipChunks next) {
    if (snapshot != null) {
      batches.setAside(-snapshot.size());
    }
    snapshot = next;
  }

  private Batch.Lane lane(boolean keys) {
    return new Batch.Lane(plan.source(), keys ? Batch.Kind.KEYS : Batch.Kind.ROWS);
  }

  private Advance rowsEnded(Delta delta, CsvPage rows, boolean cut) {
    heldRowsEnd =
        new Delta.RowsEnd(
            CursorRule.cursorTo(plan, position, chainStart, clock.now()),
            whole,
            whole && rememberKeys,
            true,
            chainStart);
    delta.moving = true;
    if (cut || (whole && position.rows() == 0)) {
      batches.add(delta);
      return empty(Phase.ROWS_RIGHT, cut);
    }
    delta.rowsEnd = heldRowsEnd;
    boolean done = !wantKeys;
    if (done) {
      delta.end = fetched();
    }
    if (strategy == Strategy.SNAPSHOT) {
      aside(rows);
      addSnapshot(delta);
    } else {
      batches.add(delta, lane(false), rows);
    }
    return next(done);
  }

  private void addSnapshot(Delta delta) {
    GzipChunks all = snapshot;
    snapshotAside(null);
    batches.addSnapshot(delta, lane(false), all, position.rows());
  }

  private Advance next(boolean done) {
    if (done) {
      return Advance.DONE;
    }
    beginKeys();
    // Keys that a complete chain remembered are compared by themselves, before others come.
    return whole ? Advance.FLUSH : Advance.MORE;
  }

  private Advance keysEnded(Delta delta, CsvPage rows, boolean cut) {
    delta.moving = true;
    if (cut || position.rows() == 0) {
      batches.add(delta);
      return empty(Phase.KEYS_RIGHT, cut);
    }
    delta.keysEnd = new Delta.KeysEnd(true, chainStart, position.rows());
    delta.end = fetched();
    batches.add(delta, lane(true), rows);
    return Advance.DONE;
  }

  /**
   * An empty complete answer, or an empty page at the end of others: true, or a missing right?
   *
   * @param cut whether what was known of the right before the chain says nothing any more
   */
  private Advance empty(Phase rightPhase, boolean cut) {
    phase = rightPhase;
    return cut
        ? Advance.MORE
        : plan.knownRight().map(right -> decide(right, delta())).orElse(Advance.MORE);
  }

  private Advance right(ExactApi api) throws InterruptedException {
    Right right = api.mayRead(division(), endpoint());
    Delta delta = delta();
    delta.calls = 1;
    delta.right = right;
    delta.rightCheckedAt = clock.now();
    return decide(right, delta);
  }

  private Advance decide(Right right, Delta delta) {
    boolean keys = phase == Phase.KEYS_RIGHT;
    boolean granted = right == Right.GRANTED;
    delta.moving = true;
    switch (right) {
      case MISSING ->
          delta.end =
              new Delta.End(
                  RunStatus.FAILED,
                  new ConnectorException(ErrorCode.EO_2017, null, endpoint().title(), division()),
                  null);
      case UNKNOWN ->
          delta.notes.add(
              "The answer was empty and Exact Online does not say whether that is for want of a"
                  + " right: nothing was deleted.");
      case GRANTED -> {}
    }
    // Keys of a chain that is not believed are of no use to anybody.
    delta.restarted = !granted && position.rows() > 0 && (keys || rememberKeys);
    boolean done = keys || (whole && position.rows() == 0) || !wantKeys || right == Right.MISSING;
    if (right != Right.MISSING) {
      if (keys) {
        delta.keysEnd = new Delta.KeysEnd(granted, chainStart, position.rows());
      } else {
        delta.rowsEnd =
            granted
                ? heldRowsEnd
                : new Delta.RowsEnd(plan.cursor(), false, false, false, heldRowsEnd.chainStart());
      }
      if (done) {
        delta.end = fetched();
      }
    }
    if (granted && !keys && snapshot != null) {
      addSnapshot(delta);
    } else {
      release();
      batches.add(delta);
    }
    return next(done);
  }

  private static Delta.End fetched() {
    return new Delta.End(RunStatus.SUCCEEDED, null, null);
  }

  /** The next link has expired: this chain begins anew, and keys it remembered are forgotten. */
  private Advance restart(ExactException refusal) {
    restarts++;
    if (restarts > MOST_RESTARTS) {
      throw refusal;
    }
    boolean keys = phase == Phase.KEYS;
    boolean remembered = keys || rememberKeys;
    Delta delta = delta();
    delta.calls = 1;
    delta.moving = true;
    delta.restarted = remembered;
    delta.notes.add(ErrorCode.EO_2016.message());
    batches.add(delta);
    if (keys) {
      int before = restarts;
      beginKeys();
      restarts = before;
    } else {
      phase = Phase.BEGIN;
      wantKeys &= !whole;
    }
    return remembered ? Advance.FLUSH : Advance.MORE;
  }

  /**
   * Gives up a chain whose next link is of no use: a checkpoint there would lead every later run to
   * the same refusal.
   */
  void leaveChain() {
    if (link != null) {
      Delta delta = delta();
      delta.moving = true;
      delta.restarted = phase == Phase.KEYS || rememberKeys;
      batches.add(delta);
    }
  }

  /** Lets go of what a snapshot kept aside. */
  void release() {
    snapshotAside(null);
  }

  /** A delta with what always holds. */
  Delta delta() {
    Delta delta = new Delta(this);
    delta.startedAt = startedAt;
    delta.whole = whole;
    delta.rememberRows = whole && rememberKeys;
    delta.charged = charged;
    delta.refused = refused;
    return delta;
  }
}
