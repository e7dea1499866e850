"""ALTER TABLE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_snowflake.catalog import TableInfo, encode
from local_snowflake.errors import unsupported
from local_snowflake.names import display, literal, quote
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session
from local_snowflake.statements.definitions import column, expression
from local_snowflake.translate import prepare
from local_snowflake.translate.types import describe_type, storage_type

if TYPE_CHECKING:
    from local_snowflake.engine import Engine


def alter(engine: Engine, session: Session, tree: exp.Alter, sql: str, binds: list[Any]) -> Result:
    """ALTER TABLE [IF EXISTS] name action [, action ...]."""
    from local_snowflake.statements import tables

    tables.prepared(engine, session, tree, binds, "ALTER")
    target = tree.this
    if tree.args.get("exists") and engine.catalog.table(target.catalog, target.db, target.name) is None:
        return Result.status("Statement executed successfully.")
    prepare.require_database(target, engine.catalog)
    info = engine.catalog.require_table(target.catalog, target.db, target.name, "Table")
    if info.kind != "TABLE":
        raise SqlError(f"SQL compilation error:\nObject found is of type '{info.kind}', specified type 'TABLE' is not supported.", 1203, "42601")
    renamed = None
    with engine.defining(session) as cursor:
        known = {entry.name for entry in info.columns}
        for action in tree.args.get("actions") or []:
            renamed = _apply(engine, session, cursor, info, known, action) or renamed
    engine.catalog.forget(info.physical)
    if renamed is not None and engine.objects is not None:
        engine.objects.renamed(session, "TABLE", info.database, info.schema, info.name, renamed)
    return Result.status("Statement executed successfully.")


def _apply(engine: Engine, session: Session, cursor: Any, info: TableInfo, known: set[str], action: exp.Expression) -> str | None:
    """Run one action; the new name when the table was renamed."""
    qualified = f"{quote(info.physical)}.{quote(info.name)}"
    if isinstance(action, exp.ColumnDef):
        _add(engine, session, cursor, qualified, known, action)
    elif isinstance(action, exp.Drop):
        for node in action.args.get("tables") or [action.this]:
            _drop(cursor, qualified, known, node.name, bool(action.args.get("exists")))
    elif isinstance(action, exp.AlterRename):
        return _rename(engine, session, cursor, info, action.this)
    elif isinstance(action, exp.RenameColumn):
        old, new = action.this.name, action.args["to"].name
        _require(info, known, old)
        cursor.execute(f"ALTER TABLE {qualified} RENAME COLUMN {quote(old)} TO {quote(new)}")
    elif isinstance(action, exp.AlterColumn):
        _change(engine, session, cursor, info, qualified, known, action)
    elif isinstance(action, exp.AlterSet):
        _set(cursor, info, qualified, action)
    elif isinstance(action, exp.AddConstraint):
        _add_key(cursor, info, qualified, action)
    else:
        raise unsupported(f"ALTER TABLE ... {action.sql(dialect='snowflake')}")
    return None


def _add(engine: Engine, session: Session, cursor: Any, qualified: str, known: set[str], node: exp.ColumnDef) -> None:
    definition = column(engine, session, node)
    if definition.name in known:
        if definition.exists_ok:
            return
        raise SqlError(f"SQL compilation error:\ncolumn '{display(definition.name)}' already exists", 1430, "42601")
    if definition.sequence is not None:
        raise unsupported("adding an AUTOINCREMENT column")
    if not definition.nullable and definition.default is None and cursor.execute(f"SELECT 1 FROM {qualified} LIMIT 1").fetchall():
        raise SqlError(f"Non-nullable column '{definition.name}' cannot be added to non-empty table unless it has a non-null default value.",
                       2130, "42601")
    default = f" DEFAULT ({definition.default})" if definition.default is not None else ""
    cursor.execute(f"ALTER TABLE {qualified} ADD COLUMN {quote(definition.name)} {definition.duck_type}{default}")
    if not definition.nullable:
        cursor.execute(f"ALTER TABLE {qualified} ALTER COLUMN {quote(definition.name)} SET NOT NULL")
    cursor.execute(f"COMMENT ON COLUMN {qualified}.{quote(definition.name)} IS {literal(encode(definition.meta))}")
    known.add(definition.name)


def _drop(cursor: Any, qualified: str, known: set[str], name: str, exists: bool) -> None:
    if name not in known:
        if exists:
            return
        raise SqlError(f"SQL compilation error:\ncolumn '{display(name)}' does not exist", 904, "42000")
    cursor.execute(f"ALTER TABLE {qualified} DROP COLUMN {quote(name)} CASCADE")
    known.discard(name)


def _rename(engine: Engine, session: Session, cursor: Any, info: TableInfo, target: exp.Table) -> str:
    if (target.catalog or info.database, target.db or info.schema) != (info.database, info.schema):
        raise unsupported("moving a table to another schema")
    engine.catalog.refuse_taken(info.database, info.schema, target.name)
    cursor.execute(f"ALTER TABLE {quote(info.physical)}.{quote(info.name)} RENAME TO {quote(target.name)}")
    cursor.execute("UPDATE _local.load_history SET table_name = $1 WHERE physical = $2 AND table_name = $3", [target.name, info.physical, info.name])
    return target.name


def _change(engine: Engine, session: Session, cursor: Any, info: TableInfo, qualified: str, known: set[str], action: exp.AlterColumn) -> None:
    name = action.this.name
    found = _require(info, known, name)
    quoted = quote(name)
    meta = dict(found.meta) if found is not None else {}
    if action.args.get("comment") is not None:
        meta["comment"] = action.args["comment"].name
    elif isinstance(action.args.get("dtype"), exp.DataType):
        kind = action.args["dtype"]
        meta = {**meta, "length": None, "precision": None, "scale": None, **describe_type(kind)}
        cursor.execute(f"ALTER TABLE {qualified} ALTER COLUMN {quoted} SET DATA TYPE {storage_type(kind).sql(dialect='duckdb')}")
    elif action.args.get("drop"):
        if action.args.get("allow_null"):
            cursor.execute(f"ALTER TABLE {qualified} ALTER COLUMN {quoted} DROP NOT NULL")
        else:
            meta.pop("default", None)
            cursor.execute(f"ALTER TABLE {qualified} ALTER COLUMN {quoted} DROP DEFAULT")
    elif action.args.get("allow_null") is False:
        cursor.execute(f"ALTER TABLE {qualified} ALTER COLUMN {quoted} SET NOT NULL")
    elif action.args.get("allow_null"):
        cursor.execute(f"ALTER TABLE {qualified} ALTER COLUMN {quoted} DROP NOT NULL")
    elif action.args.get("default") is not None:
        default = action.args["default"]
        meta["default"] = default.sql(dialect="snowflake")
        cursor.execute(f"ALTER TABLE {qualified} ALTER COLUMN {quoted} SET DEFAULT {expression(engine, session, default)}")
    else:
        raise unsupported(f"ALTER TABLE ... {action.sql(dialect='snowflake')}")
    cursor.execute(f"COMMENT ON COLUMN {qualified}.{quoted} IS {literal(encode(meta))}")


def _set(cursor: Any, info: TableInfo, qualified: str, action: exp.AlterSet) -> None:
    meta = dict(info.meta)
    for outer in action.expressions:
        for node in outer.expressions if isinstance(outer, exp.Properties) else [outer]:
            if isinstance(node, exp.SchemaCommentProperty):
                meta["comment"] = node.this.name
            elif "RETENTION" not in node.name.upper() and "CHANGE_TRACKING" not in node.name.upper():
                raise unsupported(f"ALTER TABLE ... SET {node.sql(dialect='snowflake')}")
    cursor.execute(f"COMMENT ON TABLE {qualified} IS {literal(encode(meta))}")


def _add_key(cursor: Any, info: TableInfo, qualified: str, action: exp.AddConstraint) -> None:
    for constraint in action.expressions:
        for key in constraint.expressions if isinstance(constraint, exp.Constraint) else [constraint]:
            if isinstance(key, exp.PrimaryKey):
                names = [part.name for part in key.expressions]
                for name in names:
                    cursor.execute(f"ALTER TABLE {qualified} ALTER COLUMN {quote(name)} SET NOT NULL")
                cursor.execute(f"COMMENT ON TABLE {qualified} IS {literal(encode({**info.meta, 'primary_key': names}))}")


def _require(info: TableInfo, known: set[str], name: str) -> Any:
    if name not in known:
        raise SqlError(f"SQL compilation error:\ninvalid identifier '{display(name)}'", 904, "42000")
    return info.column(name)
