"""Databases and schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_snowflake.errors import exists, missing, unsupported
from local_snowflake.names import INFORMATION_SCHEMA, display, quote, split_qualified
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session
from local_snowflake.statements.words import Words

if TYPE_CHECKING:
    from local_snowflake.engine import Engine


def run(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """CREATE, ALTER and DROP of DATABASE and SCHEMA."""
    reader = Words.of(sql)
    verb = reader.take().upper()
    if verb == "UNDROP":
        raise unsupported("UNDROP")
    replace = reader.accept("OR", "REPLACE")
    if reader.accept("OR", "ALTER"):
        raise unsupported("CREATE OR ALTER")
    transient = reader.accept("TRANSIENT")
    kind = reader.take().upper()
    if_not_exists = reader.accept("IF", "NOT", "EXISTS")
    if_exists = reader.accept("IF", "EXISTS")
    parts = split_qualified(reader.name())
    database, schema = _names(session, kind, parts)
    _authorize(engine, session, verb, kind, database, schema)
    if verb == "CREATE":
        return _create(engine, session, reader, kind, database, schema, replace, if_not_exists, transient)
    if verb == "DROP":
        return _drop(engine, session, reader, kind, database, schema, if_exists)
    return _alter(engine, session, reader, kind, database, schema, if_exists)


def _names(session: Session, kind: str, parts: list[str]) -> tuple[str, str | None]:
    if kind == "DATABASE":
        if len(parts) != 1:
            raise SqlError(f"SQL compilation error:\nObject name '{'.'.join(parts)}' is not a database name.", 1003, "42000")
        return parts[0], None
    database = parts[-2] if len(parts) > 1 else session.database
    if database is None:
        raise SqlError("Cannot perform CREATE SCHEMA. This session does not have a current database. Call 'USE DATABASE', or use a "
                       "qualified name.", 90105, "22000")
    return database, parts[-1]


def _authorize(engine: Engine, session: Session, verb: str, kind: str, database: str, schema: str | None) -> None:
    if engine.objects is None:
        return
    name = schema if schema is not None else database
    table = exp.Table(this=exp.to_identifier(name, quoted=True)) if schema is None else exp.Table(
        this=exp.to_identifier(schema, quoted=True), catalog=exp.to_identifier(database, quoted=True))
    engine.objects.authorize(session, {"CREATE": exp.Create, "DROP": exp.Drop, "ALTER": exp.Alter}[verb](this=table, kind=kind))


def _create(engine: Engine, session: Session, reader: Words, kind: str, database: str, schema: str | None, replace: bool,
            if_not_exists: bool, transient: bool) -> Result:
    comment = None
    while not reader.done:
        if reader.accept("WITH", "MANAGED", "ACCESS"):
            raise unsupported("schemas with managed access")
        name, value = reader.option()
        if name == "COMMENT":
            comment = value
        elif name not in ("DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS"):
            raise unsupported(f"{name} of a {kind}")
    there = engine.catalog.has_database(database) if schema is None else engine.catalog.physical(database, schema) is not None
    if schema is not None and not engine.catalog.has_database(database):
        raise missing("Database", display(database))
    label = schema if schema is not None else database
    if there and if_not_exists:
        return Result.status(f"{label} already exists, statement succeeded.")
    if there and not replace:
        raise exists(display(label))
    if schema == INFORMATION_SCHEMA:
        raise exists(display(database, schema))
    owner = session.application or session.role
    dropped = []
    with engine.defining(session) as cursor:
        if there:
            dropped = _remove(engine, cursor, database, schema)
        now = engine.clock()
        if schema is None:
            cursor.execute("INSERT INTO _local.databases VALUES ($1, $2, $3, $4)", [database, comment, now, owner])
            _add_schema(engine, cursor, database, "PUBLIC", None, now, owner, False)
        else:
            _add_schema(engine, cursor, database, schema, comment, now, owner, transient)
    engine.catalog.reload()
    _tell_dropped(engine, session, dropped)
    if engine.objects is not None:
        engine.objects.created(session, "DATABASE" if schema is None else "SCHEMA", database, schema, None)
        if schema is None:
            engine.objects.created(session, "SCHEMA", database, "PUBLIC", None)
    if session.application is None:
        session.database, session.schema = database, schema or "PUBLIC"
    return Result.status(f"{kind.capitalize()} {label} successfully created.")


def _add_schema(engine: Engine, cursor: Any, database: str, schema: str, comment: str | None, now: Any, owner: str | None, transient: bool) -> None:
    physical = engine.catalog.new_physical(database, schema)
    cursor.execute(f"CREATE SCHEMA {quote(physical)}")
    cursor.execute("INSERT INTO _local.schemas VALUES ($1, $2, $3, $4, $5, $6, $7)", [database, schema, physical, comment, now, owner, transient])


def _drop(engine: Engine, session: Session, reader: Words, kind: str, database: str, schema: str | None, if_exists: bool) -> Result:
    reader.accept("CASCADE") or reader.accept("RESTRICT")
    reader.finish()
    label = schema if schema is not None else database
    there = engine.catalog.has_database(database) if schema is None else engine.catalog.physical(database, schema) is not None
    if not there:
        if if_exists:
            return Result.status("Drop statement executed successfully "
                                 f"({label} already dropped).")
        raise missing(kind.capitalize(), display(database, schema))
    with engine.defining(session) as cursor:
        dropped = _remove(engine, cursor, database, schema)
    engine.catalog.reload()
    _tell_dropped(engine, session, dropped)
    if session.database == database and schema in (None, session.schema):
        session.schema = None
        if schema is None:
            session.database = None
    return Result.status(f"{label} successfully dropped.")


def _remove(engine: Engine, cursor: Any, database: str, schema: str | None) -> list[tuple[str, str, str | None, str | None]]:
    """Delete a database or schema with all in it; what was dropped, innermost first."""
    from local_snowflake.statements import stages

    dropped: list[tuple[str, str, str | None, str | None]] = []
    for name in [schema] if schema is not None else engine.catalog.schemas(database):
        stored = engine.catalog.all_physical(database, name)
        dropped += [(info.kind, database, name, info.name) for info in engine.catalog.tables(database, name)]
        dropped += [("STAGE", database, name, stage) for stage in stages.names(engine, database, name)]
        dropped.append(("SCHEMA", database, name, None))
        for physical in stored:
            cursor.execute(f"DROP SCHEMA {quote(physical)} CASCADE")
            cursor.execute("DELETE FROM _local.load_history WHERE physical = $1", [physical])
        cursor.execute("DELETE FROM _local.schema_versions WHERE database_name = $1 AND name = $2", [database, name])
        cursor.execute("DELETE FROM _local.schemas WHERE database_name = $1 AND name = $2", [database, name])
        cursor.execute("DELETE FROM _local.stages WHERE database_name = $1 AND schema_name = $2", [database, name])
    if schema is None:
        cursor.execute("DELETE FROM _local.databases WHERE name = $1", [database])
        dropped.append(("DATABASE", database, None, None))
    return dropped


def _tell_dropped(engine: Engine, session: Session, dropped: list[tuple[str, str, str | None, str | None]]) -> None:
    from local_snowflake.statements import stages

    for kind, database, schema, name in dropped:
        if kind == "STAGE" and schema and name:
            stages.delete_folder(engine, database, schema, name)
        if engine.objects is not None:
            engine.objects.dropped(session, kind, database, schema, name)


def _alter(engine: Engine, session: Session, reader: Words, kind: str, database: str, schema: str | None, if_exists: bool) -> Result:
    there = engine.catalog.has_database(database) if schema is None else engine.catalog.physical(database, schema) is not None
    if not there:
        if if_exists:
            return Result.status("Statement executed successfully.")
        raise missing(kind.capitalize(), display(database, schema))
    if reader.accept("SET", "COMMENT"):
        reader.expect("=")
        comment(engine, session, database, schema, reader.value())
    elif reader.accept("UNSET", "COMMENT"):
        comment(engine, session, database, schema, None)
    elif reader.accept("RENAME"):
        raise unsupported(f"ALTER {kind} RENAME")
    elif reader.accept("SET"):
        while not reader.done:
            name, _ = reader.option()
            if name not in ("DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS", "LOG_LEVEL", "TRACE_LEVEL"):
                raise unsupported(f"ALTER {kind} SET {name}")
            reader.accept(",")
        engine.commit(session)
    else:
        raise reader.unexpected()
    return Result.status("Statement executed successfully.")


def comment(engine: Engine, session: Session, database: str, schema: str | None, text: str | None) -> None:
    """Set or remove the comment of a database or schema."""
    with engine.defining(session) as cursor:
        if schema is None:
            cursor.execute("UPDATE _local.databases SET comment = $1 WHERE name = $2", [text, database])
        else:
            cursor.execute("UPDATE _local.schemas SET comment = $1 WHERE database_name = $2 AND name = $3", [text, database, schema])
