package com.ddbm.exactonline.simulator.catalogue;

import java.util.List;

/**
 * One of the 58 endpoints of the product.
 *
 * @param entityType its code in {@code sync/Deleted}, or 0 where deletions are not announced
 */
public record Endpoint(
    String id,
    String table,
    String primaryUri,
    List<String> uris,
    List<String> mergeKey,
    int entityType) {}
