CALL core.not_yet(); -- expect: order
CREATE OR REPLACE PROCEDURE core.not_yet() RETURNS STRING LANGUAGE SQL COMMENT = 'Internal: a test' AS $$ BEGIN RETURN 'OK'; END $$;
CREATE OR REPLACE TASK state.lonely SCHEDULE = '60 MINUTES' AS CALL core.never(); -- expect: order
ALTER TASK state.unmade RESUME; -- expect: order
CREATE EXTERNAL ACCESS INTEGRATION IF NOT EXISTS other_access -- expect: order
  ALLOWED_NETWORK_RULES = (state.no_hosts) ENABLED = TRUE;
CREATE OR REPLACE PROCEDURE core.changed(specification STRING) RETURNS STRING LANGUAGE SQL COMMENT = 'Internal: a test' AS $$ BEGIN RETURN '2'; END $$; -- expect: twice
