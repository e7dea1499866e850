"""Transactions, the current database and schema, session variables and parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_snowflake.errors import missing, unsupported
from local_snowflake.names import display, split_qualified
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session
from local_snowflake.statements.words import Words

if TYPE_CHECKING:
    from local_snowflake.engine import Engine

DEFAULT_PARAMETERS: dict[str, Any] = {
    "AUTOCOMMIT": True, "TIMEZONE": "UTC", "QUERY_TAG": "", "LOCK_TIMEOUT": 43200, "STATEMENT_TIMEOUT_IN_SECONDS": 172800,
    "ERROR_ON_NONDETERMINISTIC_MERGE": True, "ERROR_ON_NONDETERMINISTIC_UPDATE": False, "MULTI_STATEMENT_COUNT": 1,
    "TIMESTAMP_TYPE_MAPPING": "TIMESTAMP_NTZ", "WEEK_START": 0, "ROWS_PER_RESULTSET": 0,
    "TIMESTAMP_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM", "TIMESTAMP_NTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3",
    "TIMESTAMP_TZ_OUTPUT_FORMAT": "", "TIMESTAMP_LTZ_OUTPUT_FORMAT": "", "DATE_OUTPUT_FORMAT": "YYYY-MM-DD", "TIME_OUTPUT_FORMAT": "HH24:MI:SS",
    "BINARY_OUTPUT_FORMAT": "HEX", "CLIENT_SESSION_KEEP_ALIVE": False,
}


def refuse_in_application(session: Session, what: str) -> None:
    """SqlError when owner's-rights code runs a statement that only persons may run."""
    if session.application is not None:
        raise SqlError(f"Stored procedure execution error: Unsupported statement type '{what}'.", 90236, "42601")


def begin(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """BEGIN [WORK | TRANSACTION] [NAME n], START TRANSACTION."""
    reader = Words.of(sql)
    if reader.accept("START"):
        reader.expect("TRANSACTION")
    else:
        reader.expect("BEGIN")
        reader.accept("WORK") or reader.accept("TRANSACTION")
    if reader.accept("NAME"):
        reader.take()
    reader.finish()
    engine.begin(session)
    return Result.status("Statement executed successfully.", "transaction")


def commit(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """COMMIT [WORK]; without an open transaction it does nothing, as in Snowflake."""
    _end(sql, "COMMIT")
    engine.commit(session)
    return Result.status("Statement executed successfully.", "transaction")


def rollback(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """ROLLBACK [WORK]."""
    _end(sql, "ROLLBACK")
    engine.rollback(session)
    return Result.status("Statement executed successfully.", "transaction")


def _end(sql: str, word: str) -> None:
    reader = Words.of(sql)
    reader.expect(word)
    reader.accept("WORK")
    reader.finish()


def use(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """USE [DATABASE | SCHEMA | ROLE | WAREHOUSE] name."""
    refuse_in_application(session, "USE")
    reader = Words.of(sql)
    reader.expect("USE")
    kind = reader.take().upper() if reader.peek() in ("DATABASE", "SCHEMA", "ROLE", "WAREHOUSE", "SECONDARY") else None
    if kind == "SECONDARY":
        reader.expect("ROLES")
    parts = split_qualified(reader.name())
    reader.finish()
    if kind == "ROLE":
        session.role = parts[-1]
    elif kind == "WAREHOUSE":
        session.warehouse = parts[-1]
    elif kind == "SCHEMA" or (kind is None and len(parts) == 2):
        database = parts[0] if len(parts) == 2 else session.database
        if database is None:
            raise SqlError("Cannot perform USE SCHEMA. This session does not have a current database. Call 'USE DATABASE', or use a "
                           "qualified name.", 90105, "22000")
        engine.catalog.require_schema(database, parts[-1])
        session.database, session.schema = database, parts[-1]
    elif kind != "SECONDARY":
        if not engine.catalog.has_database(parts[-1]):
            raise missing("Database", display(parts[-1]))
        session.database = parts[-1]
        session.schema = "PUBLIC" if engine.catalog.physical(parts[-1], "PUBLIC") else None
    return Result.status("Statement executed successfully.", "use")


def set_variable(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """SET name = expression, SET (a, b) = (x, y)."""
    refuse_in_application(session, "SET")
    reader = Words.of(sql)
    reader.expect("SET")
    if reader.peek() == "(":
        raise unsupported("SET of several variables at once")
    name = split_qualified(reader.take())[-1]
    reader.expect("=")
    text = sql[sql.index("=") + 1:].strip().rstrip(";")
    value = engine.execute(session, f"SELECT {text}", binds).rows[0][0]
    session.variables[name] = value
    return Result.status("Statement executed successfully.", "other")


def unset_variable(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """UNSET name."""
    refuse_in_application(session, "UNSET")
    reader = Words.of(sql)
    reader.expect("UNSET")
    session.variables.pop(split_qualified(reader.take())[-1], None)
    return Result.status("Statement executed successfully.", "other")


def alter_session(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """ALTER SESSION SET name = value ... and UNSET name, ..."""
    refuse_in_application(session, "ALTER_SESSION")
    reader = Words.of(sql)
    reader.expect("ALTER", "SESSION")
    if reader.accept("UNSET"):
        while not reader.done:
            name = reader.take().upper()
            session.parameters.pop(name, None)
            if name == "AUTOCOMMIT":
                session.autocommit = True
            reader.accept(",")
        return Result.status("Statement executed successfully.", "other")
    reader.expect("SET")
    while not reader.done:
        name, value = reader.option()
        set_parameter(engine, session, name, value)
        reader.accept(",")
    return Result.status("Statement executed successfully.", "other")


def set_parameter(engine: Engine, session: Session, name: str, value: Any) -> None:
    """Change one parameter of a session; AUTOCOMMIT takes effect at once, other time zones are refused."""
    if isinstance(value, str) and value.upper() in ("TRUE", "FALSE"):
        value = value.upper() == "TRUE"
    elif isinstance(value, str) and value.lstrip("-").isdigit():
        value = int(value)
    if name == "AUTOCOMMIT":
        if value and session.in_transaction:
            engine.commit(session)
        session.autocommit = bool(value)
    if name == "TIMEZONE" and str(value).upper() not in ("UTC", "ETC/UTC"):
        raise unsupported(f"the session time zone {value} (it is always UTC)")
    session.parameters[name] = value


def show(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """SHOW PARAMETERS, VARIABLES, TRANSACTIONS, LOCKS."""
    reader = Words.of(sql)
    reader.expect("SHOW")
    reader.accept("TERSE")
    what = reader.take().upper()
    refuse_in_application(session, f"SHOW_{what}")
    pattern = reader.value() if reader.accept("LIKE") else None
    if what == "PARAMETERS":
        rows: list[list[Any]] = [[name, _printed(session.parameters.get(name, default)), _printed(default),
                                  "SESSION" if name in session.parameters else "", "", "STRING"]
                                 for name, default in sorted({**{name: "" for name in session.parameters}, **DEFAULT_PARAMETERS}.items())]
        columns = ["key", "value", "default", "level", "description", "type"]
    elif what == "VARIABLES":
        rows = [[str(session.id), None, None, name, _printed(value), type(value).__name__, ""] for name, value in sorted(session.variables.items())]
        columns = ["session_id", "created_on", "updated_on", "name", "value", "type", "comment"]
    elif what == "TRANSACTIONS":
        rows = [[str(other.id), other.user, str(other.id), "", None, "running", "scope"] for other in engine.sessions.all() if other.in_transaction]
        columns = ["id", "user", "session", "name", "started_on", "state", "scope"]
    else:
        owner = engine.write_lock.owner
        rows = [[None, "PARTITIONS", str(owner.id), None, "HOLDING", None, owner.last_query_id]] if owner else []
        columns = ["resource", "type", "transaction", "transaction_started_on", "status", "acquired_on", "query_id"]
    if pattern is not None:
        from local_snowflake.statements.showing import like
        name_at = 3 if what == "VARIABLES" else 0
        rows = [row for row in rows if like(pattern, str(row[name_at]))]
    return Result.of([Column(name) for name in columns], rows, "show")


def _printed(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
