"""RESULT_SCAN: the result of an earlier statement as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow
from sqlglot import exp

from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session

if TYPE_CHECKING:
    from local_snowflake.engine import Engine


def resolve(engine: Engine, session: Session, tree: exp.Expression, binds: Sequence[Any]) -> tuple[tuple[str, pyarrow.Table], ...]:
    """Replace every RESULT_SCAN in a statement by a table; the tables with the names under which they must be registered."""
    found = []
    for node in list(tree.find_all(exp.TableFromRows)):
        function = node.this
        if not (isinstance(function, exp.Anonymous) and str(function.this).upper() == "RESULT_SCAN" and len(function.expressions) == 1):
            continue
        result = engine.result(_query_id(session, function.expressions[0], binds))
        if result is None:
            raise SqlError("SQL compilation error:\nStatement not found or its result is not there any more.", 709, "02000")
        name = f"_scan_{len(found)}"
        found.append((name, _table(result)))
        alias = node.args.get("alias") or exp.TableAlias(this=exp.to_identifier("RESULT_SCAN", quoted=True))
        node.replace(exp.Subquery(this=exp.select("*").from_(exp.Table(this=exp.Anonymous(this="query_table", expressions=[
            exp.Literal.string(name)]))), alias=alias, joins=node.args.get("joins")))
    return tuple(found)


@contextmanager
def registered(cursor: duckdb.DuckDBPyConnection, tables: Sequence[tuple[str, pyarrow.Table]]) -> Iterator[None]:
    """Lend the tables to a connection for one statement."""
    for name, table in tables:
        cursor.register(name, table)
    try:
        yield
    finally:
        for name, _ in tables:
            cursor.unregister(name)


def _query_id(session: Session, node: exp.Expression, binds: Sequence[Any]) -> str:
    if isinstance(node, exp.Literal) and node.is_string:
        return node.name
    if isinstance(node, exp.Placeholder) and int(node.name) <= len(binds):
        return str(binds[int(node.name) - 1])
    if isinstance(node, exp.Anonymous) and str(node.this).upper() == "LAST_QUERY_ID" or type(node).__name__ == "LastQueryId":
        return session.last_query_id or ""
    raise SqlError("SQL compilation error:\nRESULT_SCAN wants the id of a query.", 1003, "42000")


def _table(result: Result) -> pyarrow.Table:
    names: list[str] = []
    for column in result.columns:
        name, number = column.name, 1
        while name in names:
            name, number = f"{column.name}_{number}", number + 1
        names.append(name)
    if result.table is not None:
        return result.table.rename_columns(names)
    from local_snowflake.wire.encoding import as_table

    return as_table(result).rename_columns(names)
