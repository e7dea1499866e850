"""SHOW of databases, schemas, tables, views, columns, stages and keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from local_snowflake.catalog import ColumnInfo, TableInfo
from local_snowflake.errors import missing, unsupported
from local_snowflake.names import INFORMATION_SCHEMA, display, quote, split_qualified
from local_snowflake.result import Column, Result
from local_snowflake.session import Session
from local_snowflake.statements.words import Words

if TYPE_CHECKING:
    from local_snowflake.engine import Engine

Row = dict[str, Any]
_TYPES = {"created_on": "timestamp_ltz", "rows": "fixed", "bytes": "fixed", "key_sequence": "fixed"}


class Scope:
    """Where SHOW looks: the account, one database, one schema or one table."""

    def __init__(self, database: str | None = None, schema: str | None = None, table: str | None = None) -> None:
        self.database, self.schema, self.table = database, schema, table


def show(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """SHOW [TERSE] kind [HISTORY] [LIKE 'x'] [IN scope] [STARTS WITH 'x'] [LIMIT n]."""
    reader = Words.of(sql)
    reader.expect("SHOW")
    terse = reader.accept("TERSE")
    kind = reader.take().upper()
    if kind == "PRIMARY":
        reader.expect("KEYS")
        kind = "PRIMARY KEYS"
    if kind not in _KINDS:
        raise unsupported(f"SHOW {kind}")
    columns, name_key, rows_of = _KINDS[kind]
    reader.accept("HISTORY")
    pattern = reader.value() if reader.accept("LIKE") else None
    scope = _scope(engine, session, reader, kind) if reader.accept("IN") else _default_scope(session, kind)
    start = reader.value() if reader.accept("STARTS", "WITH") else None
    limit = int(reader.take()) if reader.accept("LIMIT") else None
    if limit is not None and reader.accept("FROM"):
        raise unsupported("SHOW ... LIMIT ... FROM")
    reader.finish()
    rows = [row for row in rows_of(engine, session, scope) if _may_see(engine, session, kind, row)
            and (pattern is None or like(pattern, row[name_key])) and (start is None or row[name_key].startswith(start))]
    rows = sorted(rows, key=lambda row: [str(row.get(key, "")) for key in ("database_name", "schema_name", "table_name")] + [row[name_key]]) \
        if kind not in ("COLUMNS", "PRIMARY KEYS") else rows
    if terse:
        columns = [name for name in columns if name in ("created_on", "name", "kind", "database_name", "schema_name")]
    typed = [Column(name, _TYPES.get(name, "text"), 38 if _TYPES.get(name) == "fixed" else None, 0 if name in _TYPES else None) for name in columns]
    typed = [Column(entry.name, entry.type, entry.precision, 6 if entry.type.startswith("time") else entry.scale) for entry in typed]
    return Result.of(typed, [[row.get(name) for name in columns] for row in rows[:limit]], "show")


def _may_see(engine: Engine, session: Session, kind: str, row: Row) -> bool:
    if engine.objects is None:
        return True
    if kind == "DATABASES":
        return engine.visible(session, row["name"])
    if kind == "SCHEMAS":
        return engine.visible(session, row["database_name"], row["name"])
    return engine.visible(session, row["database_name"], row["schema_name"], row["table_name"] if "table_name" in row else row["name"])


def like(pattern: str, name: str) -> bool:
    """Whether a name is LIKE a pattern, in SHOW's way: upper and lower case are the same."""
    parts = {"%": ".*", "_": "."}
    expression = re.sub(r"\\(.)|([%_])|(.)", lambda match: re.escape(match[1] or match[3]) if not match[2] else parts[match[2]], pattern, flags=re.DOTALL)
    return re.fullmatch(expression, name, re.IGNORECASE | re.DOTALL) is not None


def _default_scope(session: Session, kind: str) -> Scope:
    if kind == "DATABASES":
        return Scope()
    if kind == "SCHEMAS" or session.schema is None:
        return Scope(session.database)
    return Scope(session.database, session.schema)


def _scope(engine: Engine, session: Session, reader: Words, kind: str) -> Scope:
    if reader.accept("ACCOUNT"):
        return Scope()
    word = reader.take().upper() if reader.peek() in ("DATABASE", "SCHEMA", "TABLE", "VIEW", "APPLICATION") else None
    if reader.done or reader.peek() in ("STARTS", "LIMIT"):
        return Scope(session.database, session.schema if word == "SCHEMA" else None)
    parts = split_qualified(reader.name())
    if word in ("DATABASE", "APPLICATION"):
        scope = Scope(parts[0])
    elif word in ("TABLE", "VIEW") or (word is None and kind in ("COLUMNS", "PRIMARY KEYS")):
        database = parts[-3] if len(parts) > 2 else session.database
        scope = Scope(database, parts[-2] if len(parts) > 1 else session.schema, parts[-1])
    elif word is None and len(parts) == 1 and engine.catalog.has_database(parts[0]) and not (
            session.database and engine.catalog.physical(session.database, parts[0])):
        scope = Scope(parts[0])
    else:
        scope = Scope(parts[-2] if len(parts) > 1 else session.database, parts[-1])
    if scope.database is not None and not engine.catalog.has_database(scope.database):
        raise missing("Database", display(scope.database))
    if scope.database and scope.schema and scope.schema != INFORMATION_SCHEMA:
        engine.catalog.require_schema(scope.database, scope.schema)
    if scope.table is not None:
        engine.catalog.require_table(str(scope.database), str(scope.schema), scope.table, "Table")
    return scope


def _schemas_in(engine: Engine, scope: Scope) -> list[tuple[str, str]]:
    databases = [scope.database] if scope.database else engine.catalog.databases()
    return [(database, schema) for database in databases for schema in engine.catalog.schemas(database)
            if scope.schema in (None, schema)]


def _found(engine: Engine, scope: Scope) -> list[TableInfo]:
    return [info for database, schema in _schemas_in(engine, scope) for info in engine.catalog.tables(database, schema)
            if scope.table in (None, info.name)]


def _databases(engine: Engine, session: Session, scope: Scope) -> list[Row]:
    return [{"created_on": created, "name": name, "is_default": "N", "is_current": "Y" if name == session.database else "N", "origin": "",
             "owner": owner or "", "comment": comment or "", "options": "", "retention_time": "1", "kind": "STANDARD"}
            for name, comment, created, owner in engine.system_rows("SELECT name, comment, created, owner FROM _local.databases")]


def _schemas(engine: Engine, session: Session, scope: Scope) -> list[Row]:
    rows = [{"created_on": created, "name": name, "is_default": "N", "is_current": "Y" if (database, name) == (session.database, session.schema) else "N",
             "database_name": database, "owner": owner or "", "comment": comment or "", "options": "TRANSIENT" if transient else "",
             "retention_time": "1"}
            for database, name, comment, created, owner, transient in engine.system_rows(
                "SELECT database_name, name, comment, created, owner, transient FROM _local.schemas")
            if scope.database in (None, database)]
    rows += [{"created_on": created, "name": INFORMATION_SCHEMA, "is_default": "N", "is_current": "N", "database_name": name, "owner": "",
              "comment": "Views describing the contents of schemas in this database", "options": "", "retention_time": "1"}
             for name, created in engine.system_rows("SELECT name, created FROM _local.databases") if scope.database in (None, name)]
    return rows


def _tables(engine: Engine, session: Session, scope: Scope) -> list[Row]:
    found = [info for info in _found(engine, scope) if info.kind == "TABLE"]
    query = " UNION ALL ".join(f"SELECT {number}, count(*) FROM {quote(info.physical)}.{quote(info.name)}" for number, info in enumerate(found))
    counts = dict(engine.system_rows(query)) if query else {}
    return [{**_common(info), "kind": info.meta.get("kind", "TABLE"), "cluster_by": "", "rows": counts[number], "bytes": None, "retention_time": "1"}
            for number, info in enumerate(found)]


def _views(engine: Engine, session: Session, scope: Scope) -> list[Row]:
    return [{**_common(info), "reserved": "", "kind": "VIEW", "text": info.meta.get("text", ""),
             "is_secure": "true" if info.meta.get("secure") else "false", "is_materialized": "false"}
            for info in _found(engine, scope) if info.kind == "VIEW"]


def _objects(engine: Engine, session: Session, scope: Scope) -> list[Row]:
    return [{**row, "kind": "TABLE" if row["kind"] != "VIEW" else "VIEW"} for row in _tables(engine, session, scope) + _views(engine, session, scope)]


def _common(info: TableInfo) -> Row:
    created = info.meta.get("created")
    return {"created_on": datetime.fromisoformat(created) if created else None, "name": info.name, "database_name": info.database,
            "schema_name": info.schema, "comment": info.meta.get("comment") or "", "owner": info.meta.get("owner") or ""}


def data_type(column: ColumnInfo) -> str:
    """A column's type as the JSON that SHOW COLUMNS prints."""
    word = "FIXED" if column.type == "NUMBER" else "REAL" if column.type == "FLOAT" else column.type
    described: dict[str, Any] = {"type": word, "nullable": column.nullable}
    if word == "FIXED":
        described.update(precision=column.meta.get("precision", 38), scale=column.meta.get("scale", 0))
    elif word == "TEXT":
        length = column.meta.get("length") or 16777216
        described.update(length=length, byteLength=min(4 * length, 16777216), fixed=False)
    elif word == "BINARY":
        described.update(length=column.meta.get("length") or 8388608, byteLength=column.meta.get("length") or 8388608, fixed=True)
    elif word.startswith("TIME"):
        described.update(precision=0, scale=column.meta.get("scale", 9))
    return json.dumps(described, separators=(",", ":"))


def _columns(engine: Engine, session: Session, scope: Scope) -> list[Row]:
    return [{"table_name": info.name, "schema_name": info.schema, "column_name": column.name, "data_type": data_type(column),
             "null?": "true" if column.nullable else "NOT_NULL", "default": column.meta.get("default") or "", "kind": "COLUMN", "expression": "",
             "comment": column.meta.get("comment") or "", "database_name": info.database, "autoincrement": column.meta.get("autoincrement") or ""}
            for info in _found(engine, scope) for column in info.columns]


def _keys(engine: Engine, session: Session, scope: Scope) -> list[Row]:
    rows = []
    for info in _found(engine, scope):
        for number, key in enumerate(info.meta.get("primary_key") or [], 1):
            rows.append({**_common(info), "table_name": info.name, "column_name": key, "key_sequence": number,
                         "constraint_name": f"SYS_CONSTRAINT_{info.name}", "rely": "false"})
    return rows


def _stages(engine: Engine, session: Session, scope: Scope) -> list[Row]:
    return [{"created_on": created, "name": name, "database_name": database, "schema_name": schema, "url": "", "has_credentials": "N",
             "has_encryption_key": "N", "owner": owner or "", "comment": comment or "", "type": "INTERNAL", "directory_enabled": "N"}
            for database, schema, name, comment, created, owner in engine.system_rows(
                "SELECT database_name, schema_name, name, comment, created, owner FROM _local.stages")
            if scope.database in (None, database) and scope.schema in (None, schema)]


_OBJECT = ["created_on", "name", "database_name", "schema_name", "kind", "comment", "cluster_by", "rows", "bytes", "owner", "retention_time"]
_KINDS: dict[str, tuple[list[str], str, Callable[[Any, Session, Scope], list[Row]]]] = {
    "DATABASES": (["created_on", "name", "is_default", "is_current", "origin", "owner", "comment", "options", "retention_time", "kind"], "name", _databases),
    "SCHEMAS": (["created_on", "name", "is_default", "is_current", "database_name", "owner", "comment", "options", "retention_time"], "name", _schemas),
    "TABLES": (_OBJECT, "name", _tables),
    "OBJECTS": (_OBJECT, "name", _objects),
    "VIEWS": (["created_on", "name", "reserved", "database_name", "schema_name", "owner", "comment", "text", "is_secure", "is_materialized"], "name", _views),
    "COLUMNS": (["table_name", "schema_name", "column_name", "data_type", "null?", "default", "kind", "expression", "comment", "database_name",
                 "autoincrement"], "column_name", _columns),
    "PRIMARY KEYS": (["created_on", "database_name", "schema_name", "table_name", "column_name", "key_sequence", "constraint_name", "rely", "comment"],
                     "column_name", _keys),
    "STAGES": (["created_on", "name", "database_name", "schema_name", "url", "has_credentials", "has_encryption_key", "owner", "comment", "type",
                "directory_enabled"], "name", _stages),
}
