"""INFORMATION_SCHEMA as DuckDB views over its own catalogue and the descriptions kept in comments."""

from __future__ import annotations

_TYPE = """CASE WHEN json_extract_string(c.comment, '$.type') IS NOT NULL THEN json_extract_string(c.comment, '$.type')
    WHEN c.data_type LIKE 'DECIMAL%' THEN 'NUMBER' WHEN c.data_type = 'VARCHAR' THEN 'TEXT' ELSE c.data_type END"""

VIEWS = f"""
CREATE OR REPLACE VIEW _local.information_databases AS
SELECT name AS DATABASE_NAME, owner AS DATABASE_OWNER, 'NO' AS IS_TRANSIENT, comment AS COMMENT, created AS CREATED, created AS LAST_ALTERED,
    1 AS RETENTION_TIME, 'STANDARD' AS TYPE
FROM _local.databases;

CREATE OR REPLACE VIEW _local.information_schemata AS
SELECT database_name AS CATALOG_NAME, name AS SCHEMA_NAME, owner AS SCHEMA_OWNER, CASE WHEN transient THEN 'YES' ELSE 'NO' END AS IS_TRANSIENT,
    'NO' AS IS_MANAGED_ACCESS, 1 AS RETENTION_TIME, created AS CREATED, created AS LAST_ALTERED, comment AS COMMENT
FROM _local.schemas
UNION ALL
SELECT name, 'INFORMATION_SCHEMA', NULL, 'NO', 'NO', 1, created, created, 'Views describing the contents of schemas in this database'
FROM _local.databases;

CREATE OR REPLACE VIEW _local.information_tables AS
WITH found AS (
    SELECT schema_name, table_name, comment, estimated_size AS row_count, 'BASE TABLE' AS kind FROM duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT schema_name, view_name, comment, NULL, 'VIEW' FROM duckdb_views() WHERE NOT internal)
SELECT s.database_name AS TABLE_CATALOG, s.name AS TABLE_SCHEMA, f.table_name AS TABLE_NAME,
    json_extract_string(f.comment, '$.owner') AS TABLE_OWNER, f.kind AS TABLE_TYPE,
    CASE WHEN json_extract_string(f.comment, '$.kind') = 'TRANSIENT' THEN 'YES' WHEN f.kind = 'BASE TABLE' THEN 'NO' END AS IS_TRANSIENT,
    CAST(NULL AS VARCHAR) AS CLUSTERING_KEY, CAST(f.row_count AS BIGINT) AS ROW_COUNT, CAST(NULL AS BIGINT) AS BYTES,
    1 AS RETENTION_TIME, 'YES' AS IS_INSERTABLE_INTO, 'YES' AS IS_TYPED,
    CAST(json_extract_string(f.comment, '$.created') AS TIMESTAMPTZ) AS CREATED,
    CAST(json_extract_string(f.comment, '$.created') AS TIMESTAMPTZ) AS LAST_ALTERED,
    'NO' AS AUTO_CLUSTERING_ON, json_extract_string(f.comment, '$.comment') AS COMMENT
FROM found f JOIN _local.schemas s ON s.physical = f.schema_name;

CREATE OR REPLACE VIEW _local.information_views AS
SELECT s.database_name AS TABLE_CATALOG, s.name AS TABLE_SCHEMA, v.view_name AS TABLE_NAME,
    json_extract_string(v.comment, '$.owner') AS TABLE_OWNER, json_extract_string(v.comment, '$.text') AS VIEW_DEFINITION,
    'NONE' AS CHECK_OPTION, 'NO' AS IS_UPDATABLE, 'NO' AS INSERTABLE_INTO,
    CASE WHEN json_extract_string(v.comment, '$.secure') = 'true' THEN 'YES' ELSE 'NO' END AS IS_SECURE,
    CAST(json_extract_string(v.comment, '$.created') AS TIMESTAMPTZ) AS CREATED,
    CAST(json_extract_string(v.comment, '$.created') AS TIMESTAMPTZ) AS LAST_ALTERED, json_extract_string(v.comment, '$.comment') AS COMMENT
FROM duckdb_views() v JOIN _local.schemas s ON s.physical = v.schema_name WHERE NOT v.internal;

CREATE OR REPLACE VIEW _local.information_columns AS
WITH owners AS (
    SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal),
described AS (
    SELECT c.schema_name, c.table_name, c.column_name, c.column_index, c.is_nullable, c.data_type, c.numeric_precision, c.numeric_scale,
        json_extract(o.comment, '$.columns."' || replace(c.column_name, '"', '\\"') || '"') AS comment
    FROM duckdb_columns() c JOIN owners o ON o.schema_name = c.schema_name AND o.table_name = c.table_name WHERE NOT c.internal)
SELECT s.database_name AS TABLE_CATALOG, s.name AS TABLE_SCHEMA, c.table_name AS TABLE_NAME, c.column_name AS COLUMN_NAME,
    CAST(c.column_index AS BIGINT) AS ORDINAL_POSITION, json_extract_string(c.comment, '$.default') AS COLUMN_DEFAULT,
    CASE WHEN c.is_nullable THEN 'YES' ELSE 'NO' END AS IS_NULLABLE, {_TYPE} AS DATA_TYPE,
    CASE WHEN {_TYPE} = 'TEXT' THEN COALESCE(CAST(json_extract_string(c.comment, '$.length') AS BIGINT), 16777216)
        WHEN {_TYPE} = 'BINARY' THEN COALESCE(CAST(json_extract_string(c.comment, '$.length') AS BIGINT), 8388608) END AS CHARACTER_MAXIMUM_LENGTH,
    CASE WHEN {_TYPE} = 'TEXT' THEN least(4 * COALESCE(CAST(json_extract_string(c.comment, '$.length') AS BIGINT), 16777216), 16777216) END
        AS CHARACTER_OCTET_LENGTH,
    CASE WHEN {_TYPE} = 'NUMBER' THEN CAST(c.numeric_precision AS BIGINT) END AS NUMERIC_PRECISION,
    CASE WHEN {_TYPE} = 'NUMBER' THEN CAST(10 AS BIGINT) END AS NUMERIC_PRECISION_RADIX,
    CASE WHEN {_TYPE} = 'NUMBER' THEN CAST(c.numeric_scale AS BIGINT) END AS NUMERIC_SCALE,
    CASE WHEN {_TYPE} LIKE 'TIME%' THEN COALESCE(CAST(json_extract_string(c.comment, '$.scale') AS BIGINT), 9) END AS DATETIME_PRECISION,
    CASE WHEN json_extract_string(c.comment, '$.autoincrement') IS NULL THEN 'NO' ELSE 'YES' END AS IS_IDENTITY,
    json_extract_string(c.comment, '$.comment') AS COMMENT
FROM described c JOIN _local.schemas s ON s.physical = c.schema_name;

CREATE OR REPLACE VIEW _local.information_stages AS
SELECT database_name AS STAGE_CATALOG, schema_name AS STAGE_SCHEMA, name AS STAGE_NAME, CAST(NULL AS VARCHAR) AS STAGE_URL,
    CAST(NULL AS VARCHAR) AS STAGE_REGION, 'Internal Named' AS STAGE_TYPE, owner AS STAGE_OWNER, comment AS COMMENT, created AS CREATED,
    created AS LAST_ALTERED
FROM _local.stages;

CREATE OR REPLACE VIEW _local.information_load_history AS
SELECT s.database_name AS TABLE_CATALOG, s.name AS SCHEMA_NAME, h.file_name AS FILE_NAME, h.table_name AS TABLE_NAME, h.loaded AS LAST_LOAD_TIME,
    'LOADED' AS STATUS, h.row_count AS ROW_COUNT, h.row_count AS ROW_PARSED, CAST(NULL AS VARCHAR) AS FIRST_ERROR_MESSAGE, 0 AS ERROR_COUNT
FROM _local.load_history h JOIN _local.schemas s ON s.physical = h.physical;
"""
