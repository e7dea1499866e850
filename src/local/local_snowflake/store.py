"""The DuckDB file: opening it, its system schema, cursors for sessions, and opening it again after a fatal error."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from typing import Any

import duckdb

from local_snowflake.options import Options

logger = logging.getLogger("local_snowflake.store")
MEMORY_LIMIT_BYTES = 4_000_000_000

# what Snowflake's functions mean where DuckDB has no such function; typeof is folded when a statement is planned
_MACROS = r"""
CREATE OR REPLACE MACRO _local.sf_text(x) AS CASE
    WHEN typeof(x) = 'JSON' THEN json_extract_string(CAST(x AS JSON), '$')
    WHEN typeof(x) = 'TIMESTAMP' THEN strftime(CAST(x AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g')
    WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN strftime(CAST(x AS TIMESTAMPTZ), '%Y-%m-%d %H:%M:%S.%g Z')
    WHEN typeof(x) = 'BLOB' THEN hex(CAST(CAST(x AS VARCHAR) AS BLOB))
    WHEN typeof(x) = 'DOUBLE' THEN regexp_replace(CAST(x AS VARCHAR), '\.0$', '')
    ELSE CAST(x AS VARCHAR) END;
CREATE OR REPLACE MACRO _local.sf_json(x) AS CASE
    WHEN typeof(x) IN ('TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'BLOB') THEN to_json(_local.sf_text(x))
    ELSE to_json(x) END;
CREATE OR REPLACE MACRO _local.sf_parse_json(x) AS CAST(NULLIF(CAST(x AS VARCHAR), '') AS JSON);
CREATE OR REPLACE MACRO _local.sf_strip_nulls(x) AS (
    SELECT COALESCE(json_group_object(key, value), '{}'::JSON) FROM json_each(x) WHERE type <> 'NULL');
CREATE OR REPLACE MACRO _local.sf_ntz(x) AS CASE
    WHEN typeof(x) IN ('TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'DATE') THEN CAST(CAST(x AS VARCHAR) AS TIMESTAMP)
    WHEN regexp_full_match(trim(CAST(x AS VARCHAR), '"'), '-?\d+(\.\d+)?') THEN
        make_timestamp(CAST(TRY_CAST(trim(CAST(x AS VARCHAR), '"') AS DECIMAL(38, 6)) * CASE
            WHEN abs(TRY_CAST(trim(CAST(x AS VARCHAR), '"') AS DECIMAL(38, 6))) < 31536000000 THEN 1000000
            WHEN abs(TRY_CAST(trim(CAST(x AS VARCHAR), '"') AS DECIMAL(38, 6))) < 31536000000000 THEN 1000
            ELSE 1 END AS BIGINT))
    WHEN typeof(x) = 'JSON' THEN CAST(json_extract_string(CAST(x AS JSON), '$') AS TIMESTAMP)
    ELSE CAST(CAST(x AS VARCHAR) AS TIMESTAMP) END;
CREATE OR REPLACE MACRO _local.sf_tz(x) AS CAST(CASE
    WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ)
    WHEN typeof(x) = 'TIMESTAMP' THEN CAST(CAST(CAST(x AS VARCHAR) AS TIMESTAMP) AS TIMESTAMPTZ)
    WHEN regexp_full_match(trim(CAST(x AS VARCHAR), '"'), '-?\d+(\.\d+)?') THEN CAST(_local.sf_ntz(x) AS TIMESTAMPTZ)
    ELSE CAST(regexp_replace(trim(CAST(x AS VARCHAR), '"'), '\s+([+-]\d{2}:?(\d{2})?|Z)$', '\1') AS TIMESTAMPTZ) END AS TIMESTAMPTZ);
CREATE OR REPLACE MACRO _local.sf_scaled(x) AS CAST(CAST(x AS DECIMAL(38, 12)) * 1000000000000 AS HUGEINT);
CREATE OR REPLACE MACRO _local.sf_divide(a, b) AS CASE
    WHEN b = 0 THEN error('Division by zero')
    WHEN typeof(a) <> 'DOUBLE' AND typeof(b) <> 'DOUBLE' AND abs(a) < 80000000000000 AND abs(b) < 80000000000000 THEN
        CAST(sign(a) * sign(b) * ((_local.sf_scaled(abs(a)) * 2000000000000 + _local.sf_scaled(abs(b))) // (2 * _local.sf_scaled(abs(b))))
            AS DECIMAL(38, 0)) * CAST(0.000000000001 AS DECIMAL(13, 12))
    ELSE CAST(a / b AS DECIMAL(38, 12)) END;
CREATE OR REPLACE MACRO _local.sf_hash(x) AS CAST(CAST(hash(x) AS HUGEINT) - 9223372036854775808 AS BIGINT);
"""

_TABLES = """
CREATE SCHEMA IF NOT EXISTS _local;
CREATE TABLE IF NOT EXISTS _local.databases (
    name VARCHAR NOT NULL, comment VARCHAR, created TIMESTAMPTZ NOT NULL, owner VARCHAR);
CREATE TABLE IF NOT EXISTS _local.schemas (
    database_name VARCHAR NOT NULL, name VARCHAR NOT NULL, physical VARCHAR NOT NULL, comment VARCHAR,
    created TIMESTAMPTZ NOT NULL, owner VARCHAR, transient BOOLEAN);
CREATE TABLE IF NOT EXISTS _local.schema_versions (
    database_name VARCHAR NOT NULL, name VARCHAR NOT NULL, version INTEGER NOT NULL, physical VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS _local.stages (
    database_name VARCHAR NOT NULL, schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL, comment VARCHAR,
    created TIMESTAMPTZ NOT NULL, owner VARCHAR);
CREATE TABLE IF NOT EXISTS _local.load_history (
    physical VARCHAR NOT NULL, table_name VARCHAR NOT NULL, file_name VARCHAR NOT NULL, etag VARCHAR NOT NULL,
    row_count BIGINT, loaded TIMESTAMPTZ NOT NULL);
"""


class Store:
    """The database file and its connections."""

    def __init__(self, options: Options, views: str) -> None:
        self._options = options
        self._views = views
        self._lock = threading.RLock()
        self.generation = 0
        self._root: duckdb.DuckDBPyConnection
        self._open()

    def _open(self) -> None:
        self._options.data.mkdir(parents=True, exist_ok=True)
        memory = min(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 10 * 4, MEMORY_LIMIT_BYTES)
        self._root = duckdb.connect(str(self._options.database_file), config={
            "temp_directory": str(self._options.data / "temporary"),
            "memory_limit": f"{memory // 1_000_000}MB",
            # without it results fetched as Arrow lose even the order of ORDER BY (DuckDB 2.0.0)
            "preserve_insertion_order": "true",
            # names in statements are never variables of this program
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        })
        self._root.execute("SET GLOBAL TimeZone = 'UTC'")
        self._root.execute("SET GLOBAL lambda_syntax = 'ENABLE_SINGLE_ARROW'")
        self._root.execute(_TABLES)
        self._root.execute(_MACROS)
        self._root.execute(self._views)
        self._system = self._root.cursor()
        self.generation += 1

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own to the file."""
        with self._lock:
            cursor = self._root.cursor()
            cursor.execute("SET TimeZone = 'UTC'")
            return cursor

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query outside any session."""
        with self._lock:
            return self._system.execute(sql, list(parameters)).fetchall()

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """A statement outside any session, committed at once; the rows it touched."""
        with self._lock:
            rows = self._system.execute(sql, list(parameters)).fetchall()
            return int(rows[0][0]) if rows and isinstance(rows[0][0], int) else 0

    def reopen_after(self, error: Exception) -> None:
        """DuckDB refuses everything after a fatal error (a commit that could not be written): open the file anew."""
        with self._lock:
            logger.error("opening the database file again after a fatal error: %s", error)
            for connection in (self._system, self._root):
                try:
                    connection.close()
                except duckdb.Error:
                    pass
            self._open()

    def close(self) -> None:
        """Write everything into the file and close it."""
        with self._lock:
            try:
                self._system.execute("CHECKPOINT")
            except duckdb.Error as error:
                logger.warning("checkpoint at the end failed: %s", error)
            self._system.close()
            self._root.close()
