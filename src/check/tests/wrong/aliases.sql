CREATE SECRET IF NOT EXISTS state.second TYPE = GENERIC_STRING SECRET_STRING = '';
CREATE OR REPLACE PROCEDURE core.unread(name STRING, settings OBJECT) -- expect: alias
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.work'
  EXTERNAL_ACCESS_INTEGRATIONS = (sound_access) SECRETS = ('tokens' = state.token);
CREATE OR REPLACE PROCEDURE core.not_there(name STRING, settings OBJECT) -- expect: alias
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.work'
  EXTERNAL_ACCESS_INTEGRATIONS = (sound_access) SECRETS = ('token' = state.third);
CREATE OR REPLACE PROCEDURE core.not_allowed(name STRING, settings OBJECT) -- expect: alias
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.work'
  EXTERNAL_ACCESS_INTEGRATIONS = (sound_access) SECRETS = ('token' = state.second);
