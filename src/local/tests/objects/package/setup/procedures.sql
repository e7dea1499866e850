CREATE OR REPLACE VIEW core.notes COMMENT = 'what was noted' AS SELECT id, text, at FROM state.notes;
GRANT SELECT ON VIEW core.notes TO APPLICATION ROLE app_viewer;

CREATE OR REPLACE PROCEDURE core.echo(text STRING) RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest') IMPORTS = ('/lib/handlers.jar') HANDLER = 'test.Handlers.echo';
GRANT USAGE ON PROCEDURE core.echo(STRING) TO APPLICATION ROLE app_viewer;

CREATE OR REPLACE PROCEDURE core.describe_values(number NUMBER, yes BOOLEAN, settings OBJECT, anything VARIANT, texts ARRAY)
  RETURNS VARIANT LANGUAGE JAVA RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest') IMPORTS = ('/lib/handlers.jar') HANDLER = 'test.Handlers.describe';
GRANT USAGE ON PROCEDURE core.describe_values(NUMBER, BOOLEAN, OBJECT, VARIANT, ARRAY) TO APPLICATION ROLE app_admin;

CREATE OR REPLACE PROCEDURE core.run(name STRING, argument STRING) RETURNS VARIANT LANGUAGE JAVA RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest') IMPORTS = ('/lib/handlers.jar') HANDLER = 'test.Handlers.run'
  EXTERNAL_ACCESS_INTEGRATIONS = (test_access) SECRETS = ('token' = state.token, 'inbox' = state.inbox);
GRANT USAGE ON PROCEDURE core.run(STRING, STRING) TO APPLICATION ROLE app_admin;

CREATE OR REPLACE PROCEDURE core.run_without_access(name STRING, argument STRING) RETURNS VARIANT LANGUAGE JAVA RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest') IMPORTS = ('/lib/handlers.jar') HANDLER = 'test.Handlers.run';
GRANT USAGE ON PROCEDURE core.run_without_access(STRING, STRING) TO APPLICATION ROLE app_admin;

CREATE OR REPLACE PROCEDURE core.read_token() RETURNS STRING LANGUAGE JAVA RUNTIME_VERSION = '17'
  PACKAGES = ('com.snowflake:snowpark:latest') IMPORTS = ('/lib/handlers.jar') HANDLER = 'test.Handlers.readToken'
  EXTERNAL_ACCESS_INTEGRATIONS = (test_access) SECRETS = ('token' = state.token);

CREATE OR REPLACE PROCEDURE core.note(text STRING) RETURNS STRING LANGUAGE SQL AS
$$
DECLARE
  next_id NUMBER DEFAULT 0;
BEGIN
  SELECT COALESCE(MAX(id), 0) + 1 INTO :next_id FROM state.notes;
  INSERT INTO state.notes (id, text, at) SELECT :next_id, :text, CURRENT_TIMESTAMP();
  IF (next_id > 1000) THEN
    RETURN 'many';
  END IF;
  RETURN 'noted ' || next_id;
END
$$;
GRANT USAGE ON PROCEDURE core.note(STRING) TO APPLICATION ROLE app_admin;

CREATE OR REPLACE PROCEDURE core.on_specification_change(name STRING) RETURNS STRING LANGUAGE SQL AS
BEGIN
  CALL core.note('specification ' || :name);
  RETURN 'ok';
END;

CREATE OR REPLACE STREAMLIT core.app FROM '/streamlit' MAIN_FILE = '/app.py';
GRANT USAGE ON STREAMLIT core.app TO APPLICATION ROLE app_admin;
