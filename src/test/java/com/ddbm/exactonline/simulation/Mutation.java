package com.ddbm.exactonline.simulation;

import com.ddbm.exactonline.exact.TokenVault;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.sync.Settlement;
import com.ddbm.exactonline.warehouse.Target;

/** A bug that may be planted around the engine; the default is none. */
interface Mutation {

  Mutation NONE = new Mutation() {};

  default TokenVault vault(TokenVault vault) {
    return vault;
  }

  default Target target(Target target) {
    return target;
  }

  default SyncJournal journal(SyncJournal journal) {
    return journal;
  }

  default Settlement settlement(Settlement settlement) {
    return settlement;
  }
}
