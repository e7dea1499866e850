package com.ddbm.exactonline.simulator.api;

import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.data.Bytes;
import com.ddbm.exactonline.simulator.faults.Fault;
import com.ddbm.exactonline.simulator.http.Buffers;
import com.ddbm.exactonline.simulator.http.Outgoing;
import com.ddbm.exactonline.simulator.http.PageCache;
import com.ddbm.exactonline.simulator.odata.AtomPage;
import com.ddbm.exactonline.simulator.odata.BadRequest;
import com.ddbm.exactonline.simulator.odata.JsonPage;
import com.ddbm.exactonline.simulator.odata.Pages;
import com.ddbm.exactonline.simulator.odata.Question;
import com.ddbm.exactonline.simulator.odata.Shape;
import com.ddbm.exactonline.simulator.world.Changes;
import com.ddbm.exactonline.simulator.world.DivisionState;
import com.ddbm.exactonline.simulator.world.ListTable;
import com.ddbm.exactonline.simulator.world.RowTable;
import com.ddbm.exactonline.simulator.world.Selection;
import com.ddbm.exactonline.simulator.world.SystemRows;
import com.ddbm.exactonline.simulator.world.Table;
import com.ddbm.exactonline.simulator.world.View;
import com.ddbm.exactonline.simulator.world.World;
import java.nio.ByteBuffer;
import java.util.List;

/** Answers with rows: a page of a collection, one row by its key, or their number. */
final class Collections {
  private static final String JSON = "application/json; charset=utf-8";
  private static final String ATOM = "application/atom+xml; type=feed; charset=utf-8";

  private final World world;
  private final Permissions permissions;
  private final Buffers buffers = new Buffers();
  private final PageCache cache;
  private volatile Shape shape = Shape.USUAL;

  Collections(World world, Permissions permissions, PageCache cache) {
    this.world = world;
    this.cache = cache;
    this.permissions = permissions;
  }

  void shape(Shape newShape) {
    shape = newShape;
  }

  Outgoing answer(Call call, Fault fault, boolean filterMandatory) {
    Resource resource = call.resource;
    View view = world.view(resource);
    Question question =
        Question.read(
            view, call.parameters, permissions.unknownFields(call.divisionCode, resource));
    if (call.key == null && !call.count) {
      check(resource, question, filterMandatory);
    }
    ListTable own = SystemRows.table(world, view, call.user);
    DivisionState division = own == null ? call.division : null;
    if (division == null && own == null) {
      return Answers.notFound(call.incoming);
    }
    Table table = own == null ? division.table(view.dataset()) : own;
    if (!permissions.mayRead(call.divisionCode, resource.path())) {
      table = new ListTable(view.dataset(), world.ownSeed(), List.of());
    }
    if (call.count) {
      return Outgoing.text(
          200,
          "text/plain",
          Integer.toString(locked(division, table, rows -> Pages.count(rows, question.filter()))));
    }
    return call.key == null
        ? page(call, fault, view, division, table, question)
        : single(call, view, division, table, question);
  }

  private static void check(Resource resource, Question question, boolean filterMandatory) {
    if (resource.selectMandatory() && !question.selects() && question.top() != 1) {
      throw new BadRequest("Please add a $select or a $top=1 statement to the query string.");
    }
    if (resource.isSync() && question.parameters().containsKey("$skip")) {
      throw new BadRequest("The query parameter '$skip' is not supported.");
    }
    boolean filtered = !question.filter().properties().isEmpty();
    if (filterMandatory && resource.mandatoryFilter() && !filtered && question.top() != 1) {
      throw new BadRequest(
          "Please add a $filter on one of the filterable properties, or use the sync API.");
    }
    if (!resource.supportedFilters().isEmpty()) {
      for (String name : question.filter().properties()) {
        if (!resource.supportedFilters().contains(name)) {
          throw new BadRequest("Filtering on property '" + name + "' is not supported.");
        }
      }
    }
  }

  private interface Work<T> {
    T on(Table table);
  }

  private static <T> T locked(DivisionState division, Table table, Work<T> work) {
    if (division == null) {
      return work.on(table);
    }
    division.lock().readLock().lock();
    try {
      return work.on(table);
    } finally {
      division.lock().readLock().unlock();
    }
  }

  private Outgoing single(
      Call call, View view, DivisionState division, Table table, Question question) {
    Selection found = locked(division, table, rows -> rows.one(Pages.number(view, rows, call.key)));
    if (found.size() == 0) {
      return Answers.notFound(call.incoming);
    }
    Bytes bytes = buffers.take();
    if (!Answers.wantsJson(call.incoming)) {
      new AtomPage(bytes, view, question.selected(), call.address()).page(found, table.row(), null);
      return Outgoing.bytes(200, ATOM, bytes.buffer(), () -> buffers.give(bytes)).rows(1);
    }
    new JsonPage(bytes, view, question.selected(), question.expanded(), shape, call.address())
        .single(found.position(table.row(), 0));
    return Outgoing.bytes(200, JSON, bytes.buffer(), () -> buffers.give(bytes)).rows(1);
  }

  private Outgoing page(
      Call call, Fault fault, View view, DivisionState division, Table table, Question question) {
    int failure = fault == null ? 0 : fault.failure();
    int pageSize =
        view.resource().pageSize() == null ? Integer.MAX_VALUE / 4 : view.resource().pageSize();
    int limit = question.top() < 0 ? pageSize : Math.min(pageSize, question.top());
    String cacheKey = cacheKey(call, fault, division, table);
    PageCache.Page known = cacheKey == null ? null : cache.get(cacheKey);
    if (known != null) {
      return Outgoing.bytes(200, JSON, ByteBuffer.wrap(known.body()), () -> {}).rows(known.rows());
    }
    Selection rows = locked(division, table, present -> Pages.rows(view, present, question, limit));
    boolean all = question.top() >= 0 && question.top() <= limit;
    String next =
        rows.more() && !all && rows.size() > 0
            ? Pages.nextLink(call.address(), view, table, question, rows)
            : null;
    if (failure == 19 && division != null) {
      rows = Changes.changeOneOf(world, division, view.dataset(), rows, next == null);
    }
    String count =
        question.countWanted()
            ? Integer.toString(
                locked(division, table, present -> Pages.count(present, question.filter())))
            : null;
    boolean bareArray =
        question.top() >= 0 && question.top() <= pageSize && question.orderBy() == null
            || view.resource().pageSize() == null;
    Dressing dressing = Dressing.of(fault, call, rows, next, shape.bareArray(bareArray));
    Bytes bytes = buffers.take();
    boolean json = Answers.wantsJson(call.incoming) && failure != 14;
    if (json) {
      new JsonPage(
              bytes,
              view,
              question.selected(),
              question.expanded(),
              dressing.shape(),
              call.address())
          .page(dressing.rows(), table.row(), dressing.next(), count);
    } else {
      new AtomPage(bytes, view, question.selected(), call.address())
          .page(dressing.rows(), table.row(), dressing.next());
    }
    if (cacheKey != null) {
      cache.put(cacheKey, new PageCache.Page(bytes.toArray(), dressing.rows().size()));
    }
    Outgoing outgoing =
        Outgoing.bytes(200, json ? JSON : ATOM, bytes.buffer(), () -> buffers.give(bytes))
            .rows(dressing.rows().size());
    return failure == 24 ? truncated(outgoing, fault.option("variant", "halved")) : outgoing;
  }

  /** Under which key a page is remembered; null when it depends on more than its rows. */
  private String cacheKey(Call call, Fault fault, DivisionState division, Table table) {
    boolean usual = fault == null && division != null && table instanceof RowTable;
    if (!cache.on() || !usual || !Answers.wantsJson(call.incoming)) {
      return null;
    }
    return division.changes()
        + " "
        + permissions.unknownFields(call.divisionCode, call.resource)
        + shape
        + call.incoming.origin()
        + call.incoming.path()
        + "?"
        + call.incoming.rawQuery();
  }

  private static Outgoing truncated(Outgoing outgoing, String variant) {
    return switch (variant) {
      case "cut" -> outgoing.ending(Outgoing.Ending.CUT_OFF);
      case "reset" -> outgoing.ending(Outgoing.Ending.RESET);
      default -> outgoing.halve();
    };
  }
}
