"""Names and descriptions of result columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType

from local_snowflake.catalog import TableInfo

_CLAUSES = {"FROM", "WHERE", "GROUP", "HAVING", "QUALIFY", "ORDER", "LIMIT", "FETCH", "UNION", "INTERSECT", "EXCEPT", "MINUS", "INTO", "WINDOW", "OFFSET"}


def name_results(tree: exp.Expression, sql: str = "") -> None:
    """Give each result column the name that Snowflake would print: an alias as typed, otherwise the expression as written."""
    select = tree
    while isinstance(select, (exp.SetOperation, exp.Subquery)):
        select = select.this
    if not isinstance(select, exp.Select):
        return
    unnamed = [entry for entry in select.expressions if not isinstance(entry, (exp.Alias, exp.Star, exp.Aliases, exp.Column))]
    written = _as_written(sql) if sql and unnamed else []
    named = []
    for position, projection in enumerate(select.expressions):
        if isinstance(projection, (exp.Alias, exp.Star, exp.Aliases, exp.Column)):
            named.append(projection)
        else:
            name = written[position] if len(written) == len(select.expressions) else text_of(projection)
            named.append(exp.alias_(projection, exp.to_identifier(name, quoted=True)))
    select.set("expressions", named)


def _as_written(sql: str) -> list[str]:
    """The select list of a statement in upper case, entry by entry; empty where it cannot be told apart."""
    try:
        tokens = sqlglot.tokenize(sql, read="snowflake")
    except SqlglotError:
        return []
    depth, start, found = 0, None, []
    for position, token in enumerate(tokens):
        word = token.text.upper() if token.token_type not in (TokenType.STRING, TokenType.IDENTIFIER) else ""
        if word in ("(", "[", "{"):
            depth += 1
        elif word in (")", "]", "}"):
            depth -= 1
        if start is None:
            if depth == 0 and token.token_type == TokenType.SELECT:
                start = position + 1
                if start < len(tokens) and tokens[start].text.upper() in ("DISTINCT", "ALL"):
                    start += 1
                elif start + 1 < len(tokens) and tokens[start].text.upper() == "TOP":
                    start += 2
        elif depth == 0 and (word == "," or word in _CLAUSES or word == ";"):
            found.append(sql[tokens[start].start:tokens[position - 1].end + 1].upper())
            start = position + 1
            if word != ",":
                return found
    if start is not None and start < len(tokens):
        found.append(sql[tokens[start].start:tokens[-1].end + 1].upper())
    return found


def text_of(expression: exp.Expression) -> str:
    """An expression as Snowflake prints it for the name of its column."""
    plain = expression.copy()
    for identifier in plain.find_all(exp.Identifier):
        if identifier.name.replace("_", "A").replace("$", "A").isalnum() and identifier.name == identifier.name.upper():
            identifier.set("quoted", False)
    for placeholder in plain.find_all(exp.Placeholder):
        placeholder.replace(exp.Var(this="?"))
    return (plain.sql(dialect="snowflake") if not isinstance(plain, exp.Placeholder) else "?").upper()


def column_meta(tables: Iterable[TableInfo]) -> dict[str, dict[str, Any]]:
    """What is known about columns by name; a name with two meanings is left out."""
    found: dict[str, dict[str, Any]] = {}
    twice: set[str] = set()
    for table in tables:
        for column in table.columns:
            if column.name in found and found[column.name] != column.meta:
                twice.add(column.name)
            found[column.name] = column.meta
    return {name: meta for name, meta in found.items() if name not in twice}

