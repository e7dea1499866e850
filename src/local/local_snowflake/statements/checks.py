"""What Snowflake refuses and DuckDB would let pass, and texts that become timestamps on their way into a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlglot import exp

from local_snowflake.catalog import SEMI_STRUCTURED, Catalog, ColumnInfo, TableInfo
from local_snowflake.names import display
from local_snowflake.result import SqlError
from local_snowflake.translate.types import TEXT_TYPES

_NOT_IN_VALUES = (exp.ParseJSON, exp.Struct, exp.Array, exp.ToVariant, exp.StarMap, exp.Subquery, exp.Select)
_TEXT_VALUES = (exp.Upper, exp.Lower, exp.Concat, exp.DPipe, exp.Trim, exp.Substring, exp.Replace)


def check(tree: exp.Expression, catalog: Catalog, binds: Sequence[Any] = ()) -> None:
    """SqlError where Snowflake is stricter than DuckDB (the tree's names are exact and qualified)."""
    tables = [info for info in (_info(catalog, table) for table in tree.find_all(exp.Table)) if info is not None]
    _names_by_case(tree, tables)
    for column, value in list(_assignments(tree, catalog)):
        _variant_from_text(column, value, binds)
        _moment_from_text(column, value)
    if isinstance(tree, exp.Insert) and isinstance(tree.expression, exp.Values):
        _values(tree.expression)


def _info(catalog: Catalog, table: exp.Table) -> TableInfo | None:
    if isinstance(table.this, exp.Identifier) and table.db and table.catalog:
        return catalog.table(table.catalog, table.db, table.name)
    return None


def _names_by_case(tree: exp.Expression, tables: list[TableInfo]) -> None:
    """A name that fits a column only when upper and lower case are taken for the same."""
    exact = {column.name for table in tables for column in table.columns}
    folded = {name.upper(): name for name in exact}
    given = {node.alias for node in tree.find_all(exp.Alias)} | {
        column.name for alias in tree.find_all(exp.TableAlias) for column in alias.args.get("columns") or []}
    names: Iterable[exp.Expression] = tree.find_all(exp.Column)
    targets = tree.this.expressions if isinstance(tree, exp.Insert) and isinstance(tree.this, exp.Schema) else []
    for node in [*names, *targets]:
        name = node.name
        if name and name not in exact and name not in given and folded.get(name.upper()):
            raise SqlError(f"SQL compilation error:\ninvalid identifier '{display(name)}'", 904, "42000")


def _assignments(tree: exp.Expression, catalog: Catalog) -> Iterator[tuple[ColumnInfo, exp.Expression]]:
    """Each target column with the expression that is written into it, where that is known."""
    if isinstance(tree, exp.Insert):
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        info = _info(catalog, target) if isinstance(target, exp.Table) else None
        names = [node.name for node in tree.this.expressions] if isinstance(tree.this, exp.Schema) else [
            column.name for column in info.columns] if info else []
        yield from _inserted(info, names, tree.expression)
    elif isinstance(tree, exp.Update):
        info = _info(catalog, tree.this) if isinstance(tree.this, exp.Table) else None
        yield from _updated(info, tree.expressions)
    elif isinstance(tree, exp.Merge):
        info = _info(catalog, tree.this) if isinstance(tree.this, exp.Table) else None
        for when in tree.args["whens"].expressions:
            then = when.args["then"]
            if isinstance(then, exp.Update):
                yield from _updated(info, then.expressions)
            elif isinstance(then, exp.Insert) and isinstance(then.this, exp.Tuple) and isinstance(then.expression, exp.Tuple):
                yield from _typed(info, [node.name for node in then.this.expressions], then.expression.expressions)


def _inserted(info: TableInfo | None, names: list[str], source: exp.Expression | None) -> Iterator[tuple[ColumnInfo, exp.Expression]]:
    if isinstance(source, exp.Values):
        for row in source.expressions:
            yield from _typed(info, names, row.expressions if isinstance(row, exp.Tuple) else [row])
    elif isinstance(source, exp.Select) and not source.is_star:
        yield from _typed(info, names, source.expressions)


def _updated(info: TableInfo | None, assignments: list[exp.Expression]) -> Iterator[tuple[ColumnInfo, exp.Expression]]:
    for assignment in assignments:
        if isinstance(assignment, exp.EQ):
            yield from _typed(info, [assignment.this.name], [assignment.expression])


def _typed(info: TableInfo | None, names: list[str], values: list[exp.Expression]) -> Iterator[tuple[ColumnInfo, exp.Expression]]:
    for name, value in zip(names, values):
        column = info.column(name) if info is not None else None
        if column is not None:
            yield column, value


def _variant_from_text(column: ColumnInfo, value: exp.Expression, binds: Sequence[Any]) -> None:
    inner = value.this if isinstance(value, exp.Alias) else value
    text = (isinstance(inner, exp.Literal) and inner.is_string or isinstance(inner, _TEXT_VALUES)
            or isinstance(inner, exp.Placeholder) and int(inner.name) <= len(binds) and isinstance(binds[int(inner.name) - 1], str)
            or isinstance(inner, exp.Cast) and inner.to.this in TEXT_TYPES
            or isinstance(inner, exp.Anonymous) and str(inner.this).upper() in ("TO_VARCHAR", "TO_CHAR", "TO_JSON"))
    if column.type in SEMI_STRUCTURED and text:
        raise SqlError(f"SQL compilation error:\nExpression type does not match column data type, expecting {column.type} but got VARCHAR(16777216) "
                       f"for column {display(column.name)}", 2023, "22000")


def _moment_from_text(column: ColumnInfo, value: exp.Expression) -> None:
    """Snowflake reads more spellings of a timestamp than DuckDB does when it stores one."""
    inner = value.this if isinstance(value, exp.Alias) else value
    if column.type.startswith("TIMESTAMP") and (isinstance(inner, exp.Literal) and inner.is_string or isinstance(inner, exp.Placeholder)):
        kind = exp.DataType.build(f"{column.type}({column.meta.get('scale', 9)})", dialect="snowflake")
        inner.replace(exp.Cast(this=inner.copy(), to=kind))


def _values(values: exp.Values) -> None:
    for row in values.expressions:
        for value in row.expressions if isinstance(row, exp.Tuple) else [row]:
            found = value.find(*_NOT_IN_VALUES)
            if found is not None:
                raise SqlError(f"SQL compilation error:\nInvalid expression [{found.sql(dialect='snowflake')}] in VALUES clause", 2014, "22000")
