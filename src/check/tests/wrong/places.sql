CREATE OR REPLACE TASK core.nightly SCHEDULE = '60 MINUTES' AS CALL core.changed('x'); -- expect: place
CREATE TABLE IF NOT EXISTS core.rows (id NUMBER); -- expect: place
CREATE OR REPLACE STREAMLIT state.app FROM '/streamlit' MAIN_FILE = '/app.py' COMMENT = 'Internal: a test'; -- expect: place
CREATE OR REPLACE PROCEDURE state.imports(name STRING, settings OBJECT) -- expect: place
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.work';
CREATE OR REPLACE VIEW later.view COMMENT = 'Internal: a test' AS SELECT id FROM state.things; -- expect: order
