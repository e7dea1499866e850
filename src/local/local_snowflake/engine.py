"""The engine: a statement in, a result out.

Interface to the ``objects`` package (application objects, roles, secrets, procedures, tasks). ``Objects(engine, options)``:

``try_execute(session, sql, binds) -> Result | None``
    asked first with every statement; None means "not mine".
``authorize(session, tree) -> None``
    asked before every statement on data or databases with the tree in which every ``exp.Table`` is qualified (catalog, db, name exact,
    as quoted identifiers). Names of CTEs are not qualified. The tree is shared with the statement cache: read it only.
    A statement on a stage arrives as ``exp.ListStage`` (LIST and the reading side of COPY), ``exp.Put`` (PUT) or
    ``exp.Command(this='REMOVE')`` whose ``this`` (``expression`` for REMOVE) is the stage's qualified ``exp.Table``. CREATE,
    DROP and ALTER of a SCHEMA carry ``exp.Table(this=schema, catalog=database)``, of a DATABASE ``exp.Table(this=database)``.
``rewrite_functions(session, tree) -> tree``
    may replace functions and table functions (SYSTEM$..., INFORMATION_SCHEMA.TASK_HISTORY) in the parsed tree *before*
    tables are qualified. Must return the very same object when there was nothing to do (then the statement is
    cached), otherwise a changed copy. A table of the system schema is referred to with ``system_table('tasks')``.
``created(session, kind, database, schema, name)`` and ``dropped(session, kind, database, schema, name)``
    after a DATABASE, SCHEMA, TABLE, VIEW or STAGE was created or dropped by the data path
    (schema and name are None for a DATABASE, name is None for a SCHEMA). Replacing (OR REPLACE) calls both.
``renamed(session, kind, database, schema, name, new_name)``
    after a TABLE was renamed: owner and grants go with it.
``visible(session, database, schema=None, name=None) -> bool``
    whether SHOW and INFORMATION_SCHEMA list a database, a schema, or a table, view or stage for the session.
``start()``, ``stop()``
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import duckdb

from local_snowflake.catalog import Catalog
from local_snowflake.errors import from_duckdb
from local_snowflake.locks import WriteLock
from local_snowflake.options import Options
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session, Sessions
from local_snowflake.statements.words import loggable
from local_snowflake.store import Store
from local_snowflake.transactions import Transactions
from local_snowflake.translate.prepare import Context

SYSTEM_SCHEMA = "_local"
REMEMBERED_RESULTS = 50
REMEMBERED_TEXTS = 4000
LONGEST_TEXT = 20_000
SLOW_SECONDS = 2.0
LONGEST_TIMEOUT_SECONDS = 172800
REMEMBERED_BYTES = 128_000_000
logger = logging.getLogger("local_snowflake.engine")


class Engine(Transactions):
    """Executes statements of sessions on one DuckDB file."""

    def __init__(self, options: Options, sessions: Sessions) -> None:
        # these modules use the engine's type only
        from local_snowflake.statements import dispatch, information

        self.options = options
        self.sessions = sessions
        self.objects: Any = None
        self.store = Store(options, information.VIEWS)
        self.catalog = Catalog(self.store)
        self.write_lock = WriteLock()
        # (application, or nothing when a person asks; text as it was sent, without what is bound)
        self.texts: deque[tuple[str, str]] = deque(maxlen=REMEMBERED_TEXTS)
        self._results: OrderedDict[str, Result] = OrderedDict()
        self._results_lock = threading.Lock()
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._dispatch = dispatch.Dispatch(self)
        sessions.engine = self
        for session in sessions.all():
            session.engine = self

    def execute(self, session: Session, sql: str, binds: Sequence[Any] | None = None, query_id: str = "") -> Result:
        """Run one statement; binds are Python values in order of the placeholders. Raises SqlError."""
        return self._guarded(session, sql, lambda: self._first_asked(session, sql, binds), query_id)

    def execute_many(self, session: Session, sql: str, rows: Sequence[Sequence[Any]], query_id: str = "") -> Result:
        """Run one DML statement for many rows of binds (a client's batch), all or nothing; the counts are added up."""
        def work() -> Result:
            alone = not session.in_transaction
            if alone:
                self.begin(session)
            try:
                results = [self._first_asked(session, sql, binds) for binds in rows]
                if alone:
                    self.commit(session)
            except BaseException:
                if alone:
                    self.rollback(session)
                raise
            total = [sum(int(result.rows[0][position]) for result in results) for position in range(len(results[0].columns))]
            return Result(results[0].columns, [total], results[0].statement_kind, sum(result.affected or 0 for result in results))
        return self._guarded(session, sql, work, query_id)

    def describe(self, session: Session, sql: str, binds: Sequence[Any] | None = None) -> Result:
        """The columns a statement would answer with, without running it, and without rows."""
        return self._guarded(session, sql, lambda: self._dispatch.describe(session, sql, list(binds or ())))

    def placeholders(self, sql: str) -> int:
        """How many values a statement wants to have bound."""
        return self._dispatch.placeholders(sql)

    def system_rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a DuckDB query on the system schema (tables as _local.name); sees what is committed."""
        return self.store.rows(sql, parameters)

    def system_execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a DuckDB statement on the system schema and commit it; the number of rows it touched."""
        try:
            return self.store.execute(sql, parameters)
        except duckdb.FatalException as error:
            self.store.reopen_after(error)
            raise from_duckdb(error) from error

    def rollback_if_open(self, session: Session) -> bool:
        """See Session.rollback_if_open."""
        with session.lock:
            if not session.in_transaction:
                return False
            self.rollback(session)
            return True

    def close_session(self, session: Session) -> None:
        """Roll back and release what the session holds."""
        session.closed = True
        self.cancel(session)
        with session.lock:
            self.rollback(session)
            if session.cursor is not None:
                try:
                    session.cursor.close()
                except duckdb.Error:
                    logger.info("closing the cursor of session %s failed", session.id)
                session.cursor = None

    def cancel(self, session: Session) -> None:
        """Stop what the session runs now; callbacks in session.on_cancel are called (a procedure call ends itself so)."""
        session.extras["cancelled"] = True
        for callback in list(session.on_cancel):
            callback()
        cursor = session.cursor
        if cursor is not None:
            try:
                cursor.interrupt()
            except duckdb.Error:
                logger.info("interrupting session %s failed", session.id)
        self.write_lock.wake()

    def close(self) -> None:
        """Close every session and the file."""
        for session in self.sessions.all():
            self.sessions.close(session)
        self.store.close()

    def context(self, session: Session) -> Context:
        """What of the session decides the meaning of names."""
        return Context(session.database, session.schema, session.role, session.user, session.application, session.warehouse)

    def _first_asked(self, session: Session, sql: str, binds: Sequence[Any] | None) -> Result:
        result = self.objects.try_execute(session, sql, binds) if self.objects is not None else None
        return self._dispatch.execute(session, sql, list(binds or ())) if result is None else result

    def _guarded(self, session: Session, sql: str, work: Callable[[], Result], query_id: str = "") -> Result:
        with session.lock:
            if session.closed:
                raise SqlError("Session no longer exists. New login required to access the service.", 390111, "08003")
            session.extras.pop("cancelled", None)
            self.texts.append((session.application or "", sql[:LONGEST_TEXT]))
            started = time.monotonic()
            try:
                with self._limited(session), self.catalog.seen_by(session):
                    result = work()
            except duckdb.FatalException as error:
                self.store.reopen_after(error)
                raise from_duckdb(error) from error
            except duckdb.Error as error:
                logger.info("statement failed: %s", error)
                raise from_duckdb(error) from error
            if (seconds := time.monotonic() - started) > SLOW_SECONDS and result.statement_kind != "call":
                logger.info("%.1f seconds for: %s", seconds, loggable(sql))
            result.query_id = query_id or result.query_id or str(uuid.uuid4())
            self._remember(result)
            session.last_query_id = result.query_id
            return result

    @contextmanager
    def _limited(self, session: Session) -> Iterator[None]:
        """Stop a statement that runs longer than STATEMENT_TIMEOUT_IN_SECONDS, where the session has set it."""
        seconds = float(session.parameters.get("STATEMENT_TIMEOUT_IN_SECONDS") or 0)
        if not 0 < seconds < LONGEST_TIMEOUT_SECONDS:
            yield
            return
        passed = threading.Event()

        def stop() -> None:
            passed.set()
            self.cancel(session)

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (SqlError, duckdb.Error) as error:
            if passed.is_set():
                raise SqlError(f"Statement reached its statement or warehouse timeout of {seconds:g} second(s) and was canceled.",
                               630, "57014") from error
            raise
        finally:
            timer.cancel()

    def visible(self, session: Session, database: str, schema: str | None = None, name: str | None = None) -> bool:
        """Whether a session may know that something is there."""
        return self.objects is None or bool(self.objects.visible(session, database, schema, name))

    def result(self, query_id: str) -> Result | None:
        """A result of the last statements, for RESULT_SCAN."""
        return self._results.get(query_id)

    def _remember(self, result: Result) -> None:
        with self._results_lock:
            if result.size < REMEMBERED_BYTES // 4:
                self._results[result.query_id] = result
            while len(self._results) > REMEMBERED_RESULTS or sum(kept.size for kept in self._results.values()) > REMEMBERED_BYTES:
                self._results.popitem(last=False)
