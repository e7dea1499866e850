"""Views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_snowflake.catalog import encode
from local_snowflake.errors import unsupported
from local_snowflake.names import literal, quote
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session
from local_snowflake.statements import projections, tables
from local_snowflake.statements.tables import drop  # noqa: F401  (found here by the dispatcher)
from local_snowflake.statements.words import without_leading_comments
from local_snowflake.translate import prepare
from local_snowflake.translate.rewrite import Rewriter
from local_snowflake.translate.types import result_column

if TYPE_CHECKING:
    from local_snowflake.engine import Engine


def create(engine: Engine, session: Session, tree: exp.Create, sql: str, binds: list[Any]) -> Result:
    """CREATE [OR REPLACE] [SECURE] VIEW [IF NOT EXISTS] name [(columns)] [COMMENT = ''] AS query."""
    if binds:
        raise SqlError("SQL compilation error:\nBind variables not allowed in view and UDF definitions.", 2210, "42601")
    if engine.objects is not None:
        tree = engine.objects.rewrite_functions(session, tree)
    prepared_names = tree.this.expressions if isinstance(tree.this, exp.Schema) else []
    _inner_names_from_its_own_schema(engine, session, tree)
    tables.prepared(engine, session, tree, binds, "CREATE VIEW")
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    prepare.require_database(target, engine.catalog)
    present = engine.catalog.table(target.catalog, target.db, target.name)
    if present is not None and tree.args.get("exists"):
        return Result.status(f"{target.name} already exists, statement succeeded.")
    replaced = present if present is not None and tree.args.get("replace") else None
    if replaced is None:
        engine.catalog.refuse_taken(target.catalog, target.db, target.name)
    meta = _meta(session, tree, sql)
    columns = [(node.name, _comment(node)) for node in prepared_names]
    rewriter = Rewriter(engine.catalog, engine.context(session), session.variables, session.id, in_view=True)
    query = tree.expression.copy()
    projections.name_results(query)
    text = rewriter.rewrite(query).sql(dialect="duckdb", comments=False)
    physical = engine.catalog.require_schema(target.catalog, target.db)
    qualified = f"{quote(physical)}.{quote(target.name)}"
    known = projections.column_meta(rewriter.used)
    with engine.defining(session) as cursor:
        if replaced is not None:
            tables.remove(cursor, replaced)
        names = f" ({', '.join(quote(name) for name, _ in columns)})" if columns else ""
        cursor.execute(f"CREATE VIEW {qualified}{names} AS {text}")
        comments = dict(columns)
        described = {name: {**_described(name, kind, known), "comment": comments.get(name)}
                     for name, kind, *_ in cursor.execute(f"DESCRIBE {qualified}").fetchall()}
        kept = encode({**meta, "created": engine.clock().isoformat()}, described)
        cursor.execute(f"COMMENT ON VIEW {qualified} IS {literal(kept)}")
    engine.catalog.forget(physical, target.name)
    if engine.objects is not None:
        if replaced is not None:
            engine.objects.dropped(session, replaced.kind, target.catalog, target.db, target.name)
        engine.objects.created(session, "VIEW", target.catalog, target.db, target.name)
    return Result.status(f"View {target.name} successfully created.")


def _inner_names_from_its_own_schema(engine: Engine, session: Session, tree: exp.Create) -> None:
    """Unqualified names inside a view are looked up in the view's own schema, whoever creates it from wherever."""
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    prepare.exact_names(tree)
    prepare.qualify_table(target, engine.context(session), "CREATE VIEW")
    for table in list(tree.expression.find_all(exp.Table)):
        if isinstance(table.this, exp.Identifier) and not prepare.is_system_table(table) and not prepare.names_cte(table):
            if not table.db:
                table.set("db", target.args["db"].copy())
            if not table.catalog:
                table.set("catalog", target.args["catalog"].copy())


def _meta(session: Session, tree: exp.Create, sql: str) -> dict[str, Any]:
    meta: dict[str, Any] = {"kind": "VIEW", "owner": session.application or session.role, "text": without_leading_comments(sql)}
    for node in (tree.args.get("properties") or exp.Properties()).expressions:
        if isinstance(node, exp.SchemaCommentProperty):
            meta["comment"] = node.this.name
        elif isinstance(node, exp.SecureProperty):
            meta["secure"] = True
        elif not isinstance(node, exp.CopyGrantsProperty):
            raise unsupported(f"the view property {node.sql(dialect='snowflake')}")
    return meta


def _comment(node: exp.Expression) -> str | None:
    for constraint in node.args.get("constraints") or []:
        if isinstance(constraint.args.get("kind"), exp.CommentColumnConstraint):
            return str(constraint.args["kind"].this.name)
    return None


def _described(name: str, duck_type: str, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    column = result_column(name, duck_type, known.get(name))
    word = {"fixed": "NUMBER", "real": "FLOAT"}.get(column.type, column.type.upper())
    described: dict[str, Any] = {"type": word}
    if word == "NUMBER":
        described.update(precision=column.precision, scale=column.scale)
    elif word == "TEXT" and name in known:
        described["length"] = known[name].get("length")
    elif word.startswith("TIME"):
        described["scale"] = known.get(name, {}).get("scale", 9)
    return described


def alter(engine: Engine, session: Session, tree: exp.Alter, sql: str, binds: list[Any]) -> Result:
    """ALTER VIEW ... SET COMMENT, RENAME TO."""
    tables.prepared(engine, session, tree, binds, "ALTER")
    target = tree.this
    info = engine.catalog.require_table(target.catalog, target.db, target.name, "View")
    for action in tree.args.get("actions") or []:
        properties = [node for outer in action.expressions for node in outer.expressions] if isinstance(action, exp.AlterSet) else []
        if len(properties) == 1 and isinstance(properties[0], exp.SchemaCommentProperty):
            tables.set_comment(engine, session, info, None, properties[0].this.name)
        else:
            raise unsupported(f"ALTER VIEW ... {action.sql(dialect='snowflake')}")
    return Result.status("Statement executed successfully.")
