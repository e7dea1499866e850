"""DESCRIBE of tables, views, databases, schemas and stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_snowflake.errors import missing, unsupported
from local_snowflake.names import display, split_qualified
from local_snowflake.result import Column, Result
from local_snowflake.session import Session
from local_snowflake.statements.words import Words
from local_snowflake.translate import prepare
from local_snowflake.translate.types import printed_type

if TYPE_CHECKING:
    from local_snowflake.engine import Engine

_TABLE = ["name", "type", "kind", "null?", "default", "primary key", "unique key", "check", "expression", "comment", "policy name", "privacy domain"]


def describe(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """DESC[RIBE] TABLE | VIEW | DATABASE | SCHEMA | STAGE name."""
    reader = Words.of(sql)
    reader.take()
    kind = reader.take().upper()
    if kind not in ("TABLE", "VIEW", "DATABASE", "SCHEMA", "STAGE"):
        raise unsupported(f"DESCRIBE {kind}")
    parts = split_qualified(reader.name())
    if reader.accept("TYPE"):
        reader.expect("=")
        reader.take()
    reader.finish()
    if kind in ("TABLE", "VIEW"):
        return _table(engine, session, kind, parts)
    if kind == "DATABASE":
        if not engine.catalog.has_database(parts[-1]):
            raise missing("Database", display(parts[-1]))
        rows = [[created, schema, "SCHEMA"] for schema, created in engine.system_rows(
            "SELECT name, created FROM _local.schemas WHERE database_name = $1 ORDER BY name", [parts[-1]])]
        return Result.of([Column("created_on", "timestamp_ltz", scale=6), "name", "kind"], rows, "describe")
    if kind == "SCHEMA":
        database = parts[-2] if len(parts) > 1 else str(session.database)
        engine.catalog.require_schema(database, parts[-1])
        rows = [[info.meta.get("created"), info.name, info.kind] for info in engine.catalog.tables(database, parts[-1])]
        return Result.of(["created_on", "name", "kind"], rows, "describe")
    from local_snowflake.statements import stages
    stages.require(engine, *stages.qualified(session, parts))
    return Result.of(["parent_property", "property", "property_type", "property_value", "property_default"],
                     [["STAGE_LOCATION", "URL", "String", "", ""], ["STAGE_FILE_FORMAT", "TYPE", "String", "CSV", "CSV"]], "describe")


def _table(engine: Engine, session: Session, kind: str, parts: list[str]) -> Result:
    table = exp.Table(**{key: exp.to_identifier(part, quoted=True) for key, part in zip(("this", "db", "catalog"), reversed(parts))})
    prepare.qualify_table(table, engine.context(session), "DESCRIBE")
    if engine.objects is not None:
        engine.objects.authorize(session, exp.Describe(this=table, kind=kind))
    info = engine.catalog.require_table(table.catalog, table.db, table.name, kind.capitalize())
    keys = info.meta.get("primary_key") or []
    rows = [[column.name, printed_type({**column.meta, "type": column.type}), "COLUMN", "Y" if column.nullable else "N", column.meta.get("default"),
             "Y" if column.name in keys else "N", "N", None, None, column.meta.get("comment"), None, None] for column in info.columns]
    return Result.of(_TABLE, rows, "describe")
