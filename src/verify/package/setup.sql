-- The probe of scripts/verify-account: each procedure asks one question and says what it saw.
CREATE OR ALTER VERSIONED SCHEMA core;
CREATE SCHEMA IF NOT EXISTS state;
CREATE APPLICATION ROLE IF NOT EXISTS probe_admin;
GRANT USAGE ON SCHEMA core TO APPLICATION ROLE probe_admin;
GRANT USAGE ON SCHEMA state TO APPLICATION ROLE probe_admin;

CREATE TABLE IF NOT EXISTS state.notes (note VARCHAR);
CREATE TRANSIENT TABLE IF NOT EXISTS state.loaded (number NUMBER, text VARCHAR);
CREATE STAGE IF NOT EXISTS state.files;
CREATE SECRET IF NOT EXISTS state.probe TYPE = GENERIC_STRING SECRET_STRING = '-';
CREATE OR ALTER NETWORK RULE state.exact_online_hosts TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('start.exactonline.nl');
CREATE EXTERNAL ACCESS INTEGRATION IF NOT EXISTS exact_online_probe_access
  ALLOWED_NETWORK_RULES = (state.exact_online_hosts)
  ALLOWED_AUTHENTICATION_SECRETS = (state.probe)
  ENABLED = TRUE;
ALTER APPLICATION SET SPECIFICATION exact_online_probe_access
  TYPE = EXTERNAL_ACCESS LABEL = 'Probe' DESCRIPTION = 'One request to Exact Online' HOST_PORTS = ('start.exactonline.nl');

CREATE OR REPLACE PROCEDURE core.store(value STRING)
  RETURNS STRING LANGUAGE SQL
AS
$$
BEGIN
  ALTER SECRET state.probe SET SECRET_STRING = :value;
  RETURN 'stored';
END
$$;

CREATE OR REPLACE PROCEDURE core.secret_altered_by_nested_call(value STRING)
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.Probe.secretAlteredByNestedCall'
  EXTERNAL_ACCESS_INTEGRATIONS = (exact_online_probe_access) SECRETS = ('probe' = state.probe);
CREATE OR REPLACE PROCEDURE core.secret_now()
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.Probe.secretNow'
  EXTERNAL_ACCESS_INTEGRATIONS = (exact_online_probe_access) SECRETS = ('probe' = state.probe);
CREATE OR REPLACE PROCEDURE core.secret_bound_from_java(value STRING)
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.Probe.secretBoundFromJava';
CREATE OR REPLACE PROCEDURE core.stage_and_copy()
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.Probe.stageAndCopy';
CREATE OR REPLACE PROCEDURE core.http()
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar', '/lib/exact-online-connector.jar') HANDLER = 'com.ddbm.exactonline.verify.HttpProbe.http'
  EXTERNAL_ACCESS_INTEGRATIONS = (exact_online_probe_access);
CREATE OR REPLACE PROCEDURE core.http_only(seconds NUMBER)
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.Probe.withoutSql';
CREATE OR REPLACE PROCEDURE core.start_task()
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.Probe.startTask';
CREATE OR REPLACE PROCEDURE core.notes()
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.Probe.notes';
CREATE OR REPLACE PROCEDURE core.task_history()
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.Probe.taskHistory';
CREATE OR REPLACE PROCEDURE core.billing(base_charge STRING)
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.Probe.billing';
CREATE OR REPLACE PROCEDURE core.future_grant(database STRING)
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.Probe.futureGrant';

CREATE OR REPLACE PROCEDURE core.leave_a_row(database STRING)
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.Probe.leaveARow';
CREATE OR REPLACE PROCEDURE core.log_a_warning()
  RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest', 'com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/probe.jar') HANDLER = 'com.ddbm.exactonline.verify.LogProbe.logAWarning';

GRANT USAGE ON PROCEDURE core.secret_altered_by_nested_call(STRING) TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.secret_now() TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.secret_bound_from_java(STRING) TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.stage_and_copy() TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.http() TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.http_only(NUMBER) TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.start_task() TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.notes() TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.task_history() TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.billing(STRING) TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.future_grant(STRING) TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.leave_a_row(STRING) TO APPLICATION ROLE probe_admin;
GRANT USAGE ON PROCEDURE core.log_a_warning() TO APPLICATION ROLE probe_admin;

CREATE OR REPLACE TASK state.resumed_at_setup
  SCHEDULE = '10 SECONDS' USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = 'XSMALL'
AS
  INSERT INTO state.notes (note) SELECT 'resumed_at_setup';
CREATE OR REPLACE TASK state.started_by_procedure
  SCHEDULE = '11520 MINUTES' USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = 'XSMALL'
AS
  INSERT INTO state.notes (note) SELECT 'started_by_procedure';
ALTER TASK state.resumed_at_setup RESUME;
