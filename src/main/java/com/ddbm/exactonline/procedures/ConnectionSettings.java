package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.exact.Site;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.Keys;
import java.util.List;
import java.util.Optional;

/** The settings of a connection (design, section 4.2). */
final class ConnectionSettings {

  /** Exact's fair use per contract and day (facts, section 6). */
  static final long FAIR_USE = 20_000;

  static final Setting<String> SITE =
      Setting.required(
          "site",
          "Site",
          "The country site of Exact Online: " + String.join(", ", Site.codes()) + ".",
          Kinds.choice(Site.codes()));
  static final Setting<String> CLIENT_ID =
      Setting.required(
          "client_id",
          "Client id",
          "Of your app registration in Exact Online's App Center.",
          Kinds.text(255));
  static final Setting<String> REDIRECT_URI =
      Setting.required(
          "redirect_uri",
          "Redirect address",
          "As registered with the app; you land on it after signing in.",
          Kinds.httpsAddress());
  static final Setting<Long> DAILY_CALLS =
      Setting.optional(
          "daily_calls",
          "Calls a day",
          "What your contract allows for all divisions together (default 20000: fair use).",
          Kinds.wholeNumber(1, 100_000_000));

  static final List<Setting<?>> ALL = List.of(SITE, CLIENT_ID, REDIRECT_URI, DAILY_CALLS);

  private ConnectionSettings() {}

  /** A new connection from complete settings; nonsense where faults were found. */
  static ConnectionRecord create(String name, Settings settings) {
    return new ConnectionRecord(
        Keys.of(name),
        name,
        settings.get(SITE, "nl"),
        settings.get(CLIENT_ID, ""),
        settings.get(REDIRECT_URI, ""),
        settings.get(DAILY_CALLS, FAIR_USE),
        "CREATED",
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
