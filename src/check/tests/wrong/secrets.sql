CREATE SECRET IF NOT EXISTS state.filled TYPE = GENERIC_STRING SECRET_STRING = 'hunter2'; -- expect: secret
CREATE OR REPLACE PROCEDURE core.unlinked(name STRING, settings OBJECT) -- expect: secret
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.work' SECRETS = ('token' = state.token);
