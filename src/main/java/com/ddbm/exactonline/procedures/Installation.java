package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.billing.MonthlyCap;
import com.ddbm.exactonline.billing.RunCharges;
import com.ddbm.exactonline.billing.SnowflakeBillingEvents;
import com.ddbm.exactonline.billing.Spending;
import com.ddbm.exactonline.billing.SqlLedger;
import com.ddbm.exactonline.billing.SqlSpending;
import com.ddbm.exactonline.catalogue.Catalogue;
import com.ddbm.exactonline.exact.Clock;
import com.ddbm.exactonline.exact.ExactClient;
import com.ddbm.exactonline.exact.ExactOAuth;
import com.ddbm.exactonline.exact.OkHttpTransport;
import com.ddbm.exactonline.exact.SystemClock;
import com.ddbm.exactonline.exact.TokenCustodian;
import com.ddbm.exactonline.state.ConfigurationRepository;
import com.ddbm.exactonline.state.ConnectionRepository;
import com.ddbm.exactonline.state.RunQueue;
import com.ddbm.exactonline.state.ScheduleRepository;
import com.ddbm.exactonline.state.SnowflakeSyncJournal;
import com.ddbm.exactonline.state.SqlConfigurationRepository;
import com.ddbm.exactonline.state.SqlConnectionRepository;
import com.ddbm.exactonline.state.SqlRunQueue;
import com.ddbm.exactonline.state.SqlScheduleRepository;
import com.ddbm.exactonline.state.SyncJournal;
import com.ddbm.exactonline.sync.RunOutcome;
import com.ddbm.exactonline.sync.SyncEngine;
import com.ddbm.exactonline.sync.SyncPorts;
import com.ddbm.exactonline.sync.SyncSettings;
import com.ddbm.exactonline.sync.ThreadWorkers;
import com.ddbm.exactonline.warehouse.Identifier;
import com.ddbm.exactonline.warehouse.SnowflakeTarget;
import com.ddbm.exactonline.warehouse.SnowflakeTargetAccess;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The parts of the app put together over the session of one procedure call: the only place that
 * knows every real implementation. Closed when the call ends.
 */
final class Installation implements AutoCloseable {

  private final SqlSession sql;
  private final Clock clock = new SystemClock();
  private final String holder = UUID.randomUUID().toString();
  private final OkHttpTransport transport = new OkHttpTransport();
  private final ConnectionRepository connections;
  private final ConfigurationRepository configurations;
  private final ScheduleRepository schedules;
  private final RunQueue runs;
  private final SyncJournal journal;
  private final Tasks tasks;
  private final ConnectionSecrets secrets;
  private Identifier application;

  Installation(SqlSession sql) {
    this.sql = sql;
    connections = new SqlConnectionRepository(sql);
    configurations = new SqlConfigurationRepository(sql);
    schedules = new SqlScheduleRepository(sql);
    runs = new SqlRunQueue(sql);
    journal = new SnowflakeSyncJournal(sql, configurations, connections, runs);
    tasks = new SnowflakeTasks(sql);
    secrets = new ConnectionSecrets(sql);
  }

  @Override
  public void close() {
    transport.close();
  }

  /** The name under which the app is installed: a procedure's database is that of the app. */
  private Identifier application() {
    if (application == null) {
      application = new Identifier(sql.query("SELECT CURRENT_DATABASE()").get(0).text(0));
    }
    return application;
  }

  AccessApproval approval() {
    return new AccessApproval(sql, application());
  }

  ConnectionService connections() {
    return new ConnectionService(
        connections,
        configurations,
        schedules,
        runs,
        secrets,
        approval(),
        tasks,
        new SnowflakeSignIn(
            sql, questions(), divisions(), connections, configurations, journal, clock),
        this::application,
        clock);
  }

  DivisionList divisions() {
    return new DivisionList(journal);
  }

  /** For a few questions, where somebody waits for the answer. */
  ExactAccess questions() {
    return new ExactAccess(
        new ExactOnlineGateway(transport, clock, ExactClient.PATIENCE_OF_QUESTIONS),
        journal,
        clock);
  }

  ProcedureTokenStore tokens() {
    return new ProcedureTokenStore(sql);
  }

  ConnectionTester tester() {
    return new ConnectionTester(questions(), tokens(), clock);
  }

  ConfigurationService configurations() {
    return new ConfigurationService(
        configurations,
        connections,
        schedules,
        runs,
        divisions()::known,
        new SnowflakeTargetAccess(sql, application()),
        tasks,
        clock);
  }

  EstimateService estimates() {
    return new EstimateService(connections, configurations, divisions()::known, journal::cursors);
  }

  ScheduleService schedules() {
    return new ScheduleService(schedules, configurations, connections, runs, tasks, clock);
  }

  RunService runs() {
    return new RunService(configurations, runs, divisions()::known, tasks, clock);
  }

  RunWorker worker() {
    return new RunWorker(this::work, runs, tasks);
  }

  private List<RunOutcome> work(String configuration) throws InterruptedException {
    SyncSettings settings = SyncSettings.defaults();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            settings.divisionsAtOnce(),
            work -> {
              Thread thread = new Thread(work, "fetch");
              thread.setDaemon(true);
              return thread;
            });
    try {
      SyncPorts ports =
          new SyncPorts(
              journal,
              new SnowflakeTarget(sql),
              tokens(),
              new CappedGateway(
                  new ExactOnlineGateway(transport, clock, ExactClient.PATIENCE_OF_RUNS),
                  new MonthlyCap(spending()),
                  clock),
              Catalogue.get().endpoints(),
              new ChargeSettlement(
                  new RunCharges(new SnowflakeBillingEvents(sql), new SqlLedger(sql)),
                  new MonthlyCap(spending()),
                  journal),
              new ThreadWorkers(pool),
              clock,
              holder);
      return new SyncEngine(ports, settings).work(configuration);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Only for the custodian's own procedures: the others are given no secrets. */
  Custodian custodian() {
    SecretReader reader = new SnowflakeSecretReader();
    SnowflakeTokenVault vault = new SnowflakeTokenVault(sql, connections, secrets, reader);
    return new Custodian(
        new TokenCustodian(vault, new ExactOAuth(transport, clock), clock, holder),
        connections,
        secrets,
        reader);
  }

  Maintenance maintenance() {
    return new Maintenance(
        sql,
        connections,
        configurations,
        schedules,
        runs,
        secrets,
        tasks,
        tokens(),
        journal,
        clock);
  }

  Spending spending() {
    return new SqlSpending(sql);
  }

  UnexpectedErrors unexpectedErrors() {
    return new UnexpectedErrors(sql, clock);
  }

  ConfigurationRepository configurationRepository() {
    return configurations;
  }

  ScheduleRepository scheduleRepository() {
    return schedules;
  }

  RunQueue queue() {
    return runs;
  }

  Clock clock() {
    return clock;
  }
}
