-- The contract views of schema core: stable, columns are only ever added at the end. Grants are in roles.sql.
-- CREATE OR REPLACE loses grants, so that roles.sql follows this file in every set-up.

CREATE OR REPLACE VIEW core.runs
  COMMENT = 'Runs, those that go on included: their numbers so far'
AS
-- A run that goes on has no totals of its own yet: they are summed from its steps, which are few while it runs.
WITH going_on AS (
  SELECT
    step.run_id,
    SUM(step.rows_fetched) AS rows_fetched,
    SUM(step.rows_inserted) AS rows_inserted,
    SUM(step.rows_updated) AS rows_updated,
    SUM(step.rows_deleted) AS rows_deleted,
    SUM(step.rows_unchanged) AS rows_unchanged,
    SUM(step.api_calls) AS api_calls,
    COUNT_IF(step.status = 'SUCCEEDED') AS steps_succeeded,
    COUNT_IF(step.status = 'SKIPPED') AS steps_skipped,
    COUNT_IF(step.status = 'FAILED') AS steps_failed
  FROM state.run_steps AS step
  JOIN state.runs AS run ON run.run_id = step.run_id
  WHERE run.ended_at IS NULL
  GROUP BY step.run_id
)
SELECT
  run.run_id,
  run.configuration,
  run.triggered_by,
  run.mode,
  run.status,
  run.started_at,
  run.ended_at,
  run.waiting_until,
  CASE WHEN run.ended_at IS NULL THEN COALESCE(going_on.rows_fetched, 0) ELSE COALESCE(run.rows_fetched, 0) END AS rows_fetched,
  CASE WHEN run.ended_at IS NULL THEN COALESCE(going_on.rows_inserted, 0) ELSE COALESCE(run.rows_inserted, 0) END AS rows_inserted,
  CASE WHEN run.ended_at IS NULL THEN COALESCE(going_on.rows_updated, 0) ELSE COALESCE(run.rows_updated, 0) END AS rows_updated,
  CASE WHEN run.ended_at IS NULL THEN COALESCE(going_on.rows_deleted, 0) ELSE COALESCE(run.rows_deleted, 0) END AS rows_deleted,
  CASE WHEN run.ended_at IS NULL THEN COALESCE(going_on.rows_unchanged, 0) ELSE COALESCE(run.rows_unchanged, 0) END AS rows_unchanged,
  CASE WHEN run.ended_at IS NULL THEN COALESCE(going_on.api_calls, 0) ELSE COALESCE(run.api_calls, 0) END AS api_calls,
  CASE WHEN run.ended_at IS NULL THEN COALESCE(going_on.steps_succeeded, 0) ELSE COALESCE(run.steps_succeeded, 0) END AS steps_succeeded,
  CASE WHEN run.ended_at IS NULL THEN COALESCE(going_on.steps_skipped, 0) ELSE COALESCE(run.steps_skipped, 0) END AS steps_skipped,
  CASE WHEN run.ended_at IS NULL THEN COALESCE(going_on.steps_failed, 0) ELSE COALESCE(run.steps_failed, 0) END AS steps_failed,
  run.error_code,
  run.error_message,
  run.remedy,
  CASE WHEN run.ended_at IS NOT NULL THEN CAST(COALESCE(charge.base_usd + charge.rows_usd, 0) AS NUMBER(12,2)) END AS charge_usd,
  run.connection,
  run.queued_at
FROM state.runs AS run
LEFT JOIN going_on ON going_on.run_id = run.run_id
LEFT JOIN state.charges AS charge ON charge.run_id = run.run_id;

CREATE OR REPLACE VIEW core.run_steps
  COMMENT = 'Steps of runs: one endpoint in one division; those in which nothing happened are kept for 90 days'
AS
SELECT
  run_id, division, endpoint, status, reason, strategy, cursor_from, cursor_to, started_at, ended_at,
  rows_fetched, rows_inserted, rows_updated, rows_deleted, rows_unchanged, api_calls,
  error_code, error_message, remedy
FROM state.run_steps;

CREATE OR REPLACE VIEW core.connections
  COMMENT = 'Connections and whether they are signed in'
AS
SELECT
  name AS connection, site, client_id, status, user_name, token_received_at, refresh_token_expires_at, error_code, remedy,
  error_message, redirect_uri, daily_calls, monthly_cap_usd
FROM state.connections;

CREATE OR REPLACE VIEW core.divisions
  COMMENT = 'Divisions of each connection'
AS
SELECT
  division.connection,
  division.division,
  division.name,
  CASE
    WHEN division.status = 'ACTIVE' AND refusal.refused_at IS NOT NULL
      AND (success.last_success_at IS NULL OR refusal.refused_at > success.last_success_at) THEN 'REFUSED'
    ELSE division.status
  END AS status,
  division.moved_at,
  success.last_success_at
FROM state.divisions AS division
JOIN state.connections AS connected ON connected.name = division.connection
LEFT JOIN (
  SELECT configuration.connection, cursor_row.division, MAX(cursor_row.last_success_at) AS last_success_at
  FROM state.cursors AS cursor_row
  JOIN state.configurations AS configuration ON configuration.name = cursor_row.configuration
  GROUP BY configuration.connection, cursor_row.division
) AS success
  ON success.connection = division.connection AND success.division = division.division
LEFT JOIN (
  -- Exact lists divisions that it then refuses whole (no access, blocked customer): nothing of them succeeded since.
  SELECT run.connection, step.division, MAX(step.ended_at) AS refused_at
  FROM state.run_steps AS step
  JOIN state.runs AS run ON run.run_id = step.run_id
  WHERE step.error_code = 'EO-2008'
  GROUP BY run.connection, step.division
) AS refusal
  ON refusal.connection = division.connection AND refusal.division = division.division;

CREATE OR REPLACE VIEW core.configurations
  COMMENT = 'Configurations; ENDPOINTS and DIVISIONS are arrays or the text all'
AS
SELECT
  name AS configuration,
  connection,
  target_database,
  target_schema,
  COALESCE(endpoints, TO_VARIANT('all')) AS endpoints,
  COALESCE(divisions, TO_VARIANT('all')) AS divisions,
  CASE WHEN mark_deletions THEN 'mark' ELSE 'apply' END AS deletions,
  reconcile,
  start_date,
  create_target,
  overrides
FROM state.configurations;

CREATE OR REPLACE VIEW core.schedules
  COMMENT = 'Schedules; ENDPOINTS is an array or the text all'
AS
SELECT
  name AS schedule,
  configuration,
  mode,
  cron,
  timezone,
  COALESCE(endpoints, TO_VARIANT('all')) AS endpoints,
  warehouse,
  status,
  next_run_at
FROM state.schedules;

CREATE OR REPLACE VIEW core.endpoints
  COMMENT = 'The endpoints of this version and how each is loaded'
AS
SELECT
  endpoint, title, table_name, strategy, deletions, key_columns, scopes, page_size,
  service, reference_url, takes_start_date, ARRAY_SIZE(columns) AS column_count, columns
FROM state.endpoints;

CREATE OR REPLACE VIEW core.cursors
  COMMENT = 'Where the next run of each endpoint and division begins'
AS
SELECT configuration, division, endpoint, cursor_value, checkpoint, updated_at
FROM state.cursors;

CREATE OR REPLACE VIEW core.freshness
  COMMENT = 'How fresh and how complete each endpoint is in each division; COMPLETE_SINCE is NULL when all history is there'
AS
SELECT configuration, division, endpoint, last_success_at, row_count, complete_since
FROM state.cursors;

CREATE OR REPLACE VIEW core.api_calls
  COMMENT = 'Calls to Exact Online per division and day (UTC), for 400 days; division 0: calls without one'
AS
SELECT
  connection, division, day, calls, limit_per_day, remaining, answers_429, errors, last_answer_at
FROM state.api_calls;

CREATE OR REPLACE VIEW core.charges
  COMMENT = 'What each run cost'
AS
SELECT run_id, connection, base_usd, rows_charged, rows_usd, status, charged_at, configuration
FROM state.charges;

CREATE OR REPLACE VIEW core.events
  COMMENT = 'What happened and is worth knowing, for 400 days'
AS
SELECT event_id, happened_at AS "AT", level, code, message, connection, run_id
FROM state.events;

CREATE OR REPLACE VIEW core.installation
  COMMENT = 'Since when the app is installed here'
AS
SELECT MIN(applied_at) AS installed_at, MAX(version) AS state_version
FROM state.state_version;

CREATE OR REPLACE VIEW core.charge_rows
  COMMENT = 'The rows that each charge came from: ROWS_CHARGED of a run add up to that of core.charges, and so does ROWS_USD but for its rounding'
AS
SELECT
  charge.run_id,
  charge.connection,
  step.division,
  step.endpoint,
  step.rows_inserted,
  step.rows_updated,
  step.rows_not_charged,
  step.rows_inserted + step.rows_updated - step.rows_not_charged AS rows_charged,
  -- A run is charged in whole cents: its charge is shared out by rows, so that the parts add up to it.
  (charge.rows_usd * (step.rows_inserted + step.rows_updated - step.rows_not_charged)
    / NULLIF(charge.rows_charged, 0))::NUMBER(18,8) AS rows_usd
FROM state.charges AS charge
JOIN state.run_steps AS step ON step.run_id = charge.run_id
WHERE charge.status NOT IN ('TRIAL', 'FREE') AND step.rows_inserted + step.rows_updated > 0;

CREATE OR REPLACE VIEW core.spending
  COMMENT = 'What each connection cost in each calendar month (UTC), and its cap'
AS
SELECT
  charge.connection,
  DATE_TRUNC('MONTH', CONVERT_TIMEZONE('UTC', charge.created_at))::DATE AS month,
  SUM(CASE WHEN charge.status IN ('SENT', 'PENDING') THEN charge.base_usd + charge.rows_usd ELSE 0 END)::NUMBER(12,2) AS charged_usd,
  COUNT_IF(charge.status = 'SENT') AS runs_charged,
  SUM(CASE WHEN charge.status IN ('SENT', 'PENDING') THEN charge.rows_charged ELSE 0 END) AS rows_charged,
  MAX(connected.monthly_cap_usd) AS monthly_cap_usd
FROM state.charges AS charge
LEFT JOIN state.connections AS connected ON connected.name = charge.connection
GROUP BY charge.connection, month;
