CREATE OR REPLACE PROCEDURE core.a(name STRING) -- expect: handler
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Absent.work';
CREATE OR REPLACE PROCEDURE core.b(name STRING) -- expect: handler
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.absent';
CREATE OR REPLACE PROCEDURE core.c(name STRING) -- expect: handler
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.work';
CREATE OR REPLACE PROCEDURE core.d(name STRING) -- expect: handler
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.withoutSession';
CREATE OR REPLACE PROCEDURE core.e() -- expect: handler
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.returnsNothing';
CREATE OR REPLACE PROCEDURE core.f(amount NUMBER) -- expect: handler
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.takesPrimitive';
CREATE OR REPLACE PROCEDURE core.g(name STRING, settings BOOLEAN, more ARRAY) -- expect: handler
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.overloaded';
CREATE OR REPLACE PROCEDURE core.h() -- expect: handler
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.hidden';
CREATE OR REPLACE PROCEDURE core.i() -- expect: handler
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.needsObject';
CREATE OR REPLACE PROCEDURE core.j(name BINARY, settings OBJECT) -- expect: handler
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.takesPrimitive';
CREATE OR REPLACE PROCEDURE core.k() -- expect: handler
  RETURNS VARIANT LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.answersNumber';
CREATE OR REPLACE PROCEDURE core.l() -- expect: handler
  RETURNS BOOLEAN LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.answersText';
CREATE OR REPLACE PROCEDURE core.m(name STRING, settings OBJECT) -- expect: handler
  RETURNS NUMBER LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.work';
CREATE OR REPLACE PROCEDURE core.n() -- expect: handler
  LANGUAGE JAVA COMMENT = 'Internal: a test' RUNTIME_VERSION = '17' PACKAGES = ('com.snowflake:snowpark:latest')
  IMPORTS = ('/lib/sound.jar') HANDLER = 'example.Handlers.answersText';
