-- Every procedure of the app: thin entries of the one jar. All return VARIANT
-- {"code","message","remedy","payload"} and refuse without raising. OBJECT arguments arrive as JSON
-- text. Those that speak to Exact Online carry the integration; the custodian's two also carry the
-- secrets of all connections, which restore_secrets and create_connection set.

-- ---- Connections
CREATE OR REPLACE PROCEDURE core.create_connection(name STRING, settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ConnectionProcedures.createConnection'
  COMMENT = 'Makes a connection; settings: site, client_id, redirect_uri, daily_calls';

CREATE OR REPLACE PROCEDURE core.connection_script(name STRING, settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ConnectionProcedures.connectionScript'
  COMMENT = 'The worksheet that approves access, makes the connection and signs it in';

CREATE OR REPLACE PROCEDURE core.authorization_url(connection STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ConnectionProcedures.authorizationUrl'
  COMMENT = 'The address where the user signs in';

CREATE OR REPLACE PROCEDURE core.authorize_connection(connection STRING, client_secret STRING, redirect_url STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ConnectionProcedures.authorizeConnection'
  EXTERNAL_ACCESS_INTEGRATIONS = (exact_online_access)
  COMMENT = 'Exchanges the code of a sign-in; both arguments NULL: from the inbox secret';

CREATE OR REPLACE PROCEDURE core.test_connection(connection STRING, endpoint STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ConnectionProcedures.testConnection'
  EXTERNAL_ACCESS_INTEGRATIONS = (exact_online_access)
  COMMENT = 'Checks network access, credentials, user, divisions, scope, right, calls left';

CREATE OR REPLACE PROCEDURE core.refresh_divisions(connection STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ConnectionProcedures.refreshDivisions'
  EXTERNAL_ACCESS_INTEGRATIONS = (exact_online_access)
  COMMENT = 'Reads the divisions that the user may use';

CREATE OR REPLACE PROCEDURE core.drop_connection(name STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ConnectionProcedures.dropConnection'
  COMMENT = 'Drops a connection and its secrets; keeps configurations, tables and (paused) schedules';


CREATE OR REPLACE PROCEDURE core.set_monthly_cap(connection STRING, usd NUMBER)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.SpendingProcedures.setMonthlyCap'
  COMMENT = 'What a connection may cost in a calendar month, in whole dollars; NULL: no cap';

CREATE OR REPLACE PROCEDURE core.estimate(settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.SpendingProcedures.estimate'
  COMMENT = 'What a configuration would take before it exists: rows, calls, days, dollars';


-- ---- Configurations
CREATE OR REPLACE PROCEDURE core.create_configuration(name STRING, settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ConfigurationProcedures.createConfiguration'
  COMMENT = 'What to load, from which connection, into which schema';

CREATE OR REPLACE PROCEDURE core.update_configuration(name STRING, settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ConfigurationProcedures.updateConfiguration'
  COMMENT = 'Changes the settings that are given';

CREATE OR REPLACE PROCEDURE core.drop_configuration(name STRING, settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ConfigurationProcedures.dropConfiguration'
  COMMENT = 'Drops a configuration; its tables stay';

CREATE OR REPLACE PROCEDURE core.check_target(database STRING, schema STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ConfigurationProcedures.checkTarget'
  COMMENT = 'Whether the app may write there, and the GRANT statements that are missing';


-- ---- Schedules
CREATE OR REPLACE PROCEDURE core.create_schedule(name STRING, settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ScheduleProcedures.createSchedule'
  COMMENT = 'Runs a configuration at the times of a cron expression';

CREATE OR REPLACE PROCEDURE core.preview_schedule(settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ScheduleProcedures.previewSchedule'
  COMMENT = 'When a schedule with these settings would run';

CREATE OR REPLACE PROCEDURE core.update_schedule(name STRING, settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ScheduleProcedures.updateSchedule'
  COMMENT = 'Changes the settings that are given';

CREATE OR REPLACE PROCEDURE core.pause_schedule(name STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ScheduleProcedures.pauseSchedule'
  COMMENT = 'Starts no more runs until it is resumed';

CREATE OR REPLACE PROCEDURE core.resume_schedule(name STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ScheduleProcedures.resumeSchedule'
  COMMENT = 'Starts runs again';

CREATE OR REPLACE PROCEDURE core.drop_schedule(name STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.ScheduleProcedures.dropSchedule'
  COMMENT = 'Drops a schedule; its runs stay listed';


-- ---- Runs
CREATE OR REPLACE PROCEDURE core.fetch_now(configuration STRING, settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.RunProcedures.fetchNow'
  COMMENT = 'Queues a run for a task and returns at once';

CREATE OR REPLACE PROCEDURE core.run(configuration STRING, settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.RunProcedures.run'
  EXTERNAL_ACCESS_INTEGRATIONS = (exact_online_access)
  COMMENT = 'Runs, and returns when it ended or waits';

CREATE OR REPLACE PROCEDURE core.cancel_run(run_id STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.RunProcedures.cancelRun'
  COMMENT = 'Stops a run at its next step; what was published stays';

CREATE OR REPLACE PROCEDURE core.retry_run(run_id STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.RunProcedures.retryRun'
  COMMENT = 'A new run of what failed';

CREATE OR REPLACE PROCEDURE core.reload(configuration STRING, endpoint STRING, settings OBJECT)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.RunProcedures.reload'
  COMMENT = 'Fetches one endpoint whole, again';


-- ---- Internal: granted to no role, and their comments say so. The first two are the custodian of tokens, the only ones that read secrets
CREATE OR REPLACE PROCEDURE core.access_token(connection STRING, rejected_generation NUMBER)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.TokenProcedures.accessToken'
  EXTERNAL_ACCESS_INTEGRATIONS = (exact_online_access)
  COMMENT = 'Internal: a usable access token';

CREATE OR REPLACE PROCEDURE core.exchange_code(connection STRING, client_secret STRING, redirect_url STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.TokenProcedures.exchangeCode'
  EXTERNAL_ACCESS_INTEGRATIONS = (exact_online_access)
  COMMENT = 'Internal: exchanges the code of a sign-in and stores the tokens';

CREATE OR REPLACE PROCEDURE core.keep_alive()
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.TaskProcedures.keepAlive'
  COMMENT = 'Internal: renews the sign-in of connections without runs, and takes away what is older than it is kept';

CREATE OR REPLACE PROCEDURE core.run_task(configuration_key STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.TaskProcedures.runTask'
  EXTERNAL_ACCESS_INTEGRATIONS = (exact_online_access)
  COMMENT = 'Internal: what the task of a configuration calls';

CREATE OR REPLACE PROCEDURE core.schedule_task(schedule_key STRING)
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.TaskProcedures.scheduleTask'
  EXTERNAL_ACCESS_INTEGRATIONS = (exact_online_access)
  COMMENT = 'Internal: what the task of a schedule calls';

CREATE OR REPLACE PROCEDURE core.load_catalogue()
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.SetupProcedures.loadCatalogue'
  COMMENT = 'Internal: fills the list of endpoints';

CREATE OR REPLACE PROCEDURE core.restore_secrets()
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.SetupProcedures.restoreSecrets'
  COMMENT = 'Internal: gives the custodian the secrets of all connections';

CREATE OR REPLACE PROCEDURE core.restore_tasks()
  RETURNS VARIANT
  LANGUAGE JAVA
  RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/exact-online-connector.jar')
  HANDLER = 'com.ddbm.exactonline.procedures.SetupProcedures.restoreTasks'
  COMMENT = 'Internal: makes the tasks of configurations and schedules as this version wants them';

-- ---- Callbacks (manifest.yml)
-- Snowflake calls this when an administrator has approved or declined access, or it was changed: told in the events.
CREATE OR REPLACE PROCEDURE core.specification_changed(specification STRING)
  RETURNS STRING
  LANGUAGE SQL
  COMMENT = 'Internal: called by Snowflake when the access to Exact Online was approved, declined or changed'
AS
$$
BEGIN
  INSERT INTO state.events (event_id, happened_at, level, code, message)
    SELECT
      UUID_STRING(),
      CONVERT_TIMEZONE('UTC', CURRENT_TIMESTAMP())::TIMESTAMP_TZ(3),
      'INFO',
      'ACCESS',
      'The access to the hosts of Exact Online was approved, declined or changed; test_connection tells whether they can be reached.';
  RETURN 'recorded';
END
$$;
