USE SCHEMA core; -- expect: statement
SET x = 1; -- expect: statement
ALTER SESSION SET TIMEZONE = 'UTC'; -- expect: statement
PUT file:///tmp/x @state.stage; -- expect: statement
CREATE WAREHOUSE IF NOT EXISTS big; -- expect: statement
SELECT 1 FROM state.things WHERE; -- expect: syntax
