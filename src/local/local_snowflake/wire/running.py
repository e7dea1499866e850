"""Statements on their way: each runs on a thread of its own, and its answer is kept until it was fetched."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session
from local_snowflake.statements.words import loggable

logger = logging.getLogger("local_snowflake.wire")
KEPT_STATEMENTS = 500
KEPT_BYTES = 256_000_000


@dataclass(eq=False)
class Statement:
    """One statement of a client."""

    session: Session
    request_id: str
    sql: str
    query_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.time)
    ended: float | None = None
    result: Result | None = None
    error: SqlError | None = None
    describe_only: bool = False
    placeholders: int = 0
    finished: threading.Event = field(default_factory=threading.Event)

    @property
    def status(self) -> str:
        """The word that clients wait for."""
        if not self.finished.is_set():
            return "RUNNING"
        return "SUCCESS" if self.error is None else "FAILED_WITH_ERROR"


class Statements:
    """All statements of this server that clients may still ask about."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[str, Statement] = OrderedDict()
        self._by_request: dict[tuple[int, str], Statement] = {}
        self._lock = threading.Lock()

    def start(self, statement: Statement, work: Callable[[], Result]) -> Statement:
        """Begin a statement; a request that is sent again (clients do when a connection broke) joins the first."""
        key = (statement.session.id, statement.request_id)
        with self._lock:
            if statement.request_id and key in self._by_request:
                return self._by_request[key]
            self._by_request[key] = statement
            self._by_id[statement.query_id] = statement
            self._forget_old()
        threading.Thread(target=self._run, args=(statement, work), name=f"statement {statement.query_id}", daemon=True).start()
        return statement

    def by_id(self, query_id: str) -> Statement | None:
        """The statement of a query id."""
        with self._lock:
            return self._by_id.get(query_id)

    def by_request(self, session: Session, request_id: str) -> Statement | None:
        """The statement of a request."""
        with self._lock:
            return self._by_request.get((session.id, request_id))

    def running(self, session: Session) -> list[Statement]:
        """What a session runs now."""
        with self._lock:
            return [statement for statement in self._by_id.values() if statement.session is session and not statement.finished.is_set()]

    def forget(self, session: Session) -> None:
        """Drop what a closed session left."""
        with self._lock:
            for query_id in [query_id for query_id, statement in self._by_id.items()
                             if statement.session is session and statement.finished.is_set()]:
                self._drop(query_id)

    def _forget_old(self) -> None:
        """Drop the oldest; large results sooner, but never the last one of a session, which may still be read in parts."""
        finished = [statement for statement in self._by_id.values() if statement.finished.is_set()]
        for statement in finished[:max(0, len(finished) - KEPT_STATEMENTS)]:
            self._drop(statement.query_id)
        newest = {statement.session.id: statement for statement in finished}
        total = sum(statement.result.size for statement in finished if statement.result is not None)
        for statement in finished:
            if total <= KEPT_BYTES:
                break
            if statement.result is not None and newest[statement.session.id] is not statement:
                total -= statement.result.size
                self._drop(statement.query_id)

    def _drop(self, query_id: str) -> None:
        statement = self._by_id.pop(query_id, None)
        if statement is not None:
            self._by_request.pop((statement.session.id, statement.request_id), None)

    @staticmethod
    def _run(statement: Statement, work: Callable[[], Result]) -> None:
        try:
            statement.result = work()
        except SqlError as error:
            statement.error = error
        except Exception as error:
            # a fault of ours must not look like a broken server: clients would send the statement again for minutes
            logger.exception("statement %s failed unexpectedly: %s", statement.query_id, loggable(statement.sql, 2000))
            statement.error = SqlError(f"Internal error of the local Snowflake: {type(error).__name__}: {error}", 370001, "XX000")
        finally:
            statement.ended = time.time()
            statement.finished.set()
