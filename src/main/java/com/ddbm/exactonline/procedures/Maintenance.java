package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.catalogue.Column;
import com.ddbm.exactonline.catalogue.EdmType;
import com.ddbm.exactonline.catalogue.Endpoint;
import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.ConfigurationRecord;
import com.ddbm.exactonline.state.ConfigurationRepository;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.ConnectionRepository;
import com.ddbm.exactonline.state.Event;
import com.ddbm.exactonline.state.Retention;
import com.ddbm.exactonline.state.RunQueue;
import com.ddbm.exactonline.state.ScheduleRecord;
import com.ddbm.exactonline.state.ScheduleRepository;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.sync.Tables;
import com.ddbm.exactonline.warehouse.SqlSession;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** What happens at every set-up, and once a week. */
final class Maintenance {

  private final SqlSession sql;
  private final Retention retention;
  private final ConnectionRepository connections;
  private final ConfigurationRepository configurations;
  private final ScheduleRepository schedules;
  private final RunQueue runs;
  private final ConnectionSecrets secrets;
  private final Tasks tasks;
  private final TokenStore tokens;
  private final SyncJournal journal;
  private final Clock clock;

  Maintenance(
      SqlSession sql,
      ConnectionRepository connections,
      ConfigurationRepository configurations,
      ScheduleRepository schedules,
      RunQueue runs,
      ConnectionSecrets secrets,
      Tasks tasks,
      TokenStore tokens,
      SyncJournal journal,
      Clock clock) {
    this.sql = sql;
    retention = new Retention(sql);
    this.connections = connections;
    this.configurations = configurations;
    this.schedules = schedules;
    this.runs = runs;
    this.secrets = secrets;
    this.tasks = tasks;
    this.tokens = tokens;
    this.journal = journal;
    this.clock = clock;
  }

  /** Writes the endpoints of this version into their table, in one statement. */
  Outcome loadCatalogue() {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    int order = 0;
    for (Endpoint endpoint : Catalogue.get().endpoints()) {
      ObjectNode row = rows.addObject();
      row.put("endpoint", endpoint.id()).put("sort_order", order++);
      row.put("title", endpoint.title()).put("table_name", endpoint.table());
      row.put("strategy", endpoint.strategy().label());
      row.put("deletions", endpoint.deletions().label());
      row.set("key_columns", Json.texts(endpoint.keyColumns()));
      row.set("scopes", Json.texts(endpoint.scopes()));
      row.put("page_size", endpoint.pageSize());
      row.put("service", endpoint.title().split(" - ", 2)[0]);
      row.put("reference_url", endpoint.reference());
      row.put("takes_start_date", endpoint.takesStartDate());
      row.set("columns", columns(endpoint));
    }
    sql.execute("DELETE FROM state.endpoints");
    sql.execute(
        "INSERT INTO state.endpoints (endpoint, sort_order, title, table_name, strategy, deletions,"
            + " key_columns, scopes, page_size, service, reference_url, takes_start_date, columns)"
            + " SELECT value:endpoint::VARCHAR,"
            + " value:sort_order::NUMBER, value:title::VARCHAR, value:table_name::VARCHAR,"
            + " value:strategy::VARCHAR, value:deletions::VARCHAR, value:key_columns, value:scopes,"
            + " value:page_size::NUMBER, value:service::VARCHAR, value:reference_url::VARCHAR,"
            + " value:takes_start_date::BOOLEAN, value:columns"
            + " FROM TABLE(FLATTEN(PARSE_JSON(?)))",
        Json.text(rows));
    return Outcome.done(order + " endpoints.", Json.object().put("endpoints", order));
  }

  private static ArrayNode columns(Endpoint endpoint) {
    ArrayNode columns = JsonNodeFactory.instance.arrayNode();
    for (Column column : endpoint.columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("property", column.property())
          .put("type", Tables.type(column.type()).sql())
          .put("exact_type", odataName(column.type()))
          .put("key", column.key());
    }
    return columns;
  }

  /** As Exact's reference writes it. */
  private static String odataName(EdmType type) {
    return switch (type) {
      case STRING -> "Edm.String";
      case GUID -> "Edm.Guid";
      case INT64 -> "Edm.Int64";
      case INT32 -> "Edm.Int32";
      case INT16 -> "Edm.Int16";
      case BYTE -> "Edm.Byte";
      case DOUBLE -> "Edm.Double";
      case DECIMAL -> "Edm.Decimal";
      case BOOLEAN -> "Edm.Boolean";
      case DATE_TIME -> "Edm.DateTime";
      case BINARY -> "Edm.Binary";
    };
  }

  /** A new version starts without secrets: the custodian gets those of all connections. */
  Outcome restoreSecrets() {
    List<String> keys = connections.all().stream().map(ConnectionRecord::key).toList();
    secrets.attach(keys);
    return Outcome.done(
        keys.size() + " connections.", Json.object().put("connections", keys.size()));
  }

  /** Tasks outlive versions as they were: they are made anew, those with open runs watch again. */
  Outcome restoreTasks() {
    int made = 0;
    for (ConfigurationRecord configuration : configurations.all()) {
      tasks.makeForConfiguration(configuration.key());
      if (!runs.open(configuration.name()).isEmpty()) {
        tasks.watch(configuration.key());
      }
      made++;
    }
    for (ScheduleRecord schedule : schedules.all()) {
      tasks.makeForSchedule(schedule);
      made++;
    }
    return Outcome.done(made + " tasks.", Json.object().put("tasks", made));
  }

  /**
   * Uses the sign-in of every connection that has one, so that it does not run out; then takes away
   * what is older than it is kept. The sign-ins come first: nothing may keep them waiting.
   */
  Outcome keepAlive() throws InterruptedException {
    int renewed = 0;
    ConnectorException last = null;
    for (ConnectionRecord connection : connections.all()) {
      if (!connection.status().equals("CONNECTED")) {
        continue;
      }
      try {
        tokens.accessToken(connection.name(), 0);
        renewed++;
      } catch (ConnectorException failure) {
        last = failure;
        warn(failure, Optional.of(connection.name()));
      }
    }
    ObjectNode done = Json.object().put("connections", renewed);
    try {
      Retention.Removed removed = retention.apply(clock.now());
      done.put("steps_removed", removed.steps()).put("events_removed", removed.events());
    } catch (ConnectorException failure) {
      last = last == null ? failure : last;
      warn(failure, Optional.empty());
    }
    return last == null
        ? Outcome.done(renewed + " connections were renewed.", done)
        : Outcome.of(last);
  }

  private void warn(ConnectorException failure, Optional<String> connection) {
    journal.record(
        List.of(
            new Event(
                clock.now(),
                "WARNING",
                failure.error().code(),
                failure.getMessage(),
                connection,
                Optional.empty())));
  }
}
