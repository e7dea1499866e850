"""Rewrites a tree with exact names into one that DuckDB understands.

Children are rewritten before their parents, so that a handler sees what its operands have become.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from local_snowflake.catalog import SEMI_STRUCTURED, Catalog
from local_snowflake.errors import missing
from local_snowflake.names import INFORMATION_SCHEMA, SYSTEM_SCHEMA, display, is_system_table, literal, quote
from local_snowflake.result import SqlError
from local_snowflake.translate.prepare import Context

Handler = Callable[["Rewriter", Any], exp.Expression]
HANDLERS: dict[type, Handler] = {}
FUNCTIONS: dict[str, Handler] = {}
INFORMATION_VIEWS = ("SCHEMATA", "TABLES", "COLUMNS", "VIEWS", "DATABASES", "STAGES", "LOAD_HISTORY")


def handles(*kinds: type) -> Callable[[Handler], Handler]:
    """Register a handler for node types."""
    def register(handler: Handler) -> Handler:
        for kind in kinds:
            HANDLERS[kind] = handler
        return handler
    return register


def function(*names: str) -> Callable[[Handler], Handler]:
    """Register a handler for functions that the parser leaves as they are."""
    def register(handler: Handler) -> Handler:
        for name in names:
            FUNCTIONS[name] = handler
        return handler
    return register


class Rewriter:
    """One rewrite of one statement."""

    def __init__(self, catalog: Catalog, context: Context, variables: dict[str, Any], session_id: int,
                 placeholders: int = 0, in_view: bool = False, visible: Callable[..., bool] | None = None) -> None:
        self.catalog = catalog
        self.context = context
        self.variables = variables
        self.session_id = session_id
        self.placeholders = placeholders
        self.in_view = in_view
        self.visible = visible
        self.uses_time = False
        self.cacheable = True
        self.variant_names: set[str] = set()
        self.float_names: set[str] = set()
        self.used: list[Any] = []

    def rewrite(self, tree: exp.Expression) -> exp.Expression:
        """The same statement in DuckDB's words (the tree is used up)."""
        self._learn_tables(tree)
        for node in reversed(list(tree.walk(bfs=True))):
            handler = HANDLERS.get(type(node))
            if handler is None:
                continue
            new = handler(self, node)
            if new is not node:
                if node is tree:
                    tree = new
                else:
                    node.replace(new)
        return tree

    def is_variant(self, node: exp.Expression | None) -> bool:
        """Whether an (already rewritten) expression certainly is VARIANT, OBJECT or ARRAY."""
        if isinstance(node, exp.Paren):
            return self.is_variant(node.this)
        if isinstance(node, exp.JSONExtract):
            return True
        if isinstance(node, (exp.Cast, exp.TryCast)):
            return node.to.this == exp.DataType.Type.JSON
        if isinstance(node, exp.Column):
            return node.name in self.variant_names
        if isinstance(node, exp.Anonymous):
            return str(node.this).lower() in ("_local.sf_json", "_local.sf_parse_json", "to_json", "json_extract", "json_array",
                                              "json_group_object", "_local.sf_strip_nulls", "json_object")
        if isinstance(node, exp.Coalesce):
            return self.is_variant(node.this)
        return False

    def now(self) -> exp.Expression:
        """The time of this statement, with time zone; in a view that of the query."""
        if self.in_view:
            return exp.Anonymous(this="now")
        self.uses_time = True
        return cast(exp.Placeholder(this=str(self.placeholders + 1)), "TIMESTAMPTZ")

    def _learn_tables(self, tree: exp.Expression) -> None:
        if tree.find(exp.Explode):
            self.variant_names.update(("VALUE", "THIS"))
        for table in tree.find_all(exp.Table):
            if table.catalog and table.db and isinstance(table.this, exp.Identifier) and not is_system_table(table):
                info = self.catalog.table(table.catalog, table.db, table.name)
                if info is not None:
                    self.used.append(info)
                    self.variant_names.update(column.name for column in info.columns if column.type in SEMI_STRUCTURED)
                    self.float_names.update(column.name for column in info.columns if column.type == "FLOAT")
        variant_functions = (exp.ParseJSON, exp.JSONExtract, exp.StarMap, exp.Struct, exp.ArrayAgg, exp.Array, exp.ToVariant, exp.ObjectAgg)
        for alias in tree.find_all(exp.Alias):
            if isinstance(alias.this, variant_functions) or (isinstance(alias.this, exp.Column) and alias.this.name in self.variant_names):
                self.variant_names.add(alias.alias)


def cast(node: exp.Expression, kind: str) -> exp.Cast:
    """CAST(node AS kind) with one of DuckDB's types."""
    return exp.Cast(this=node, to=exp.DataType.build(kind, dialect="duckdb"))


def call(name: str, *arguments: exp.Expression | None) -> exp.Anonymous:
    """A call of one of DuckDB's functions or of our macros."""
    return exp.Anonymous(this=name, expressions=[argument for argument in arguments if argument is not None])


def text(value: str) -> exp.Literal:
    """A string literal."""
    return exp.Literal.string(value)


@handles(exp.Table)
def _table(rewriter: Rewriter, table: exp.Table) -> exp.Expression:
    if not isinstance(table.this, exp.Identifier) or not table.db:
        return table
    if is_system_table(table):
        table.set("catalog", None)
        return table
    if table.db == INFORMATION_SCHEMA:
        return _information_schema(rewriter, table)
    physical = rewriter.catalog.require_schema(table.catalog, table.db)
    if isinstance(table.parent, (exp.Select, exp.From, exp.Join, exp.Merge, exp.Update, exp.Delete, exp.Insert)) or table.parent is None:
        rewriter.catalog.require_table(table.catalog, table.db, table.name)
    table.set("catalog", None)
    table.set("db", exp.to_identifier(physical, quoted=True))
    return table


def _information_schema(rewriter: Rewriter, table: exp.Table) -> exp.Expression:
    if not rewriter.catalog.has_database(table.catalog):
        raise missing("Database", display(table.catalog))
    if table.name not in INFORMATION_VIEWS:
        raise missing("Object", display(table.catalog, INFORMATION_SCHEMA, table.name))
    key = {"SCHEMATA": "CATALOG_NAME", "DATABASES": None, "STAGES": "STAGE_CATALOG"}.get(table.name, "TABLE_CATALOG")
    source = exp.Table(this=exp.to_identifier(f"information_{table.name.lower()}", quoted=True),
                       db=exp.to_identifier(SYSTEM_SCHEMA, quoted=True))
    query = exp.select("*").from_(source)
    if table.name == "TABLES" and any(isinstance(node, exp.Star) or node.name == "ROW_COUNT" for node in table.root().find_all(exp.Star, exp.Column)):
        query = _with_counts(rewriter, table.catalog)
    if key:
        query = query.where(exp.EQ(this=exp.column(exp.to_identifier(key, quoted=True)), expression=text(table.catalog)))
    if rewriter.visible is not None and rewriter.context.application != table.catalog:
        # what one may see changes with grants, so the statement is worked out anew each time
        rewriter.cacheable = False
        for condition in _visible_parts(rewriter, table.catalog, table.name):
            query = query.where(condition)
    alias = table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(table.name, quoted=True))
    return exp.Subquery(this=query, alias=alias, joins=table.args.get("joins"))


def _with_counts(rewriter: Rewriter, database: str) -> exp.Select:
    """INFORMATION_SCHEMA.TABLES with rows counted: DuckDB's own number counts deleted rows as well."""
    rewriter.cacheable = False
    tables = [info for schema in rewriter.catalog.schemas(database) for info in rewriter.catalog.tables(database, schema) if info.kind == "TABLE"]
    counts = " UNION ALL ".join([f"SELECT {literal(info.schema)} AS s, {literal(info.name)} AS t, count(*) AS n FROM {quote(info.physical)}.{quote(info.name)}"
                                 for info in tables] or ["SELECT NULL AS s, NULL AS t, 0 AS n"])
    found = exp.maybe_parse(f'SELECT i.* REPLACE (COALESCE(c.n, i."ROW_COUNT") AS "ROW_COUNT") FROM {SYSTEM_SCHEMA}.information_tables AS i '
                            f'LEFT JOIN ({counts}) AS c ON c.s = i."TABLE_SCHEMA" AND c.t = i."TABLE_NAME"', dialect="duckdb")
    assert isinstance(found, exp.Select)
    return found


_SCHEMA_COLUMNS = {"SCHEMATA": "SCHEMA_NAME", "STAGES": "STAGE_SCHEMA", "LOAD_HISTORY": "SCHEMA_NAME"}


def _visible_parts(rewriter: Rewriter, database: str, view: str) -> list[exp.Expression]:
    catalog, visible = rewriter.catalog, rewriter.visible
    assert visible is not None
    if view == "DATABASES":
        return [_one_of("DATABASE_NAME", [name for name in catalog.databases() if visible(name)])]
    schemas = [name for name in catalog.schemas(database) if visible(database, name)]
    conditions = [_one_of(_SCHEMA_COLUMNS.get(view, "TABLE_SCHEMA"), [*schemas, INFORMATION_SCHEMA])]
    if view in ("TABLES", "COLUMNS", "VIEWS"):
        hidden = [exp.Tuple(expressions=[text(schema), text(info.name)]) for schema in schemas for info in catalog.tables(database, schema)
                  if not visible(database, schema, info.name)]
        if hidden:
            names = exp.Tuple(expressions=[exp.column(exp.to_identifier(name, quoted=True)) for name in ("TABLE_SCHEMA", "TABLE_NAME")])
            conditions.append(exp.Not(this=exp.In(this=names, expressions=hidden)))
    return conditions


def _one_of(column: str, names: list[str]) -> exp.Expression:
    return exp.In(this=exp.column(exp.to_identifier(column, quoted=True)), expressions=[text(name) for name in names] or [exp.null()])


@handles(exp.Column)
def _column(rewriter: Rewriter, column: exp.Column) -> exp.Expression:
    # names of results may carry database and schema: DuckDB knows the table by its alias alone
    if column.args.get("catalog") or (column.args.get("db") and not isinstance(column.this, exp.Star)):
        column.set("catalog", None)
        column.set("db", None)
    return column


@handles(exp.Parameter)
def _parameter(rewriter: Rewriter, parameter: exp.Parameter) -> exp.Expression:
    name = parameter.name
    if name.isdigit():
        return exp.column(exp.to_identifier(f"COLUMN{name}", quoted=True))
    rewriter.cacheable = False
    if name.upper() not in rewriter.variables:
        raise SqlError(f"SQL compilation error: error line 0 at position -1\nSession variable '${name.upper()}' does not exist", 904, "42000")
    return exp.convert(rewriter.variables[name.upper()])


@handles(exp.Values)
def _values(rewriter: Rewriter, values: exp.Values) -> exp.Expression:
    alias = values.args.get("alias")
    rows = [row for row in values.expressions if isinstance(row, exp.Tuple)]
    if rows and not isinstance(values.parent, exp.Insert) and not (alias and alias.args.get("columns")):
        names = [exp.to_identifier(f"COLUMN{number + 1}", quoted=True) for number in range(len(rows[0].expressions))]
        name = alias.this if alias and alias.this else exp.to_identifier("_values", quoted=True)
        values.set("alias", exp.TableAlias(this=name, columns=names))
    return values


@handles(exp.Update)
def _update(rewriter: Rewriter, update: exp.Update) -> exp.Expression:
    for assignment in update.expressions:
        if isinstance(assignment, exp.EQ) and isinstance(assignment.this, exp.Column):
            assignment.set("this", exp.column(assignment.this.this.copy()))
    return update


@handles(exp.Anonymous)
def _anonymous(rewriter: Rewriter, node: exp.Anonymous) -> exp.Expression:
    name = str(node.this).upper() if isinstance(node.this, str) else node.name.upper()
    handler = FUNCTIONS.get(name)
    return handler(rewriter, node) if handler else node
