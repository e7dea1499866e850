-- What must survive an upgrade: the tables of schema state and the stage.
--
-- Every statement may run again on an installation with data: CREATE ... IF NOT EXISTS only. A later column is added
-- at the end of this file with ALTER TABLE ... ADD COLUMN IF NOT EXISTS, nullable or with a default, so that the
-- version before, which may still be running, goes on working.
--
-- Conventions: moments are TIMESTAMP_TZ(3), always written with offset +0000; lists are VARIANT arrays where NULL means
-- "all"; connections, configurations and schedules are referred to by name, exactly as the user typed it. Primary keys
-- are not enforced by Snowflake: writers MERGE on them.

CREATE SCHEMA IF NOT EXISTS state;

CREATE TABLE IF NOT EXISTS state.state_version (
  version NUMBER(9,0) NOT NULL COMMENT 'Number of the shape of these tables',
  applied_at TIMESTAMP_TZ(3) NOT NULL COMMENT 'When this shape was first set up',
  CONSTRAINT state_version_key PRIMARY KEY (version)
) COMMENT = 'Shapes of the state tables, one row for each that was ever set up';

CREATE TABLE IF NOT EXISTS state.connections (
  connection_key VARCHAR(64) NOT NULL COMMENT 'Generated name [a-z0-9_]+, part of the names of secrets; never user text',
  name VARCHAR NOT NULL COMMENT 'As the user typed it',
  site VARCHAR(2) NOT NULL COMMENT 'nl, be, de, fr, es, uk or us',
  client_id VARCHAR NOT NULL COMMENT 'Of the app registration; no secret',
  redirect_uri VARCHAR NOT NULL COMMENT 'Of the app registration',
  daily_calls NUMBER(19,0) NOT NULL COMMENT 'Calls a day that the contract allows over all divisions',
  status VARCHAR(20) NOT NULL COMMENT 'CREATED (never signed in), CONNECTED, SIGN_IN_NEEDED',
  user_name VARCHAR COMMENT 'Exact Online user who signed in',
  token_generation NUMBER(19,0) NOT NULL COMMENT 'Rises with every stored token pair; a secret of an older generation is stale. 0: none',
  token_received_at TIMESTAMP_TZ(3) COMMENT 'When the stored token pair was received',
  refresh_token_expires_at TIMESTAMP_TZ(3) COMMENT 'When the stored refresh token ends unless it is used before',
  error_code VARCHAR(10) COMMENT 'EO number of the connection''s present trouble, NULL when there is none',
  error_message VARCHAR COMMENT 'Its sentence, without secrets',
  remedy VARCHAR COMMENT 'What to do about it',
  created_at TIMESTAMP_TZ(3) NOT NULL COMMENT 'When the connection was created',
  CONSTRAINT connections_key PRIMARY KEY (name)
) COMMENT = 'One row per connection; tokens and client secrets are in secrets, never here';

CREATE TABLE IF NOT EXISTS state.token_leases (
  connection_key VARCHAR(64) NOT NULL COMMENT 'The connection whose token is refreshed by one at a time',
  holder VARCHAR(36) COMMENT 'Random id of who refreshes now, NULL when nobody does',
  generation NUMBER(19,0) NOT NULL COMMENT 'Raised by every taking of the lease',
  expires_at TIMESTAMP_TZ(3) COMMENT 'When the lease lapses by itself',
  CONSTRAINT token_leases_key PRIMARY KEY (connection_key)
) COMMENT = 'Lease on the token of a connection: one row, made with the connection, afterwards only ever UPDATEd';

CREATE TABLE IF NOT EXISTS state.divisions (
  connection VARCHAR NOT NULL COMMENT 'Name of the connection; rows stay when it is dropped, so that a new one of that name can take them up',
  division NUMBER(19,0) NOT NULL COMMENT 'Exact Online''s code',
  name VARCHAR COMMENT 'Exact Online''s description',
  status VARCHAR(10) NOT NULL COMMENT 'ACTIVE, BLOCKED, ARCHIVED, GONE (no longer listed); the view says REFUSED of an active one that Exact refuses whole',
  moved_at TIMESTAMP_NTZ(3) COMMENT 'DivisionMoveDate, wall clock of the site',
  deleted_position NUMBER(19,0) NOT NULL COMMENT 'Highest Timestamp of sync/Deleted that is in the log; 0: none',
  deleted_fetched_at TIMESTAMP_TZ(3) COMMENT 'When sync/Deleted was last fetched to its end',
  deleted_right_checked_at TIMESTAMP_TZ(3) COMMENT 'When the right to sync/Deleted was last checked',
  deleted_right BOOLEAN COMMENT 'Whether the user has that right, NULL: never checked',
  updated_at TIMESTAMP_TZ(3) COMMENT 'When the row was last refreshed',
  CONSTRAINT divisions_key PRIMARY KEY (connection, division)
) COMMENT = 'Divisions as each connection sees them';

CREATE TABLE IF NOT EXISTS state.configurations (
  configuration_key VARCHAR(64) NOT NULL COMMENT 'Generated name [a-z0-9_]+, part of the names of tasks and staging; never user text',
  name VARCHAR NOT NULL COMMENT 'As the user typed it',
  connection VARCHAR NOT NULL COMMENT 'Name of the connection',
  target_database VARCHAR NOT NULL COMMENT 'Where the tables are',
  target_schema VARCHAR NOT NULL COMMENT 'Where the tables are',
  create_target BOOLEAN NOT NULL COMMENT 'Whether the app may create an absent database or schema',
  endpoints VARIANT COMMENT 'Array of endpoint ids in catalogue order; NULL: all, those of later versions included',
  divisions VARIANT COMMENT 'Array of division codes; NULL: all, those that come later included',
  mark_deletions BOOLEAN NOT NULL COMMENT 'TRUE: deleted rows stay with _DELETED_AT; FALSE: they go',
  reconcile VARCHAR(10) NOT NULL COMMENT 'daily, every_run or never',
  start_date DATE COMMENT 'Changed since, where supported',
  overrides VARIANT COMMENT 'Object of per-endpoint settings by endpoint id; NULL: none',
  created_at TIMESTAMP_TZ(3) NOT NULL COMMENT 'When it was created',
  updated_at TIMESTAMP_TZ(3) NOT NULL COMMENT 'When its settings were last changed',
  CONSTRAINT configurations_key PRIMARY KEY (name)
) COMMENT = 'One row per configuration: what is loaded from where to where';

CREATE TABLE IF NOT EXISTS state.leases (
  configuration VARCHAR NOT NULL COMMENT 'Name of the configuration',
  run_id VARCHAR(36) COMMENT 'Run being worked on, NULL when none is',
  holder VARCHAR(64) COMMENT 'Random id of who works on it, NULL when the lease is free',
  generation NUMBER(19,0) NOT NULL COMMENT 'Raised by every taking; the first statement of every publish checks it',
  expires_at TIMESTAMP_TZ(3) COMMENT 'When the lease lapses unless a heartbeat extends it',
  CONSTRAINT leases_key PRIMARY KEY (configuration)
) COMMENT = 'Lease on a configuration: one row, made with the configuration (generation 0), afterwards only ever UPDATEd';

CREATE TABLE IF NOT EXISTS state.schedules (
  schedule_key VARCHAR(64) NOT NULL COMMENT 'Generated name [a-z0-9_]+, part of the name of the task; never user text',
  name VARCHAR NOT NULL COMMENT 'As the user typed it',
  configuration VARCHAR NOT NULL COMMENT 'Name of the configuration',
  mode VARCHAR(15) NOT NULL COMMENT 'incremental or full_refresh',
  cron VARCHAR NOT NULL COMMENT 'Five fields',
  timezone VARCHAR NOT NULL COMMENT 'Of the cron, for example Europe/Amsterdam',
  endpoints VARIANT COMMENT 'Array of endpoint ids; NULL: those of the configuration',
  warehouse VARCHAR COMMENT 'Name of the warehouse; NULL: serverless',
  status VARCHAR(10) NOT NULL COMMENT 'ACTIVE or PAUSED',
  next_run_at TIMESTAMP_TZ(3) COMMENT 'When it fires next, as computed when it last fired or was changed; NULL while paused',
  created_at TIMESTAMP_TZ(3) NOT NULL COMMENT 'When it was created',
  updated_at TIMESTAMP_TZ(3) NOT NULL COMMENT 'When its settings were last changed',
  CONSTRAINT schedules_key PRIMARY KEY (name)
) COMMENT = 'One row per schedule';

CREATE TABLE IF NOT EXISTS state.runs (
  run_id VARCHAR(36) NOT NULL COMMENT 'UUID',
  configuration VARCHAR NOT NULL COMMENT 'Name of the configuration',
  connection VARCHAR NOT NULL COMMENT 'Name of its connection when the run was queued',
  triggered_by VARCHAR NOT NULL COMMENT 'user, schedule:<name> or retry:<run_id>',
  mode VARCHAR(15) NOT NULL COMMENT 'incremental or full_refresh',
  endpoints VARIANT COMMENT 'Array of endpoint ids to run; NULL: those of the configuration',
  divisions VARIANT COMMENT 'Array of division codes to run; NULL: those of the configuration',
  only_steps VARIANT COMMENT 'For a retry: array of {division, endpoint}, exactly these; NULL otherwise',
  reload BOOLEAN NOT NULL COMMENT 'TRUE: the cursors of its steps are dropped first',
  status VARCHAR(10) NOT NULL COMMENT 'QUEUED, RUNNING, WAITING, SUCCEEDED, PARTIAL, FAILED or CANCELLED',
  queued_at TIMESTAMP_TZ(3) NOT NULL COMMENT 'When it was asked for; the oldest QUEUED is taken first',
  started_at TIMESTAMP_TZ(3) COMMENT 'When work on it first began',
  ended_at TIMESTAMP_TZ(3) COMMENT 'When it ended',
  waiting_until TIMESTAMP_TZ(3) COMMENT 'While WAITING: when it may go on',
  cancel_requested BOOLEAN NOT NULL COMMENT 'The user asked to cancel',
  planned_calls NUMBER(19,0) COMMENT 'Calls that the plan expected',
  rows_fetched NUMBER(19,0) COMMENT 'Totals of its steps, written when it ends or waits',
  rows_inserted NUMBER(19,0) COMMENT 'As rows_fetched',
  rows_updated NUMBER(19,0) COMMENT 'As rows_fetched',
  rows_deleted NUMBER(19,0) COMMENT 'As rows_fetched',
  rows_unchanged NUMBER(19,0) COMMENT 'As rows_fetched',
  rows_not_charged NUMBER(19,0) COMMENT 'Rows inserted or updated that are not charged, for example after a new column',
  api_calls NUMBER(19,0) COMMENT 'Calls of its steps',
  steps_succeeded NUMBER(19,0) COMMENT 'Steps by status',
  steps_skipped NUMBER(19,0) COMMENT 'Steps by status',
  steps_failed NUMBER(19,0) COMMENT 'Steps by status',
  error_code VARCHAR(10) COMMENT 'EO number, NULL when nothing went wrong',
  error_message VARCHAR COMMENT 'Its sentence',
  remedy VARCHAR COMMENT 'What to do about it',
  CONSTRAINT runs_key PRIMARY KEY (run_id)
) COMMENT = 'Runs; a QUEUED row is a trigger';

CREATE TABLE IF NOT EXISTS state.run_steps (
  run_id VARCHAR(36) NOT NULL COMMENT 'The run',
  division NUMBER(19,0) NOT NULL COMMENT 'The division',
  endpoint VARCHAR NOT NULL COMMENT 'The endpoint id',
  status VARCHAR(10) NOT NULL COMMENT 'QUEUED, RUNNING, WAITING, SUCCEEDED, SKIPPED, FAILED or CANCELLED',
  reason VARCHAR COMMENT 'Why it was skipped, or what a user should know',
  strategy VARCHAR COMMENT 'How it was loaded: row version, modified, snapshot, full',
  cursor_from VARCHAR COMMENT 'Where it began',
  cursor_to VARCHAR COMMENT 'Where the next begins',
  started_at TIMESTAMP_TZ(3) COMMENT 'First call',
  ended_at TIMESTAMP_TZ(3) COMMENT 'When its last publish was committed or it was given up',
  rows_fetched NUMBER(19,0) NOT NULL COMMENT 'Rows received',
  rows_inserted NUMBER(19,0) NOT NULL COMMENT 'Rows new in the table',
  rows_updated NUMBER(19,0) NOT NULL COMMENT 'Rows changed in the table',
  rows_deleted NUMBER(19,0) NOT NULL COMMENT 'Rows deleted or marked',
  rows_unchanged NUMBER(19,0) NOT NULL COMMENT 'Rows received that were in the table as they are',
  rows_not_charged NUMBER(19,0) NOT NULL COMMENT 'Rows inserted or updated that are not charged',
  api_calls NUMBER(19,0) NOT NULL COMMENT 'Calls made',
  error_code VARCHAR(10) COMMENT 'EO number, NULL when nothing went wrong',
  error_message VARCHAR COMMENT 'Its sentence',
  remedy VARCHAR COMMENT 'What to do about it',
  CONSTRAINT run_steps_key PRIMARY KEY (run_id, division, endpoint)
) COMMENT = 'Steps of runs: one endpoint in one division';

CREATE TABLE IF NOT EXISTS state.cursors (
  configuration VARCHAR NOT NULL COMMENT 'Name of the configuration',
  division NUMBER(19,0) NOT NULL COMMENT 'The division',
  endpoint VARCHAR NOT NULL COMMENT 'The endpoint id',
  cursor_value VARCHAR COMMENT 'Timestamp as digits, or Modified as YYYY-MM-DDTHH:MM:SS.mmm; NULL: fetch whole',
  checkpoint VARCHAR COMMENT 'JSON text of an unfinished chain; NULL when the chain ended. Never serves as cursor',
  deletion_position NUMBER(19,0) NOT NULL COMMENT 'Deletions of the log up to this Timestamp are applied',
  reconciled_at TIMESTAMP_TZ(3) COMMENT 'When keys were last compared completely',
  complete_since VARCHAR COMMENT 'The start date used; NULL: complete',
  moved_at VARCHAR COMMENT 'DivisionMoveDate under which the rows were loaded',
  refused_columns VARIANT COMMENT 'Array of columns the server refused; NULL: none',
  column_set VARCHAR(32) COMMENT 'The catalogue''s columns the cursor was made with, see column_sets',
  right_checked_at TIMESTAMP_TZ(3) COMMENT 'When the right to read was last checked after an empty answer',
  right_found VARCHAR(10) COMMENT 'GRANTED, MISSING or UNKNOWN; NULL: never checked',
  last_success_at TIMESTAMP_TZ(3) COMMENT 'When a step last succeeded',
  row_count NUMBER(19,0) NOT NULL COMMENT 'Rows of the division in the table then',
  updated_at TIMESTAMP_TZ(3) NOT NULL COMMENT 'When this row was last written',
  CONSTRAINT cursors_key PRIMARY KEY (configuration, division, endpoint)
) COMMENT = 'Where the next step of an endpoint in a division begins, and a position inside an unfinished chain';

CREATE TABLE IF NOT EXISTS state.column_sets (
  column_set VARCHAR(32) NOT NULL COMMENT 'Hash of the list',
  columns VARIANT NOT NULL COMMENT 'Array of column names in catalogue order',
  CONSTRAINT column_sets_key PRIMARY KEY (column_set)
) COMMENT = 'Lists of columns that cursors were made with: one per endpoint and version, thousands of cursors share it';

CREATE TABLE IF NOT EXISTS state.deletion_log (
  connection VARCHAR NOT NULL COMMENT 'Name of the connection',
  division NUMBER(19,0) NOT NULL COMMENT 'The division',
  id VARCHAR(36) NOT NULL COMMENT 'ID of the deletion',
  row_version NUMBER(19,0) NOT NULL COMMENT 'Timestamp of the deletion',
  entity_type NUMBER(19,0) COMMENT 'Exact Online''s code of what was deleted',
  entity_key VARCHAR(36) COMMENT 'ID of what was deleted',
  deleted_by VARCHAR(36) COMMENT 'Who deleted it',
  deleted_date TIMESTAMP_NTZ(3) COMMENT 'When, wall clock of the site',
  division_column NUMBER(19,0) COMMENT 'Division as the row itself says',
  row_hash VARCHAR COMMENT '_ROW_HASH of the row as table DELETED gets it',
  extra VARIANT COMMENT '_EXTRA of the row as table DELETED gets it',
  CONSTRAINT deletion_log_key PRIMARY KEY (connection, division, id)
) COMMENT = 'Rows of sync/Deleted, fetched once per connection and division, applied by each configuration at its own pace';

CREATE TRANSIENT TABLE IF NOT EXISTS state.seen_keys (
  owner VARCHAR NOT NULL COMMENT 'The run that collects keys',
  table_name VARCHAR NOT NULL COMMENT 'The target table, quoted and qualified',
  division NUMBER(19,0) NOT NULL COMMENT 'The division',
  key_text VARCHAR NOT NULL COMMENT 'Key values as text, each with its length before it'
) COMMENT = 'Keys seen in chains of several batches, until they are compared with the table';

CREATE TABLE IF NOT EXISTS state.api_calls (
  connection VARCHAR NOT NULL COMMENT 'Name of the connection',
  division NUMBER(19,0) NOT NULL COMMENT 'The division; 0: calls without one',
  day DATE NOT NULL COMMENT 'In UTC',
  calls NUMBER(19,0) NOT NULL COMMENT 'Calls made',
  limit_per_day NUMBER(19,0) COMMENT 'As last told by a header; NULL: never told',
  remaining NUMBER(19,0) COMMENT 'As last told by a header; NULL: never told',
  answers_429 NUMBER(19,0) NOT NULL COMMENT 'Answers "too many requests"',
  errors NUMBER(19,0) NOT NULL COMMENT 'Answers that count as errors at Exact Online',
  last_answer_at TIMESTAMP_TZ(3) COMMENT 'Time of the last answer',
  CONSTRAINT api_calls_key PRIMARY KEY (connection, division, day)
) COMMENT = 'Calls to Exact Online per division and day';

CREATE TABLE IF NOT EXISTS state.charges (
  run_id VARCHAR(36) NOT NULL COMMENT 'The run; at most one row each',
  connection VARCHAR NOT NULL COMMENT 'Name of the connection',
  configuration VARCHAR NOT NULL COMMENT 'Name of the configuration',
  base_usd NUMBER(12,2) NOT NULL COMMENT 'Base charge',
  rows_charged NUMBER(19,0) NOT NULL COMMENT 'Rows inserted or updated that are charged',
  rows_usd NUMBER(12,2) NOT NULL COMMENT 'Charge for rows, rounded down to the cent',
  status VARCHAR(10) NOT NULL COMMENT 'PENDING (about to be sent), SENT, REFUSED, TRIAL (free), FREE (nothing to charge)',
  answer VARCHAR COMMENT 'What Snowflake answered to the billing event',
  created_at TIMESTAMP_TZ(3) NOT NULL COMMENT 'When the row was written, before the event was sent',
  charged_at TIMESTAMP_TZ(3) COMMENT 'When the event was accepted',
  CONSTRAINT charges_key PRIMARY KEY (run_id)
) COMMENT = 'Ledger of charges: a row is written before a billing event and completed after, so that nothing is billed twice';

CREATE TABLE IF NOT EXISTS state.events (
  event_id VARCHAR(36) NOT NULL COMMENT 'UUID',
  happened_at TIMESTAMP_TZ(3) NOT NULL COMMENT 'When',
  level VARCHAR(10) NOT NULL COMMENT 'INFO, WARNING or ERROR',
  code VARCHAR NOT NULL COMMENT 'An EO number or a word',
  message VARCHAR NOT NULL COMMENT 'A sentence, without secrets',
  connection VARCHAR COMMENT 'Name of the connection it concerns',
  run_id VARCHAR(36) COMMENT 'The run it concerns',
  details VARCHAR COMMENT 'For support: where an unexpected error came from; without secrets, not in the view',
  CONSTRAINT events_key PRIMARY KEY (event_id)
) COMMENT = 'What a user should be able to find later';

CREATE TABLE IF NOT EXISTS state.endpoints (
  endpoint VARCHAR NOT NULL COMMENT 'The id',
  sort_order NUMBER(9,0) NOT NULL COMMENT 'Place in the catalogue',
  title VARCHAR NOT NULL COMMENT 'For people',
  table_name VARCHAR NOT NULL COMMENT 'The target table',
  strategy VARCHAR NOT NULL COMMENT 'How it is loaded',
  deletions VARCHAR NOT NULL COMMENT 'How deletions become known',
  key_columns VARIANT NOT NULL COMMENT 'Array of column names',
  scopes VARIANT NOT NULL COMMENT 'Array of scopes that give the right to read it',
  page_size NUMBER(9,0) NOT NULL COMMENT 'Rows a page',
  CONSTRAINT endpoints_key PRIMARY KEY (endpoint)
) COMMENT = 'The catalogue of the installed version, written anew by core.load_catalogue() at every set-up';

CREATE STAGE IF NOT EXISTS state.staging COMMENT = 'Files on their way into staging tables; emptied by each run';

EXECUTE IMMEDIATE FROM './migrations.sql';
