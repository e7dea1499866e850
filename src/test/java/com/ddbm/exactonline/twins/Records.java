package com.ddbm.exactonline.twins;

import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.Reconcile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is stored of a connection and a configuration that nothing special is wanted of. */
public final class Records {

  private Records() {}

  /** A Dutch connection that is signed in, with 20,000 calls a day. */
  public static ConnectionRecord connection(String name) {
    return new ConnectionRecord(
        name,
        name,
        "nl",
        "client",
        "https://example.com",
        20000,
        "CONNECTED",
        Optional.empty(),
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** All endpoints and divisions into D.S, deletions applied, keys compared daily. */
  public static ConfigurationRecord configuration(String name, String connection) {
    return new ConfigurationRecord(
        name,
        name,
        connection,
        "D",
        "S",
        true,
        List.of(),
        List.of(),
        false,
        Reconcile.DAILY,
        Optional.empty(),
        Map.of());
  }
}
