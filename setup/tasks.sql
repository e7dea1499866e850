-- Tasks live in the plain schema and keep their definition over an upgrade. The one that belongs to
-- nobody is made here; those of configurations and schedules are made again by the procedure.

-- A refresh token of Exact Online lives thirty days: once a week those of connections without runs
-- are used, so that no connection dies of being left alone. Old state is tidied after that.
CREATE OR REPLACE TASK state.keep_alive
  SCHEDULE = 'USING CRON 23 3 * * 1 UTC'
  USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = 'XSMALL'
  SUSPEND_TASK_AFTER_NUM_FAILURES = 0
  COMMENT = 'Exact Online Connector: renews the sign-in of connections without runs'
AS
  CALL core.keep_alive();

ALTER TASK state.keep_alive RESUME;

CALL core.restore_tasks();
