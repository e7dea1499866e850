"""Tables: CREATE, DROP, TRUNCATE and COMMENT (ALTER has a module of its own)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_snowflake.catalog import TableInfo, encode
from local_snowflake.errors import unsupported
from local_snowflake.names import display, literal, quote, split_qualified
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session
from local_snowflake.statements import schemas
from local_snowflake.statements.altering import alter  # noqa: F401  (found here by the dispatcher)
from local_snowflake.statements.definitions import Definition, column
from local_snowflake.statements.queries import resolve_identifiers
from local_snowflake.statements.words import Words
from local_snowflake.translate import prepare
from local_snowflake.translate.types import describe_type

if TYPE_CHECKING:
    from local_snowflake.engine import Engine


def prepared(engine: Engine, session: Session, tree: exp.Expression, binds: Sequence[Any], verb: str) -> None:
    """Make names exact and qualified, and ask whether the session may."""
    resolve_identifiers(tree, list(binds))
    prepare.exact_names(tree)
    prepare.qualify(tree, engine.context(session), verb)
    if engine.objects is not None:
        engine.objects.authorize(session, tree)


def create(engine: Engine, session: Session, tree: exp.Create, sql: str, binds: list[Any]) -> Result:
    """CREATE [OR REPLACE] [TRANSIENT] TABLE with columns, LIKE, CLONE or AS SELECT."""
    if engine.objects is not None and tree.expression is not None:
        changed = engine.objects.rewrite_functions(session, tree)
        tree = changed if isinstance(changed, exp.Create) else tree
    prepared(engine, session, tree, binds, "CREATE TABLE")
    schema = tree.this if isinstance(tree.this, exp.Schema) else None
    target = tree.this.this if schema is not None else tree.this
    database, schema_name, name = target.catalog, target.db, target.name
    prepare.require_database(target, engine.catalog)
    meta = _properties(session, tree)
    present = engine.catalog.table(database, schema_name, name)
    if present is not None and tree.args.get("exists"):
        return Result.status(f"{name} already exists, statement succeeded.")
    replaced = present if present is not None and tree.args.get("replace") else None
    if replaced is None:
        engine.catalog.refuse_taken(database, schema_name, name)
    columns = _columns(engine, session, schema, meta)
    source = _source(engine, session, tree, binds)
    if not columns and source is None:
        raise SqlError("SQL compilation error:\nMissing column specification", 2025, "42601")
    physical = engine.catalog.require_schema(database, schema_name)
    with engine.defining(session) as cursor:
        if replaced is not None:
            remove(cursor, replaced)
        _make(engine, cursor, physical, name, columns, source, meta)
    engine.catalog.forget(physical, name)
    if engine.objects is not None:
        if replaced is not None:
            engine.objects.dropped(session, replaced.kind, database, schema_name, name)
        engine.objects.created(session, "TABLE", database, schema_name, name)
    return Result.status(f"Table {name} successfully created.")


def _properties(session: Session, tree: exp.Create) -> dict[str, Any]:
    meta: dict[str, Any] = {"kind": "TABLE", "owner": session.application or session.role}
    for node in (tree.args.get("properties") or exp.Properties()).expressions:
        if isinstance(node, exp.LikeProperty):
            continue
        if isinstance(node, exp.TransientProperty):
            meta["kind"] = "TRANSIENT"
        elif isinstance(node, exp.SchemaCommentProperty):
            meta["comment"] = node.this.name
        elif isinstance(node, exp.TemporaryProperty):
            if session.application is not None:
                raise SqlError("Unsupported feature 'Temporary tables in a native application'.", 2, "0A000")
            raise unsupported("temporary tables")
        elif isinstance(node, (exp.CopyGrantsProperty, exp.Cluster)):
            pass
        elif isinstance(node, exp.Property) and node.name.upper() in ("DATA_RETENTION_TIME_IN_DAYS", "CHANGE_TRACKING", "MAX_DATA_EXTENSION_TIME_IN_DAYS",
                                                                      "ENABLE_SCHEMA_EVOLUTION"):
            pass
        else:
            raise unsupported(f"the table property {node.sql(dialect='snowflake')}")
    return meta


def _columns(engine: Engine, session: Session, schema: exp.Schema | None, meta: dict[str, Any]) -> list[Definition]:
    columns: list[Definition] = []
    keys: list[str] = []
    for node in schema.expressions if schema is not None else []:
        if isinstance(node, exp.ColumnDef):
            columns.append(column(engine, session, node))
        elif isinstance(node, (exp.Constraint, exp.PrimaryKey)):
            for key in [node] if isinstance(node, exp.PrimaryKey) else node.expressions:
                if isinstance(key, exp.PrimaryKey):
                    keys = [part.name for part in key.expressions]
                elif not isinstance(key, (exp.UniqueColumnConstraint, exp.ForeignKey)):
                    raise unsupported(f"the constraint {key.sql(dialect='snowflake')}")
        elif isinstance(node, exp.Identifier):
            columns.append(Definition(node.name, "", {}))
        elif not isinstance(node, (exp.UniqueColumnConstraint, exp.ForeignKey)):
            raise unsupported(f"{node.sql(dialect='snowflake')} in a table definition")
    names = [entry.name for entry in columns]
    for name in names:
        if names.count(name) > 1:
            raise SqlError(f"SQL compilation error:\nduplicate column name '{name}'", 2025, "42601")
        if sum(other.upper() == name.upper() for other in names) > 1:
            raise unsupported(f"columns whose names differ by case alone ({name})")
    for key in keys:
        if key not in names:
            raise SqlError(f"SQL compilation error:\ninvalid identifier '{key}'", 904, "42000")
        columns[names.index(key)].nullable = False
        columns[names.index(key)].is_key = True
    meta["primary_key"] = keys or [entry.name for entry in columns if entry.is_key] or None
    return columns


def _source(engine: Engine, session: Session, tree: exp.Create, binds: list[Any]) -> tuple[str, dict[str, Any], TableInfo | None, bool] | None:
    """Where structure or rows come from: (query, parameters, table whose descriptions are taken over, with rows)."""
    clone = tree.args.get("clone")
    like = next((node for node in (tree.args.get("properties") or exp.Properties()).expressions if isinstance(node, exp.LikeProperty)), None)
    if clone is not None or like is not None:
        table = (clone or like).this
        info = engine.catalog.require_table(table.catalog, table.db, table.name, "Table")
        return f"SELECT * FROM {quote(info.physical)}.{quote(info.name)}", {}, info, clone is not None
    if tree.expression is None:
        return None
    from local_snowflake.statements import projections
    from local_snowflake.translate.rewrite import Rewriter

    query = tree.expression.copy()
    projections.name_results(query)
    count = max([int(node.name) for node in query.find_all(exp.Placeholder)], default=0)
    rewriter = Rewriter(engine.catalog, engine.context(session), session.variables, session.id, count)
    rewritten = rewriter.rewrite(query)
    parameters = {node.name: binds[int(node.name) - 1] for node in rewritten.find_all(exp.Placeholder) if int(node.name) <= count}
    if rewriter.uses_time:
        parameters[str(count + 1)] = engine.clock()
    return rewritten.sql(dialect="duckdb", comments=False), parameters, None, True


def _make(engine: Engine, cursor: Any, physical: str, name: str, columns: list[Definition],
          source: tuple[str, dict[str, Any], TableInfo | None, bool] | None, meta: dict[str, Any]) -> None:
    qualified = f"{quote(physical)}.{quote(name)}"
    if source is not None:
        query, parameters, model, _ = source
        described = cursor.execute(f"DESCRIBE {query}", parameters).fetchall()
        if model is not None:
            columns = [Definition(info.name, info.duck_type, dict(info.meta), info.nullable) for info in model.columns]
            meta.update({key: value for key, value in model.meta.items() if key in ("comment", "primary_key")})
        elif not columns:
            columns = [Definition(row[0], _stored(row[1]), _described(_stored(row[1]))) for row in described]
        else:
            for entry, row in zip(columns, described):
                if not entry.duck_type:
                    entry.duck_type, entry.meta = _stored(row[1]), _described(_stored(row[1]))
    definitions = []
    for entry in columns:
        sequence = None
        if entry.sequence is not None:
            sequence = f"{quote(physical)}.{quote(f'{name}#{entry.name}')}"
            cursor.execute(f"CREATE OR REPLACE SEQUENCE {sequence} START {entry.sequence[0]} INCREMENT {entry.sequence[1]}")
        definitions.append(entry.sql(sequence))
    cursor.execute(f"CREATE TABLE {qualified} ({', '.join(definitions)})")
    described = encode({**meta, "created": engine.clock().isoformat()}, {entry.name: entry.meta for entry in columns})
    cursor.execute(f"COMMENT ON TABLE {qualified} IS {literal(described)}")
    if source is not None and source[3]:
        cursor.execute(f"INSERT INTO {qualified} {source[0]}", source[1])


def _stored(duck_type: str) -> str:
    if duck_type in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT", "UHUGEINT"):
        return "DECIMAL(38,0)"
    if duck_type == "FLOAT":
        return "DOUBLE"
    if duck_type in ('"NULL"', "NULL", "UUID"):
        return "VARCHAR"
    return "JSON" if duck_type.endswith("[]") or duck_type.startswith(("STRUCT", "MAP")) else duck_type


def _described(duck_type: str) -> dict[str, Any]:
    return describe_type(exp.DataType.build(duck_type, dialect="duckdb"))


def remove(cursor: Any, info: TableInfo) -> None:
    """Drop a table or view with its sequences and load history."""
    cursor.execute(f"DROP {info.kind} {quote(info.physical)}.{quote(info.name)}")
    cursor.execute("DELETE FROM _local.load_history WHERE physical = $1 AND table_name = $2", [info.physical, info.name])
    for entry in info.columns:
        if entry.meta.get("autoincrement"):
            cursor.execute(f"DROP SEQUENCE IF EXISTS {quote(info.physical)}.{quote(f'{info.name}#{entry.name}')}")


def drop(engine: Engine, session: Session, tree: exp.Drop, sql: str, binds: list[Any]) -> Result:
    """DROP TABLE [IF EXISTS]."""
    prepared(engine, session, tree, binds, "DROP")
    target = (tree.args.get("tables") or [tree.this])[0]
    info = None
    if not (tree.args.get("exists") and engine.catalog.physical(target.catalog, target.db) is None):
        prepare.require_database(target, engine.catalog)
        info = engine.catalog.table(target.catalog, target.db, target.name)
    kind = str(tree.args["kind"]).upper()
    if info is None:
        if tree.args.get("exists"):
            return Result.status(f"Drop statement executed successfully ({target.name} already dropped).")
        engine.catalog.require_table(target.catalog, target.db, target.name, kind.capitalize())
    assert info is not None
    if info.kind != kind:
        raise SqlError(f"SQL compilation error:\nObject found is of type '{info.kind}', specified type '{kind}' is not supported.", 1203, "42601")
    with engine.defining(session) as cursor:
        remove(cursor, info)
    engine.catalog.forget(info.physical, info.name)
    if engine.objects is not None:
        engine.objects.dropped(session, kind, info.database, info.schema, info.name)
    return Result.status(f"{target.name} successfully dropped.")


def truncate(engine: Engine, session: Session, tree: exp.TruncateTable, sql: str, binds: list[Any]) -> Result:
    """TRUNCATE [TABLE] [IF EXISTS]: DML in a transaction of its own; load history is forgotten."""
    prepared(engine, session, tree, binds, "TRUNCATE")
    target = tree.expressions[0]
    if tree.args.get("exists") and engine.catalog.table(target.catalog, target.db, target.name) is None:
        return Result.status("Statement executed successfully.")
    info = engine.catalog.require_table(target.catalog, target.db, target.name, "Table")
    with engine.defining(session) as cursor:
        cursor.execute(f"DELETE FROM {quote(info.physical)}.{quote(info.name)}")
        cursor.execute("DELETE FROM _local.load_history WHERE physical = $1 AND table_name = $2", [info.physical, info.name])
    return Result.status("Statement executed successfully.")


def comment(engine: Engine, session: Session, sql: str, binds: list[Any]) -> Result:
    """COMMENT [IF EXISTS] ON kind name IS 'text'."""
    reader = Words.of(sql)
    reader.expect("COMMENT")
    if_exists = reader.accept("IF", "EXISTS")
    reader.expect("ON")
    kind = reader.take().upper()
    parts = split_qualified(reader.name())
    reader.expect("IS")
    token = reader.take()
    from local_snowflake.statements.words import string
    text = string(token) if token[0] in "'$" else (binds[0] if token == "?" and binds else None)
    reader.finish()
    try:
        _comment(engine, session, kind, parts, text)
    except SqlError as error:
        if not (if_exists and error.code == 2003):
            raise
    return Result.status("Statement executed successfully.")


def _comment(engine: Engine, session: Session, kind: str, parts: list[str], text: str | None) -> None:
    if kind in ("DATABASE", "SCHEMA"):
        database, schema = schemas._names(session, kind, parts)
        schemas._authorize(engine, session, "ALTER", kind, database, schema)
        if schema is not None:
            engine.catalog.require_schema(database, schema)
        schemas.comment(engine, session, database, schema, text)
        return
    if kind == "STAGE":
        from local_snowflake.statements import stages
        stages.comment(engine, session, parts, text)
        return
    if kind not in ("TABLE", "VIEW", "COLUMN"):
        raise unsupported(f"COMMENT ON {kind}")
    column_name = parts.pop() if kind == "COLUMN" else None
    table = exp.Table(**{key: exp.to_identifier(part, quoted=True) for key, part in zip(("this", "db", "catalog"), reversed(parts))})
    tree = exp.Alter(this=table, kind="TABLE" if kind == "COLUMN" else kind)
    prepared(engine, session, tree, [], "COMMENT")
    info = engine.catalog.require_table(table.catalog, table.db, table.name, kind.capitalize() if kind != "COLUMN" else "Table")
    set_comment(engine, session, info, column_name, text)


def set_comment(engine: Engine, session: Session, info: TableInfo, column_name: str | None, text: str | None) -> None:
    """Set or remove the comment of a table, view or column."""
    meta, columns = dict(info.meta), info.described
    if column_name is None:
        meta["comment"] = text
    elif column_name in columns:
        columns[column_name]["comment"] = text
    else:
        raise SqlError(f"SQL compilation error:\ninvalid identifier '{display(column_name)}'", 904, "42000")
    with engine.defining(session) as cursor:
        cursor.execute(f"COMMENT ON {info.kind} {quote(info.physical)}.{quote(info.name)} IS {literal(encode(meta, columns))}")
    engine.catalog.forget(info.physical, info.name)
