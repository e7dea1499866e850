CREATE OR REPLACE PROCEDURE core.staged(name STRING, settings OBJECT) -- expect: imports
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('@state.files/sound.jar') HANDLER = 'example.Handlers.work';
CREATE OR REPLACE PROCEDURE core.absent(name STRING, settings OBJECT) -- expect: imports
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/absent.jar') HANDLER = 'example.Handlers.work';
CREATE OR REPLACE PROCEDURE core.old(name STRING, settings OBJECT) -- expect: runtime
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '8' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.work';
CREATE OR REPLACE PROCEDURE core.alone(name STRING, settings OBJECT) -- expect: packages
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:telemetry:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.work';
CREATE OR REPLACE PROCEDURE core.snake() -- expect: language
  RETURNS VARIANT LANGUAGE PYTHON COMMENT = 'Internal: a test' RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python') HANDLER = 'run' AS $$ x $$;
