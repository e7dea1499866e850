package com.ddbm.exactonline.simulator.api;

import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.data.Dataset;
import com.ddbm.exactonline.simulator.data.Row;
import com.ddbm.exactonline.simulator.data.WallClock;
import com.ddbm.exactonline.simulator.http.Outgoing;
import com.ddbm.exactonline.simulator.odata.BadRequest;
import com.ddbm.exactonline.simulator.world.Selection;
import com.ddbm.exactonline.simulator.world.Table;
import com.ddbm.exactonline.simulator.world.World;

/**
 * The functions whose answer is computed: the rights check, and the row version that belongs to a
 * date.
 */
final class Functions {
  private final World world;
  private final Permissions permissions;

  Functions(World world, Permissions permissions) {
    this.world = world;
    this.permissions = permissions;
  }

  /** The answer, or null when the address is no such function. */
  Outgoing answer(Call call) {
    return switch (call.resource.path()) {
      case "users/UserHasRights" -> rights(call);
      case "read/sync/Sync/SyncTimestamp" -> syncTimestamp(call);
      default -> null;
    };
  }

  private Outgoing rights(Call call) {
    String endpoint = text(call, "endpoint");
    boolean may = permissions.mayRead(call.divisionCode, endpoint);
    return Outgoing.json(200, "{\r\n\"d\" : {\r\n\"UserHasRights\": " + may + "\r\n}\r\n}").rows(1);
  }

  private Outgoing syncTimestamp(Call call) {
    String name = text(call, "endPoint");
    String modified = argument(call, "modified");
    String literal =
        modified.startsWith("datetime'") && modified.endsWith("'")
            ? modified.substring(9, modified.length() - 1)
            : modified.replace("'", "");
    Long from = WallClock.parse(literal);
    if (from == null) {
      throw new BadRequest("Unrecognized 'Edm.DateTime' literal '" + modified + "'.");
    }
    Resource resource =
        world.catalogue().resources().values().stream()
            .filter(candidate -> candidate.isSync() && candidate.name().equalsIgnoreCase(name))
            .findFirst()
            .orElseThrow(() -> new BadRequest("Endpoint '" + name + "' is not supported."));
    long first = firstTimestamp(call, world.datasets().byUri(resource.uri()), from);
    String rows =
        first == Long.MAX_VALUE
            ? ""
            : "{\r\n\"__metadata\": {\r\n\"uri\": \""
                + call.address()
                + "(datetime'"
                + WallClock.text(from)
                + "')\", \"type\": \"Exact.Web.Api.Models.Sync.SyncTimestamp\"\r\n}"
                + ", \"Modified\": \"/Date("
                + from
                + ")/\", \"API\": \""
                + resource.name()
                + "\", \"TimeStampAsBigInt\": \""
                + first
                + "\"\r\n}";
    return Outgoing.json(200, "{\r\n\"d\" : {\r\n\"results\": [\r\n" + rows + "\r\n]\r\n}\r\n}");
  }

  /** The lowest row version of a row that was changed at or after a time. */
  private long firstTimestamp(Call call, Dataset dataset, long from) {
    call.division.lock().readLock().lock();
    try {
      Table table = call.division.table(dataset);
      long first = Long.MAX_VALUE;
      int number = -1;
      boolean more = true;
      while (more) {
        Selection rows =
            table.afterNumber(
                number, 1000, row -> row.modified() != Row.NO_TIME && row.modified() >= from);
        for (int index = 0; index < rows.size(); index++) {
          first = Math.min(first, rows.timestamp(index));
          number = rows.number(index);
        }
        more = rows.more();
      }
      return first;
    } finally {
      call.division.lock().readLock().unlock();
    }
  }

  private static String text(Call call, String name) {
    String argument = argument(call, name);
    return argument.length() >= 2 && argument.startsWith("'") && argument.endsWith("'")
        ? argument.substring(1, argument.length() - 1)
        : argument;
  }

  private static String argument(Call call, String name) {
    return call.parameters.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(java.util.Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
