-- What state has become since the first release, numbered. Every step may run again, and leaves a shape that the
-- release before it can still work with: columns are added, nullable, and never taken away. Snowflake may go back to
-- the old version, and while an upgrade is under way both work on this schema.

-- 2: what the pages tell about an endpoint; a cap on what a connection may cost in a month.
ALTER TABLE state.endpoints ADD COLUMN IF NOT EXISTS service VARCHAR;
ALTER TABLE state.endpoints ADD COLUMN IF NOT EXISTS reference_url VARCHAR;
ALTER TABLE state.endpoints ADD COLUMN IF NOT EXISTS takes_start_date BOOLEAN;
ALTER TABLE state.endpoints ADD COLUMN IF NOT EXISTS columns VARIANT;
ALTER TABLE state.connections ADD COLUMN IF NOT EXISTS monthly_cap_usd NUMBER(12,2);

-- Each step with the moment it was applied here; those known already stay as they are.
MERGE INTO state.state_version AS known
USING (SELECT column1 AS version FROM VALUES (1), (2)) AS present ON known.version = present.version
WHEN NOT MATCHED THEN INSERT (version, applied_at)
  VALUES (present.version, CONVERT_TIMEZONE('UTC', CURRENT_TIMESTAMP())::TIMESTAMP_TZ(3));
