package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.ExactException;
import com.ddbm.exactonline.exact.RedirectedAddress;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConfigurationRepository;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.ConnectionRepository;
import com.ddbm.exactonline.state.RunQueue;
import com.ddbm.exactonline.state.RunRecord;
import com.ddbm.exactonline.state.ScheduleRecord;
import com.ddbm.exactonline.state.ScheduleRepository;
import com.ddbm.exactonline.warehouse.Identifier;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Making connections, signing them in and dropping them. */
final class ConnectionService {

  private final ConnectionRepository connections;
  private final ConfigurationRepository configurations;
  private final ScheduleRepository schedules;
  private final RunQueue runs;
  private final ConnectionSecrets secrets;
  private final AccessApproval approval;
  private final Tasks tasks;
  private final SignIn signIn;
  private final Supplier<Identifier> application;
  private final Clock clock;

  ConnectionService(
      ConnectionRepository connections,
      ConfigurationRepository configurations,
      ScheduleRepository schedules,
      RunQueue runs,
      ConnectionSecrets secrets,
      AccessApproval approval,
      Tasks tasks,
      SignIn signIn,
      Supplier<Identifier> application,
      Clock clock) {
    this.connections = connections;
    this.configurations = configurations;
    this.schedules = schedules;
    this.runs = runs;
    this.secrets = secrets;
    this.approval = approval;
    this.tasks = tasks;
    this.signIn = signIn;
    this.application = application;
    this.clock = clock;
  }

  /** The way to the custodian and what follows a sign-in. */
  interface SignIn {

    /**
     * Exchanges the code; NULL for both: from the inbox.
     *
     * @return a token that may be used at once, in this call
     */
    TokenStore.AccessToken exchange(String connection, String clientSecret, String redirectUrl);

    /** Reads user and divisions, lets configurations go on. Returns what to tell the user. */
    List<String> takeUp(ConnectionRecord connection, TokenStore.AccessToken token)
        throws InterruptedException;
  }

  Outcome create(String name, String settingsJson) {
    Faults faults = new Faults();
    String named = Names.read("name", name, faults);
    Settings settings = Settings.forCreating(settingsJson, ConnectionSettings.ALL, faults);
    if (connections.find(named).isPresent()) {
      faults.add("name", ErrorCode.EO_1006, named);
    }
    faults.refuseIfAny();

    ConnectionRecord connection = ConnectionSettings.create(named, settings);
    secrets.create(connection.key());
    List<String> keys = keysBut(connection.key());
    keys.add(connection.key());
    secrets.attach(keys);
    connections.insert(connection, clock.now());
    AccessApproval.State access = approval.state();
    Outcome outcome =
        Outcome.done(
            "Connection "
                + named
                + " was created. Sign in at Exact Online next (connection_script shows how).",
            describe(connection).put("access_approved", access.approved()));
    return access.approved() ? outcome : outcome.withStatements(List.of(access.statement()));
  }

  Outcome script(String name, String settingsJson) {
    Faults faults = new Faults();
    String named = Names.read("name", name, faults);
    Optional<ConnectionRecord> existing = connections.find(named);
    Settings settings =
        existing.isPresent()
            ? Settings.forChanging(settingsJson, ConnectionSettings.ALL, faults)
            : Settings.forCreating(settingsJson, ConnectionSettings.ALL, faults);
    faults.refuseIfAny();
    ConnectionRecord connection =
        existing.orElseGet(() -> ConnectionSettings.create(named, settings));
    String script =
        ConnectionScript.write(
            application.get(), connection, existing.isPresent(), approval.state());
    return Outcome.done(
        "Fill in the two marked values and run the script: the code lives three minutes.",
        describe(connection).put("script", script));
  }

  Outcome authorizationUrl(String name) {
    ConnectionRecord connection = required("connection", name);
    return Outcome.done(
        "Open this address and sign in; then call authorize_connection within three minutes.",
        describe(connection).put("url", ConnectionScript.signInAddress(connection)));
  }

  Outcome authorize(String name, String clientSecret, String redirectUrl)
      throws InterruptedException {
    Faults faults = new Faults();
    ConnectionRecord connection = find("connection", name, faults);
    checkValues(clientSecret, redirectUrl, faults);
    faults.refuseIfAny();

    String named = connection.name();
    TokenStore.AccessToken token;
    try {
      token = signIn.exchange(named, clientSecret, redirectUrl);
    } catch (ExactException failure) {
      noteTrouble(connection, failure);
      throw failure;
    }
    List<String> notes = signIn.takeUp(connection, token);
    ObjectNode payload = describe(connections.find(named).orElse(connection));
    payload.set("notes", Json.texts(notes));
    return Outcome.done(
        "Connection "
            + named
            + " is signed in."
            + (notes.isEmpty() ? "" : " ")
            + String.join(" ", notes),
        payload);
  }

  /** Of a connection that was never signed in; one that works is not harmed by a failed attempt. */
  private void noteTrouble(ConnectionRecord connection, ExactException failure) {
    if (connection.status().equals("CREATED")) {
      connections.saveTrouble(
          connection.name(),
          Optional.of(
              new ConnectionRepository.Trouble(
                  connection.status(),
                  failure.error().code(),
                  failure.getMessage(),
                  failure.error().remedy())));
    }
  }

  private static void checkValues(String clientSecret, String redirectUrl, Faults faults) {
    if (clientSecret == null && redirectUrl == null) {
      return;
    }
    String both = "Give both, or NULL for both to take them from the inbox secret.";
    if (clientSecret == null || clientSecret.isBlank()) {
      faults.add("client_secret", both);
    }
    if (redirectUrl == null) {
      faults.add("redirect_url", both);
    } else {
      try {
        RedirectedAddress.parse(redirectUrl);
      } catch (ConnectorException noCode) {
        faults.add("redirect_url", noCode.getMessage());
      }
    }
  }

  Outcome drop(String name) {
    ConnectionRecord connection = required("name", name);
    List<String> paused = new ArrayList<>();
    for (ConfigurationRecord configuration : configurations.all()) {
      if (configuration.connection().equals(name)) {
        stop(configuration, paused);
      }
    }
    // First out of the custodian's hands, then gone: a procedure must not name what is not there.
    secrets.attach(keysBut(connection.key()));
    secrets.drop(connection.key());
    connections.delete(name);
    ObjectNode payload = Json.object().put("connection", name);
    payload.set("paused_schedules", Json.texts(paused));
    return Outcome.done(
        "Connection "
            + name
            + " was dropped. Configurations and tables stay; schedules are paused. A connection of"
            + " the same name takes them up after its sign-in, if it sees the same divisions.",
        payload);
  }

  private void stop(ConfigurationRecord configuration, List<String> paused) {
    for (RunRecord run : runs.open(configuration.name())) {
      runs.cancel(run.runId(), clock.now());
    }
    for (ScheduleRecord schedule : schedules.ofConfiguration(configuration.name())) {
      if (!schedule.paused()) {
        ScheduleRecord resting = schedule.with(true, Optional.empty());
        tasks.makeForSchedule(resting);
        schedules.update(resting, clock.now());
        paused.add(schedule.name());
      }
    }
  }

  private List<String> keysBut(String key) {
    List<String> keys = new ArrayList<>();
    connections.all().stream()
        .map(ConnectionRecord::key)
        .filter(each -> !each.equals(key))
        .forEach(keys::add);
    return keys;
  }

  /** The connection an argument names, or a refusal. */
  ConnectionRecord required(String argument, String name) {
    Faults faults = new Faults();
    ConnectionRecord found = find(argument, name, faults);
    faults.refuseIfAny();
    return found;
  }

  /** The connection an argument names; null, with a fault, when there is none. */
  ConnectionRecord find(String argument, String name, Faults faults) {
    String named = Names.read(argument, name, faults);
    Optional<ConnectionRecord> found = connections.find(named);
    if (found.isEmpty() && !faults.concern(argument)) {
      faults.add(argument, ErrorCode.EO_1002, named);
    }
    return found.orElse(null);
  }

  private static ObjectNode describe(ConnectionRecord connection) {
    ObjectNode payload = Json.object();
    payload.put("connection", connection.name());
    payload.put("site", connection.site());
    payload.put("status", connection.status());
    payload.put("inbox", ConnectionSecrets.inboxName(connection.key()));
    return payload;
  }
}
