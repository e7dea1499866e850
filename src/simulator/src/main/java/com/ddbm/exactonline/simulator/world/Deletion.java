package com.ddbm.exactonline.simulator.world;

/** One row of {@code sync/Deleted}. */
public record Deletion(int entityType, long keyHigh, long keyLow, long deletedAt) {}
