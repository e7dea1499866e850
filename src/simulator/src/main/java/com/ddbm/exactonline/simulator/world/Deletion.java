package com.ddbm.exactonline.simulator.world;

import com.ddbm.exactonline.simulator.data.Content;
import com.ddbm.exactonline.simulator.data.ValueSink;

/** One row of {@code sync/Deleted}: what kind of row went, its key, and when. */
public record Deletion(int entityType, long keyHigh, long keyLow, long deletedAt)
    implements Content {
  @Override
  public boolean write(String property, ValueSink sink) {
    switch (property) {
      case "EntityType" -> sink.integer(entityType);
      case "EntityKey" -> sink.guid(keyHigh, keyLow);
      case "DeletedDate" -> sink.dateTime(deletedAt);
      default -> {
        return false;
      }
    }
    return true;
  }
}
