"""From the text of a statement to a tree with exact names."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType

from local_snowflake.catalog import Catalog
from local_snowflake.errors import missing
from local_snowflake.names import INFORMATION_SCHEMA, is_system_table
from local_snowflake.result import SqlError
from local_snowflake.translate.dialect import LocalSnowflake

# the parser warns of every statement it keeps as text; those are ours to refuse
logging.getLogger("sqlglot").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Context:
    """What of a session decides the meaning of a statement's names and functions."""

    database: str | None
    schema: str | None
    role: str | None
    user: str
    application: str | None
    warehouse: str | None


def parse(sql: str) -> tuple[exp.Expression, int]:
    """The tree of exactly one statement, placeholders numbered in the order of the text, and how many there are."""
    text, placeholders = number_placeholders(sql)
    try:
        trees = [tree for tree in sqlglot.parse(text, read=LocalSnowflake) if tree is not None and not isinstance(tree, exp.Semicolon)]
    except SqlglotError as error:
        plain = str(error).replace("\x1b[4m", "").replace("\x1b[0m", "")
        raise SqlError(f"SQL compilation error:\n{plain}", 1003, "42000") from None
    if not trees:
        raise SqlError("Empty SQL statement.", 900, "42000")
    if len(trees) > 1:
        raise SqlError(f"Actual statement count {len(trees)} did not match the desired statement count 1.", 8, "0A000")
    return trees[0], placeholders


def number_placeholders(sql: str) -> tuple[str, int]:
    """Replace each ? by :1, :2, ... (the tree's order is not always the text's)."""
    if "?" not in sql:
        return sql, 0
    try:
        tokens = sqlglot.tokenize(sql, read="snowflake")
    except SqlglotError as error:
        raise SqlError(f"SQL compilation error:\n{error}", 1003, "42000") from None
    pieces, position, count = [], 0, 0
    for token in tokens:
        # "?::TYPE" is one token to the parser, an operator of other databases
        if token.token_type == TokenType.PLACEHOLDER or token.text == "?::":
            count += 1
            pieces.append(sql[position:token.start] + f":{count}" + token.text[1:])
            position = token.end + 1
    return "".join(pieces) + sql[position:], count


def exact_names(tree: exp.Expression) -> exp.Expression:
    """Make every identifier quoted: unquoted ones become upper case."""
    for identifier in tree.find_all(exp.Identifier):
        if not identifier.quoted and not (isinstance(identifier.parent, exp.PropertyEQ) and identifier.arg_key == "this"):
            if isinstance(identifier.this, str):
                identifier.set("this", identifier.this.upper())
            identifier.set("quoted", True)
    return tree


def qualify(tree: exp.Expression, context: Context, verb: str) -> list[exp.Table]:
    """Give every table its database and schema; the tables that are real ones (no CTEs, no functions)."""
    real = []
    for table in list(tree.find_all(exp.Table)):
        if not isinstance(table.this, exp.Identifier) or is_system_table(table) or names_cte(table):
            continue
        qualify_table(table, context, verb)
        real.append(table)
    return real


def qualify_table(table: exp.Table, context: Context, verb: str) -> None:
    """Complete one name from the session's current database and schema."""
    if not table.catalog:
        if not context.database:
            raise SqlError(f"Cannot perform {verb}. This session does not have a current database. Call 'USE DATABASE', "
                           "or use a qualified name.", 90105, "22000")
        table.set("catalog", exp.to_identifier(context.database, quoted=True))
    if not table.db:
        if not context.schema:
            raise SqlError(f"Cannot perform {verb}. This session does not have a current schema. Call 'USE SCHEMA', "
                           "or use a qualified name.", 90106, "22000")
        table.set("db", exp.to_identifier(context.schema, quoted=True))


def require_database(table: exp.Table, catalog: Catalog) -> None:
    """SqlError when the database or schema of a qualified name is not there."""
    if table.db == INFORMATION_SCHEMA:
        if not catalog.has_database(table.catalog):
            raise missing("Database", table.catalog)
    else:
        catalog.require_schema(table.catalog, table.db)


def names_cte(table: exp.Table) -> bool:
    """Whether a table node means a common table expression around it."""
    if table.db:
        return False
    ancestor = table.parent
    while ancestor is not None:
        clause = ancestor.args.get("with_")
        if isinstance(clause, exp.With) and any(cte.alias == table.name for cte in clause.expressions):
            return True
        ancestor = ancestor.parent
    return False
