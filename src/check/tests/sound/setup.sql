-- A package without a fault: each wrong script is added to it as wrong.sql, so that what is found is that script's alone.
CREATE OR ALTER VERSIONED SCHEMA core;
CREATE SCHEMA IF NOT EXISTS state;
CREATE APPLICATION ROLE IF NOT EXISTS app_admin;
CREATE TABLE IF NOT EXISTS state.things (id NUMBER, name VARCHAR);
ALTER TABLE state.things ADD COLUMN IF NOT EXISTS note VARCHAR;
CREATE SECRET IF NOT EXISTS state.token TYPE = GENERIC_STRING SECRET_STRING = '';
CREATE OR ALTER NETWORK RULE state.hosts TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('api.example.com');
CREATE EXTERNAL ACCESS INTEGRATION IF NOT EXISTS sound_access
  ALLOWED_NETWORK_RULES = (state.hosts) ALLOWED_AUTHENTICATION_SECRETS = (state.token) ENABLED = TRUE;
ALTER APPLICATION SET SPECIFICATION sound_access
  TYPE = EXTERNAL_ACCESS LABEL = 'API' DESCRIPTION = 'Calls it' HOST_PORTS = ('api.example.com');

CREATE OR REPLACE PROCEDURE core.work(name STRING, settings OBJECT)
  RETURNS VARIANT LANGUAGE JAVA RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.work'
  EXTERNAL_ACCESS_INTEGRATIONS = (sound_access) SECRETS = ('token' = state.token);
CREATE OR REPLACE PROCEDURE core.changed(specification STRING)
  RETURNS STRING LANGUAGE SQL COMMENT = 'Internal: called by Snowflake'
AS $$
BEGIN
  IF (specification = 'sound_access') THEN
    UPDATE state.things SET note = 'changed' WHERE name = :specification;
  END IF;
  RETURN 'OK';
END
$$;
CREATE OR REPLACE VIEW core.things COMMENT = 'Things' AS
WITH named AS (SELECT id, name FROM state.things WHERE name IS NOT NULL)
SELECT named.id, named.name, other.note FROM named JOIN state.things AS other ON other.id = named.id;
CREATE OR REPLACE STREAMLIT core.app FROM '/streamlit' MAIN_FILE = '/app.py';
GRANT USAGE ON SCHEMA core TO APPLICATION ROLE app_admin;
GRANT USAGE ON PROCEDURE core.work(VARCHAR, OBJECT) TO APPLICATION ROLE app_admin;
GRANT SELECT ON VIEW core.things TO APPLICATION ROLE app_admin;
GRANT USAGE ON STREAMLIT core.app TO APPLICATION ROLE app_admin;
MERGE INTO state.things AS target USING (SELECT 1 AS id, 'one' AS name) AS source ON target.id = source.id
  WHEN NOT MATCHED THEN INSERT (id, name) VALUES (source.id, source.name);
CREATE OR REPLACE TASK state.nightly SCHEDULE = 'USING CRON 5 3 * * * UTC' AS CALL core.work('nightly', NULL);
ALTER TASK state.nightly RESUME;
CALL core.changed('sound_access');
