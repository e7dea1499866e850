"""Which module does a statement: by its first words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_snowflake.errors import unsupported
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session
from local_snowflake.statements import copying, describing, schemas, sessions, showing, stages, tables, views
from local_snowflake.statements.queries import Queries
from local_snowflake.statements.words import words
from local_snowflake.translate import prepare

if TYPE_CHECKING:
    from local_snowflake.engine import Engine

Handler = Callable[["Engine", Session, str, list[Any]], Result]

# the first pattern that matches the statement's opening words (upper case, single spaces) decides
_BY_WORDS: list[tuple[str, Handler]] = [
    (r"(BEGIN|START TRANSACTION)\b", sessions.begin),
    (r"COMMIT\b", sessions.commit),
    (r"ROLLBACK\b", sessions.rollback),
    (r"USE\b", sessions.use),
    (r"SET\b", sessions.set_variable),
    (r"UNSET\b", sessions.unset_variable),
    (r"ALTER SESSION\b", sessions.alter_session),
    (r"SHOW (TERSE )?(PARAMETERS|VARIABLES|TRANSACTIONS|LOCKS)\b", sessions.show),
    (r"SHOW\b", showing.show),
    (r"(DESC|DESCRIBE)\b", describing.describe),
    (r"(LS|LIST)\b", stages.list_files),
    (r"(RM|REMOVE)\b", stages.remove),
    (r"PUT\b", stages.put),
    (r"COPY INTO\b", copying.copy),
    (r"CREATE (OR REPLACE )?(TEMP |TEMPORARY )?STAGE\b", stages.create),
    (r"DROP STAGE\b", stages.drop),
    (r"ALTER STAGE\b", stages.alter),
    (r"(CREATE|DROP|ALTER|UNDROP) (OR REPLACE |OR ALTER )?(TRANSIENT )?(DATABASE|SCHEMA)\b", schemas.run),
    (r"COMMENT\b", tables.comment),
]
_BY_TREE: list[tuple[type[exp.Expression], str | None, Callable[[Engine, Session, exp.Expression, str, list[Any]], Result]]] = [
    (exp.Create, "TABLE", tables.create),
    (exp.Create, "VIEW", views.create),
    (exp.Drop, "TABLE", tables.drop),
    (exp.Drop, "VIEW", views.drop),
    (exp.Alter, "TABLE", tables.alter),
    (exp.Alter, "VIEW", views.alter),
    (exp.TruncateTable, None, tables.truncate),
]


class Dispatch:
    """Finds the module that does a statement."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queries = Queries(engine)
        engine.queries = self._queries

    def execute(self, session: Session, sql: str, binds: list[Any]) -> Result:
        """Run a statement."""
        handler = self._by_words(sql)
        if handler is not None:
            return handler(self._engine, session, sql, binds)
        if (cached := self._queries.run_cached(session, sql, binds)) is not None:
            return cached
        tree, placeholders = prepare.parse(sql)
        if placeholders > len(binds):
            raise SqlError(f"SQL compilation error:\nBind variable ? not set: {placeholders} wanted, {len(binds)} given.", 2049, "42601")
        if Queries.is_query(tree):
            return self._queries.run(session, sql, tree, placeholders, binds)
        for kind, what, work in _BY_TREE:
            if isinstance(tree, kind) and (what is None or str(tree.args.get("kind")).upper() == what):
                return work(self._engine, session, tree, sql, binds)
        if isinstance(tree, exp.Command) or not isinstance(tree, (exp.Create, exp.Drop, exp.Alter)):
            raise _refused(sql)
        raise unsupported(" ".join(words(sql)[:4]))

    def describe(self, session: Session, sql: str, binds: list[Any]) -> Result:
        """The columns of a statement's answer without running it."""
        if self._by_words(sql) is not None:
            opening = words(sql)
            if opening and opening[0] in ("SHOW", "DESC", "DESCRIBE", "LIST", "LS"):
                result = self.execute(session, sql, binds)
                return Result(result.columns, [], result.statement_kind)
            return Result([Column("status")], [], "other")
        if words(sql)[:1] == ["CALL"]:
            return Result([Column(_procedure(sql))], [], "call")
        tree, placeholders = prepare.parse(sql)
        if Queries.is_query(tree):
            return self._queries.describe(session, sql, tree, placeholders, binds)
        return Result([Column("status")], [], "ddl")

    def placeholders(self, sql: str) -> int:
        """How many values a statement wants."""
        return prepare.number_placeholders(sql)[1]

    @staticmethod
    def _by_words(sql: str) -> Handler | None:
        opening = " ".join(words(sql)[:8])
        return next((handler for pattern, handler in _BY_WORDS if re.match(pattern, opening)), None)


def _refused(sql: str) -> SqlError:
    first = words(sql)
    known = {"ALTER", "CALL", "CREATE", "DROP", "EXECUTE", "GET", "GRANT", "REVOKE", "UNDROP", "EXPLAIN", "COPY"}
    if first and first[0] in known:
        return unsupported(" ".join(first[:4]))
    return SqlError(f"SQL compilation error:\nsyntax error line 1 at position 0 unexpected '{first[0] if first else ''}'.", 1003, "42000")


def _procedure(sql: str) -> str:
    match = re.match(r'\s*CALL\s+((?:"(?:[^"]|"")+"|[\w$.])+)', sql, re.IGNORECASE)
    return match[1].split(".")[-1].strip('"').upper() if match else "RESULT"
