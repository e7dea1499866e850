-- Table of contents of the installed app. Every statement in these files may run again: Snowflake
-- repeats the script for the same version, and runs it over the data of the version before.
CREATE OR ALTER VERSIONED SCHEMA core;
CREATE SCHEMA IF NOT EXISTS state;

EXECUTE IMMEDIATE FROM './setup/roles.sql';
EXECUTE IMMEDIATE FROM './setup/state.sql';
EXECUTE IMMEDIATE FROM './setup/access.sql';
EXECUTE IMMEDIATE FROM './setup/procedures.sql';
EXECUTE IMMEDIATE FROM './setup/views.sql';
EXECUTE IMMEDIATE FROM './setup/pages.sql';
EXECUTE IMMEDIATE FROM './setup/grants.sql';

-- The endpoints as data for the views and pages.
CALL core.load_catalogue();
-- A new version starts without the secrets of the connections that exist: give them back.
CALL core.restore_secrets();
-- Last, when all they call is there: the tasks.
EXECUTE IMMEDIATE FROM './setup/tasks.sql';
