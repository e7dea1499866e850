package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConfigurationRepository;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.ConnectionRepository;
import com.ddbm.exactonline.state.Event;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Signing in: the custodian exchanges the code, then the connection is taken into use. */
final class SnowflakeSignIn implements ConnectionService.SignIn {

  private final SqlSession sql;
  private final ExactAccess exact;
  private final DivisionList divisions;
  private final ConnectionRepository connections;
  private final ConfigurationRepository configurations;
  private final SyncJournal journal;
  private final Clock clock;

  SnowflakeSignIn(
      SqlSession sql,
      ExactAccess exact,
      DivisionList divisions,
      ConnectionRepository connections,
      ConfigurationRepository configurations,
      SyncJournal journal,
      Clock clock) {
    this.sql = sql;
    this.exact = exact;
    this.divisions = divisions;
    this.connections = connections;
    this.configurations = configurations;
    this.journal = journal;
    this.clock = clock;
  }

  @Override
  public TokenStore.AccessToken exchange(
      String connection, String clientSecret, String redirectUrl) {
    return TokenAnswers.read(
        sql.query("CALL core.exchange_code(?, ?, ?)", connection, clientSecret, redirectUrl)
            .get(0)
            .text(0));
  }

  @Override
  public List<String> takeUp(ConnectionRecord connection, TokenStore.AccessToken token)
      throws InterruptedException {
    // The token as it was received: a nested CALL need not see the secret stored a moment ago.
    TokenStore received = (name, rejected) -> token;
    try {
      return exact.with(
          connection,
          received,
          (api, budget) -> {
            connections.saveUser(connection.name(), api.me().userName());
            DivisionList.Found found = divisions.refresh(connection.name(), api);
            List<String> notes = new ArrayList<>();
            notes.add(found.seen().size() + " divisions are visible.");
            if (connection.tokenGeneration() == 0) {
              takeUpConfigurations(connection.name(), found.seen(), notes);
            }
            return notes;
          });
    } catch (ConnectorException failure) {
      // The tokens are stored, so the sign-in stands; what follows is repeated by the next run.
      return List.of("Its divisions could not be read yet: " + failure.getMessage());
    }
  }

  /** A connection made anew under an old name goes on where the old one was, or starts afresh. */
  private void takeUpConfigurations(String connection, Set<Integer> seen, List<String> notes) {
    for (ConfigurationRecord configuration : configurations.all()) {
      Set<Integer> loaded =
          new TreeSet<>(configurations.divisionsWithCursors(configuration.name()));
      if (!configuration.connection().equals(connection) || loaded.isEmpty()) {
        continue;
      }
      Set<Integer> lost = new TreeSet<>(loaded);
      lost.removeAll(seen);
      String note;
      if (lost.isEmpty()) {
        note = "Configuration " + configuration.name() + " goes on from its cursors.";
      } else {
        configurations.dropCursors(configuration.name());
        note =
            "Configuration "
                + configuration.name()
                + " fetches everything again, since this sign-in does not see "
                + lost
                + ".";
      }
      notes.add(note);
      journal.record(
          List.of(
              new Event(
                  clock.now(),
                  lost.isEmpty() ? "INFO" : "WARNING",
                  "TAKEN_UP",
                  note,
                  Optional.of(connection),
                  Optional.empty())));
    }
  }
}
