"""SELECT, INSERT, UPDATE, DELETE and MERGE."""

from __future__ import annotations

import functools
import json
import warnings
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow
import pyarrow.compute
from sqlglot import exp

from local_snowflake.catalog import TableInfo
from local_snowflake.names import split_qualified
from local_snowflake.result import Column, Result, SqlError
from local_snowflake.session import Session
from local_snowflake.statements import checks, merges, projections, scans
from local_snowflake.translate import prepare
from local_snowflake.translate.prepare import Context
from local_snowflake.translate.rewrite import Rewriter
from local_snowflake.translate.types import result_column

if TYPE_CHECKING:
    from local_snowflake.engine import Engine

CACHED_STATEMENTS = 2000
CACHED_LENGTH = 65536
_KINDS: dict[type[exp.Expression], str] = {exp.Insert: "insert", exp.Update: "update", exp.Delete: "delete", exp.Merge: "merge"}

warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")


@dataclass(frozen=True)
class Translated:
    """A statement in DuckDB's words, and what must still hold for it to be used again."""

    tree: exp.Expression
    sql: str
    kind: str
    before: tuple[str, ...]
    numbers: tuple[int, ...]
    time_number: int | None
    used: tuple[TableInfo, ...]
    columns: dict[str, dict[str, Any]]
    counted: tuple[str, ...] = ()
    scanned: tuple[tuple[str, pyarrow.Table], ...] = ()
    ordered: merges.Ordered | None = None


class Queries:
    """Translates and runs statements on data; translations are kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cache: OrderedDict[tuple[str, Context], Translated] = OrderedDict()
        self._lock = Lock()

    @staticmethod
    def is_query(tree: exp.Expression) -> bool:
        """Whether this module does the statement."""
        return isinstance(tree, (exp.Query, exp.Values, *_KINDS))

    def run_cached(self, session: Session, sql: str, binds: list[Any]) -> Result | None:
        """Run a statement that was translated before; None when it must be translated (again)."""
        with self._lock:
            translated = self._cache.get((sql, self._engine.context(session)))
        if translated is None or len(binds) < len(translated.numbers):
            return None
        if any(self._engine.catalog.table(info.database, info.schema, info.name) is not info for info in translated.used):
            return None
        self._authorize(session, translated.tree)
        return self._execute(session, translated, binds)

    def run(self, session: Session, sql: str, tree: exp.Expression, placeholders: int, binds: list[Any]) -> Result:
        """Translate and run a statement."""
        return self._execute(session, self.translate(session, sql, tree, placeholders, binds), binds)

    def describe(self, session: Session, sql: str, tree: exp.Expression, placeholders: int, binds: list[Any]) -> Result:
        """The columns of the answer; a query is planned but not run."""
        binds = binds + [None] * (placeholders - len(binds))
        translated = self.translate(session, sql, tree, placeholders, binds)
        if translated.kind != "select":
            names = translated.counted or {"insert": ("number of rows inserted",), "delete": ("number of rows deleted",),
                                           "update": ("number of rows updated", "number of multi-joined rows updated")}[translated.kind]
            return Result([Column(name, "fixed", 38, 0) for name in names], [], translated.kind)
        cursor = self._engine.connection(session)
        with scans.registered(cursor, translated.scanned):
            rows = cursor.execute(f"DESCRIBE {translated.sql}", self._parameters(translated, binds)).fetchall()
        return Result([result_column(row[0], row[1], translated.columns.get(row[0])) for row in rows], [], "select")

    def translate(self, session: Session, sql: str, tree: exp.Expression, placeholders: int, binds: list[Any]) -> Translated:
        """The statement in DuckDB's words, authorized; kept for the next time where that is safe."""
        engine = self._engine
        context = engine.context(session)
        cacheable = resolve_identifiers(tree, binds) and len(sql) <= CACHED_LENGTH
        prepare.exact_names(tree)
        if engine.objects is not None:
            changed = engine.objects.rewrite_functions(session, tree)
            cacheable, tree = cacheable and changed is tree, changed
        scanned = scans.resolve(engine, session, tree, binds)
        cacheable = cacheable and not scanned
        projections.name_results(tree, sql)
        kind = _KINDS.get(type(tree), "select")
        tables = prepare.qualify(tree, context, kind.upper())
        self._authorize(session, tree)
        for table in tables:
            prepare.require_database(table, engine.catalog)
        variables = {**session.variables, " last_query_id": session.last_query_id}
        visible = None if engine.objects is None else functools.partial(engine.visible, session)
        rewriter = Rewriter(engine.catalog, context, variables, session.id, placeholders, visible=visible)
        checks.check(tree, engine.catalog, binds)
        rewritten = rewriter.rewrite(tree.copy())
        before: tuple[str, ...] = ()
        if isinstance(rewritten, exp.Insert) and rewritten.args.get("overwrite"):
            rewritten.set("overwrite", False)
            target = rewritten.this.this if isinstance(rewritten.this, exp.Schema) else rewritten.this
            before = (f"DELETE FROM {target.sql(dialect='duckdb')}",)
        merge = rewritten if isinstance(rewritten, exp.Merge) else None
        text = rewritten.sql(dialect="duckdb", comments=False) if merge is None else merges.in_duckdb(merge)
        numbers = tuple(sorted({int(node.name) for node in rewritten.find_all(exp.Placeholder)} - {placeholders + 1}))
        translated = Translated(tree, text, kind, before, numbers, placeholders + 1 if rewriter.uses_time else None, tuple(rewriter.used),
                                projections.column_meta(rewriter.used), () if merge is None else merges.counted(tree), scanned,
                                None if merge is None else merges.ordered(merge))
        if cacheable and rewriter.cacheable:
            with self._lock:
                self._cache[(sql, context)] = translated
                while len(self._cache) > CACHED_STATEMENTS:
                    self._cache.popitem(last=False)
        return translated

    def _authorize(self, session: Session, tree: exp.Expression) -> None:
        if self._engine.objects is not None:
            self._engine.objects.authorize(session, tree)

    def _parameters(self, translated: Translated, binds: list[Any]) -> dict[str, Any]:
        parameters = {str(number): binds[number - 1] for number in translated.numbers}
        if translated.time_number is not None:
            now = self._engine.clock()
            parameters[str(translated.time_number)] = now.replace(microsecond=now.microsecond // 1000 * 1000)
        return parameters

    def _execute(self, session: Session, translated: Translated, binds: list[Any]) -> Result:
        parameters = self._parameters(translated, binds)
        if translated.kind == "select":
            cursor = self._engine.connection(session)
            with scans.registered(cursor, translated.scanned):
                return fetch(cursor.execute(translated.sql, parameters), translated.columns)
        with self._engine.writing(session) as cursor, scans.registered(cursor, translated.scanned):
            for statement in translated.before:
                cursor.execute(statement)
            ordered = translated.ordered
            if ordered is not None and ordered.is_better(cursor, parameters):
                cursor.execute(ordered.sql, parameters)
            else:
                cursor.execute(translated.sql, parameters)
            if translated.kind == "merge":
                return merges.count(cursor, translated.counted)
            row = cursor.fetchone()
            count = int(row[0]) if row else 0
        if translated.kind == "insert":
            return Result.counts("insert", number_of_rows_inserted=count)
        if translated.kind == "update":
            return Result.counts("update", number_of_rows_updated=count, number_of_multi_joined_rows_updated=0)
        return Result.counts("delete", number_of_rows_deleted=count)


def resolve_identifiers(tree: exp.Expression, binds: list[Any]) -> bool:
    """Replace IDENTIFIER('...') and IDENTIFIER(?) by the name; False when a bind decided, so that the tree fits this call only."""
    fixed = True
    for dynamic in list(tree.find_all(exp.DynamicIdentifier)):
        source = dynamic.this
        if isinstance(source, exp.Placeholder):
            fixed = False
            value = binds[int(source.name) - 1] if int(source.name) <= len(binds) else None
        elif isinstance(source, exp.Literal) and source.is_string:
            value = source.name
        else:
            raise SqlError("SQL compilation error:\nIDENTIFIER takes a string or a bind.", 1003, "42000")
        if not isinstance(value, str):
            raise SqlError("SQL compilation error:\nIDENTIFIER wants a name that is a string.", 2005, "42601")
        parts = [exp.to_identifier(part, quoted=True) for part in split_qualified(value)]
        parent = dynamic.parent
        if isinstance(parent, exp.Table):
            for key, part in zip(("this", "db", "catalog"), reversed(parts)):
                parent.set(key, part)
        else:
            dynamic.replace(exp.Column(**dict(zip(("this", "table", "db", "catalog"), reversed(parts)))))
    return fixed


def fetch(cursor: duckdb.DuckDBPyConnection, metas: dict[str, dict[str, Any]]) -> Result:
    """The answer of a query as an Arrow table whose types are those of the clients' protocol."""
    described = [(str(name), str(kind)) for name, kind, *_ in cursor.description or []]
    table = cursor.to_arrow_table()
    columns, arrays = [], []
    for position, (name, kind) in enumerate(described):
        if kind in ("BIGNUM", "VARINT"):
            raise SqlError("Numeric value is out of range: more than 38 digits", 100039, "22003")
        columns.append(result_column(name, kind, metas.get(name)))
        arrays.append(_plain(table.column(position), columns[-1]))
    names = [str(position) for position in range(len(arrays))]
    return Result(columns, None, "select", table=pyarrow.Table.from_arrays(arrays, names=names))


def _plain(array: pyarrow.ChunkedArray, column: Column) -> pyarrow.ChunkedArray:
    kind = array.type
    if pyarrow.types.is_nested(kind):
        return pyarrow.chunked_array([pyarrow.array([None if value is None else json.dumps(value, default=str) for value in array.to_pylist()],
                                                    pyarrow.string())])
    if isinstance(kind, pyarrow.BaseExtensionType):
        array = pyarrow.chunked_array([chunk.storage for chunk in array.chunks], type=kind.storage_type)
        kind = array.type
        if column.type == "text" and pyarrow.types.is_fixed_size_binary(kind):
            raise SqlError("UUID results are not supported by the local Snowflake.", 2, "0A000")
    if column.type == "fixed" and pyarrow.types.is_floating(kind):
        return pyarrow.compute.cast(array, pyarrow.decimal128(38, 0))
    if pyarrow.types.is_dictionary(kind):
        return pyarrow.compute.cast(array, kind.value_type)
    return array
