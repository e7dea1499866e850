"""What databases, schemas, tables and views there are, with Snowflake's own words for their types.

A schema is stored as one DuckDB schema, a versioned schema of an application as one for each of its versions (while an
upgrade is under way there are two); what DuckDB cannot express (type words, lengths, transient, who owns it) lives
as JSON in DuckDB's comment on the table or view, that of its columns included ("columns", by name), so that it is
created, renamed and dropped with it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from local_snowflake.errors import exists, missing
from local_snowflake.names import display, quote
from local_snowflake.result import SqlError
from local_snowflake.session import Session
from local_snowflake.store import Store

SEMI_STRUCTURED = ("VARIANT", "OBJECT", "ARRAY")


@dataclass(frozen=True)
class ColumnInfo:
    """A column: exact name, DuckDB's type, and what Snowflake says about it."""

    name: str
    duck_type: str
    nullable: bool
    meta: dict[str, Any]

    @property
    def type(self) -> str:
        """Snowflake's type word: TEXT, NUMBER, VARIANT, TIMESTAMP_NTZ ..."""
        return str(self.meta.get("type") or _TYPE_WORDS.get(self.duck_type.split("(")[0], self.duck_type))


_TYPE_WORDS = {"DECIMAL": "NUMBER", "BIGINT": "NUMBER", "INTEGER": "NUMBER", "HUGEINT": "NUMBER", "VARCHAR": "TEXT",
               "DOUBLE": "FLOAT", "BLOB": "BINARY", "TIMESTAMP": "TIMESTAMP_NTZ", "TIMESTAMP WITH TIME ZONE": "TIMESTAMP_TZ",
               "JSON": "VARIANT"}


@dataclass(frozen=True, eq=False)
class TableInfo:
    """A table or view as it is now; a changed one is another object."""

    database: str
    schema: str
    physical: str
    name: str
    kind: str
    meta: dict[str, Any]
    columns: tuple[ColumnInfo, ...] = field(default=())

    @property
    def described(self) -> dict[str, dict[str, Any]]:
        """What is kept about each column, by name; a copy."""
        return {column.name: dict(column.meta) for column in self.columns}

    def column(self, name: str) -> ColumnInfo | None:
        """The column of exactly that name."""
        return next((column for column in self.columns if column.name == name), None)


class Catalog:
    """A cache of the definitions in the file."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._databases: dict[str, None] = {}
        self._schemas: dict[tuple[str, str], str] = {}
        self._versions: dict[tuple[str, str], dict[int, str]] = {}
        self._looking: ContextVar[Session | None] = ContextVar("looking", default=None)
        # the version of a versioned schema that a session (None: anybody from outside) looks at; the objects package knows
        self.version_for: Callable[[Session | None, str, str], int | None] = lambda session, database, schema: None
        self._tables: dict[tuple[str, str], TableInfo | None] = {}
        self.reload()

    def reload(self) -> None:
        """Read databases and schemas anew and forget tables."""
        with self._lock:
            self._databases = {name: None for (name,) in self._store.rows("SELECT name FROM _local.databases ORDER BY name")}
            self._schemas = {(database, name): physical for database, name, physical in self._store.rows(
                "SELECT database_name, name, physical FROM _local.schemas ORDER BY ALL")}
            self._versions = {}
            for database, name, version, physical in self._store.rows(
                    "SELECT database_name, name, version, physical FROM _local.schema_versions"):
                self._versions.setdefault((database, name), {})[version] = physical
            self._tables.clear()

    @contextmanager
    def seen_by(self, session: Session) -> Iterator[None]:
        """What happens inside, in this thread, happens for a session: its code sees the versioned schemas of its own version."""
        token = self._looking.set(session)
        try:
            yield
        finally:
            self._looking.reset(token)

    def has_database(self, name: str) -> bool:
        """Whether there is a database of exactly that name."""
        return name in self._databases

    def databases(self) -> list[str]:
        """All database names."""
        return list(self._databases)

    def schemas(self, database: str) -> list[str]:
        """The schemas of a database."""
        return [schema for owner, schema in self._schemas if owner == database]

    def physical(self, database: str, schema: str) -> str | None:
        """The DuckDB schema that stores a schema; None when there is no such schema."""
        physical = self._schemas.get((database, schema))
        versions = self._versions.get((database, schema))
        if physical is None or versions is None:
            return physical
        version = self.version_for(self._looking.get(), database, schema)
        return physical if version is None else versions.get(version, physical)

    def all_physical(self, database: str, schema: str) -> list[str]:
        """The DuckDB schemas that store a schema, those of all versions."""
        return sorted({self.require_schema(database, schema), *self._versions.get((database, schema), {}).values()})

    # versioned schemas

    def add_version(self, database: str, schema: str, version: int, installed: int) -> None:
        """Another, empty version of a schema, beside the one that is installed (and stays in sight until the switch)."""
        with self._lock:
            versions = self._versions.get((database, schema), {})
            if version in versions:
                return
            base = self._schemas[(database, schema)]
            if not versions and installed != version:
                self._note_version(database, schema, installed, base)
            physical = base
            if installed != version:
                physical = self.new_physical(database, schema)
                self._store.execute(f"CREATE SCHEMA {quote(physical)}")
            self._note_version(database, schema, version, physical)
            self.reload()

    def _note_version(self, database: str, schema: str, version: int, physical: str) -> None:
        self._store.execute("INSERT INTO _local.schema_versions VALUES (?, ?, ?, ?)", [database, schema, version, physical])

    def settle_version(self, database: str, schema: str, version: int) -> None:
        """INFORMATION_SCHEMA follows the version that is installed now; `physical` does so by itself."""
        physical = self._versions.get((database, schema), {}).get(version)
        if physical is not None and physical != self._schemas[(database, schema)]:
            self._store.execute("UPDATE _local.schemas SET physical = ? WHERE database_name = ? AND name = ?", [physical, database, schema])
            self.reload()

    def drop_version(self, database: str, schema: str, version: int) -> None:
        """Take a version of a schema away with all in it; the schema itself stays."""
        with self._lock:
            physical = self._versions.get((database, schema), {}).get(version)
            if physical is None:
                return
            self._store.execute("DELETE FROM _local.schema_versions WHERE database_name = ? AND name = ? AND version = ?",
                                [database, schema, version])
            self._store.execute(f"DROP SCHEMA IF EXISTS {quote(physical)} CASCADE")
            if physical == self._schemas[(database, schema)]:
                # the version that brought this schema was never installed
                self._store.execute(f"CREATE SCHEMA {quote(physical)}")
            self.reload()

    def require_schema(self, database: str, schema: str) -> str:
        """The DuckDB schema that stores a schema, or Snowflake's error."""
        if not self.has_database(database):
            raise missing("Database", display(database))
        physical = self.physical(database, schema)
        if physical is None:
            raise missing("Schema", display(database, schema))
        return physical

    def new_physical(self, database: str, schema: str) -> str:
        """A DuckDB schema name for a new schema (DuckDB's names do not differ by case alone)."""
        taken = {physical.lower() for physical in self._schemas.values()}
        taken |= {physical.lower() for versions in self._versions.values() for physical in versions.values()}
        name, number = f"{database}.{schema}", 2
        while name.lower() in taken:
            name, number = f"{database}.{schema}#{number}", number + 1
        return name

    def table(self, database: str, schema: str, name: str) -> TableInfo | None:
        """A table or view by exact names; None when there is none."""
        physical = self.physical(database, schema)
        if physical is None:
            return None
        key = (physical, name)
        with self._lock:
            if key not in self._tables:
                self._tables[key] = self._load(database, schema, physical, name)
            return self._tables[key]

    def require_table(self, database: str, schema: str, name: str, kind: str = "Object") -> TableInfo:
        """A table or view, or Snowflake's error."""
        info = self.table(database, schema, name)
        if info is None:
            if self.physical(database, schema) is None:
                self.require_schema(database, schema)
            raise missing(kind, display(database, schema, name))
        return info

    def tables(self, database: str, schema: str) -> list[TableInfo]:
        """All tables and views of a schema."""
        physical = self.require_schema(database, schema)
        names = self._store.rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = ? UNION ALL "
                                 "SELECT view_name FROM duckdb_views() WHERE schema_name = ? ORDER BY 1", [physical, physical])
        return [info for (name,) in names if (info := self.table(database, schema, name))]

    def forget(self, physical: str, name: str | None = None) -> None:
        """Definitions changed: read them again when next asked."""
        with self._lock:
            for key in [key for key in self._tables if key[0] == physical and name in (None, key[1])]:
                del self._tables[key]

    def refuse_taken(self, database: str, schema: str, name: str) -> None:
        """SqlError when a new table or view of this name would clash, be it by case alone."""
        physical = self.require_schema(database, schema)
        if self.table(database, schema, name) is not None:
            raise exists(display(database, schema, name))
        rows = self._store.rows("SELECT table_name FROM duckdb_columns() WHERE schema_name = ? AND lower(table_name) = lower(?) LIMIT 1",
                                [physical, name])
        if rows:
            raise SqlError(f"The local Snowflake cannot have both {display(rows[0][0])} and {display(name)} in one schema.", 2002, "42710")

    def _load(self, database: str, schema: str, physical: str, name: str) -> TableInfo | None:
        rows = self._store.rows("SELECT column_name, data_type, is_nullable FROM duckdb_columns() "
                                "WHERE schema_name = ? AND table_name = ? AND NOT internal ORDER BY column_index", [physical, name])
        found = self._store.rows(
            "SELECT 'TABLE', comment FROM duckdb_tables() WHERE schema_name = ? AND table_name = ? UNION ALL "
            "SELECT 'VIEW', comment FROM duckdb_views() WHERE schema_name = ? AND view_name = ?", [physical, name, physical, name])
        if not found:
            return None
        kind, comment = found[0]
        meta = decode(comment)
        described = meta.pop("columns", {})
        columns = tuple(ColumnInfo(column, duck_type, bool(nullable), described.get(column, {})) for column, duck_type, nullable in rows)
        return TableInfo(database, schema, physical, name, kind, meta, columns)


def decode(comment: str | None) -> dict[str, Any]:
    """What a DuckDB comment of ours holds."""
    if not comment or not comment.startswith("{"):
        return {}
    return dict(json.loads(comment))


def encode(meta: dict[str, Any], columns: dict[str, dict[str, Any]]) -> str:
    """The DuckDB comment for what we keep about a table or view and its columns."""
    kept = {name: _known(described) for name, described in columns.items()}
    return json.dumps({**_known(meta), "columns": kept}, ensure_ascii=False)


def _known(meta: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in meta.items() if value is not None}
