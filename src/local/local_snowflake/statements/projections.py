"""Names and descriptions of result columns."""

from __future__ import annotations

from typing import Any, Iterable

from sqlglot import exp

from local_snowflake.catalog import TableInfo


def name_results(tree: exp.Expression) -> None:
    """Give each result column the name that Snowflake would print: an alias as typed, otherwise the expression's text."""
    select = tree
    while isinstance(select, (exp.SetOperation, exp.Subquery)):
        select = select.this
    if not isinstance(select, exp.Select):
        return
    named = []
    for projection in select.expressions:
        if isinstance(projection, (exp.Alias, exp.Star, exp.Aliases, exp.Column)):
            named.append(projection)
        else:
            named.append(exp.alias_(projection, exp.to_identifier(text_of(projection), quoted=True)))
    select.set("expressions", named)


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

