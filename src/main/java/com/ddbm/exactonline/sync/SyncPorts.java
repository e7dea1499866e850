package com.ddbm.exactonline.sync;

import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.warehouse.Target;
import java.util.List;

/**
 * Everything the engine touches.
 *
 * @param journal the state tables
 * @param target the customer's tables
 * @param tokens custody of tokens; called on the engine's thread alone, outside transactions
 * @param exact opens Exact Online
 * @param catalogue the 58 endpoints in catalogue order ({@code Catalogue.get().endpoints()})
 * @param settlement charges ended runs
 * @param workers where fetches run
 * @param clock time
 * @param holder a random id of this execution (a UUID)
 */
public record SyncPorts(
    SyncJournal journal,
    Target target,
    TokenStore tokens,
    ExactGateway exact,
    List<Endpoint> catalogue,
    Settlement settlement,
    Workers workers,
    Clock clock,
    String holder) {}
