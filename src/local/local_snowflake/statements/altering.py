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
        meta, columns = dict(info.meta), info.described
        for action in tree.args.get("actions") or []:
            renamed = _apply(engine, session, cursor, info, meta, columns, action) or renamed
        cursor.execute(f"COMMENT ON TABLE {quote(info.physical)}.{quote(renamed or info.name)} IS {literal(encode(meta, columns))}")
    engine.catalog.forget(info.physical)
    if renamed is not None and engine.objects is not None:
        engine.objects.renamed(session, "TABLE", info.database, info.schema, info.name, renamed)
    return Result.status("Statement executed successfully.")


Columns = dict[str, dict[str, Any]]


def _apply(engine: Engine, session: Session, cursor: Any, info: TableInfo, meta: dict[str, Any], columns: Columns, action: exp.Expression) -> str | None:
    """Run one action and note it in what is kept of table and columns; the new name when the table was renamed."""
    qualified = f"{quote(info.physical)}.{quote(info.name)}"
    if isinstance(action, exp.ColumnDef):
        _add(engine, session, cursor, qualified, columns, action)
    elif isinstance(action, exp.Drop):
        for node in action.args.get("tables") or [action.this]:
            _drop(cursor, qualified, columns, node.name, bool(action.args.get("exists")))
    elif isinstance(action, exp.AlterRename):
        return _rename(engine, session, cursor, info, action.this)
    elif isinstance(action, exp.RenameColumn):
        old, new = action.this.name, action.args["to"].name
        _require(columns, old)
        cursor.execute(f"ALTER TABLE {qualified} RENAME COLUMN {quote(old)} TO {quote(new)}")
        columns[new] = columns.pop(old)
    elif isinstance(action, exp.AlterColumn):
        _change(engine, session, cursor, qualified, columns, action)
    elif isinstance(action, exp.AlterSet):
        _set(meta, action)
    elif isinstance(action, exp.AddConstraint):
        _add_key(cursor, qualified, meta, action)
    else:
        raise unsupported(f"ALTER TABLE ... {action.sql(dialect='snowflake')}")
    return None


def _add(engine: Engine, session: Session, cursor: Any, qualified: str, columns: Columns, node: exp.ColumnDef) -> None:
    definition = column(engine, session, node)
    if definition.name in columns:
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
    columns[definition.name] = definition.meta


def _drop(cursor: Any, qualified: str, columns: Columns, name: str, exists: bool) -> None:
    if name not in columns:
        if exists:
            return
        raise SqlError(f"SQL compilation error:\ncolumn '{display(name)}' does not exist", 904, "42000")
    cursor.execute(f"ALTER TABLE {qualified} DROP COLUMN {quote(name)} CASCADE")
    del columns[name]


def _rename(engine: Engine, session: Session, cursor: Any, info: TableInfo, target: exp.Table) -> str:
    if (target.catalog or info.database, target.db or info.schema) != (info.database, info.schema):
        raise unsupported("moving a table to another schema")
    engine.catalog.refuse_taken(info.database, info.schema, target.name)
    cursor.execute(f"ALTER TABLE {quote(info.physical)}.{quote(info.name)} RENAME TO {quote(target.name)}")
    cursor.execute("UPDATE _local.load_history SET table_name = $1 WHERE physical = $2 AND table_name = $3", [target.name, info.physical, info.name])
    return target.name


def _change(engine: Engine, session: Session, cursor: Any, qualified: str, columns: Columns, action: exp.AlterColumn) -> None:
    name = action.this.name
    _require(columns, name)
    quoted = quote(name)
    meta = columns[name]
    if action.args.get("comment") is not None:
        meta["comment"] = action.args["comment"].name
    elif isinstance(action.args.get("dtype"), exp.DataType):
        kind = action.args["dtype"]
        meta.update({"length": None, "precision": None, "scale": None, **describe_type(kind)})
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


def _set(meta: dict[str, Any], action: exp.AlterSet) -> None:
    for outer in action.expressions:
        for node in outer.expressions if isinstance(outer, exp.Properties) else [outer]:
            if isinstance(node, exp.SchemaCommentProperty):
                meta["comment"] = node.this.name
            elif "RETENTION" not in node.name.upper() and "CHANGE_TRACKING" not in node.name.upper():
                raise unsupported(f"ALTER TABLE ... SET {node.sql(dialect='snowflake')}")


def _add_key(cursor: Any, qualified: str, meta: dict[str, Any], action: exp.AddConstraint) -> None:
    for constraint in action.expressions:
        for key in constraint.expressions if isinstance(constraint, exp.Constraint) else [constraint]:
            if isinstance(key, exp.PrimaryKey):
                names = [part.name for part in key.expressions]
                for name in names:
                    cursor.execute(f"ALTER TABLE {qualified} ALTER COLUMN {quote(name)} SET NOT NULL")
                meta["primary_key"] = names


def _require(columns: Columns, name: str) -> None:
    if name not in columns:
        raise SqlError(f"SQL compilation error:\ninvalid identifier '{display(name)}'", 904, "42000")
