"""Transactions of sessions: DuckDB's begin with the first write, under the write lock."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from local_snowflake.locks import WriteLock
from local_snowflake.result import SqlError
from local_snowflake.session import Session
from local_snowflake.store import Store

LOCK_TIMEOUT_SECONDS = 43200
logger = logging.getLogger("local_snowflake.transactions")


class Transactions:
    """The part of the engine that opens, commits and rolls back."""

    store: Store
    write_lock: WriteLock

    def connection(self, session: Session) -> duckdb.DuckDBPyConnection:
        """The session's own connection to the file."""
        if session.cursor is None or session.cursor_generation != self.store.generation:
            lost = session.writing
            session.cursor, session.cursor_generation = self.store.cursor(), self.store.generation
            if lost:
                self._end(session)
                raise SqlError("The transaction was lost because the database file had to be opened again.", 253006, "40001")
        return session.cursor

    @contextmanager
    def writing(self, session: Session) -> Iterator[duckdb.DuckDBPyConnection]:
        """Run DML in the open transaction, or in one of its own when none is open; other writers wait."""
        if session.extras.get("aborted"):
            raise SqlError("Transaction was aborted by an earlier failed statement (the local Snowflake cannot undo one statement alone); "
                           "roll it back.", 90232, "40000")
        self.write_lock.acquire(session, self._lock_timeout(session))
        session.holds_write_lock = True
        begun = False
        try:
            cursor = self.connection(session)
            if not session.in_transaction and not session.autocommit:
                session.in_transaction = True
            if not session.writing:
                cursor.execute("BEGIN TRANSACTION")
                session.writing = begun = True
            yield cursor
            if not session.in_transaction:
                cursor.execute("COMMIT")
        except BaseException:
            if session.in_transaction and begun:
                # nothing was written before this statement: the transaction goes on as if it had not been sent
                self._undo(session)
            elif session.in_transaction:
                session.extras["aborted"] = self._is_aborted(session)
            else:
                self._undo(session)
            raise
        finally:
            if not session.in_transaction:
                self._end(session)

    @contextmanager
    def defining(self, session: Session) -> Iterator[duckdb.DuckDBPyConnection]:
        """Run DDL: it commits the open transaction first and is committed at once itself."""
        self.commit(session)
        automatic, session.autocommit = session.autocommit, True
        try:
            with self.writing(session) as cursor:
                yield cursor
        finally:
            session.autocommit = automatic

    def begin(self, session: Session) -> None:
        """Open a transaction. DuckDB's begins with the first write: reads before it see what others commit, as in Snowflake."""
        if not session.in_transaction:
            session.in_transaction = True

    def commit(self, session: Session) -> None:
        """Commit the open transaction, if there is one."""
        try:
            if session.extras.get("aborted"):
                self._undo(session)
                raise SqlError("The transaction was rolled back: one of its statements failed (the local Snowflake cannot undo one "
                               "statement alone).", 90232, "40000")
            if session.writing:
                self.connection(session).execute("COMMIT")
                session.writing = False
        except duckdb.Error:
            self._undo(session)
            raise
        finally:
            session.in_transaction = False
            self._end(session)

    def rollback(self, session: Session) -> None:
        """Roll back the open transaction, if there is one."""
        self._undo(session)
        session.in_transaction = False
        self._end(session)

    def _lock_timeout(self, session: Session) -> float:
        return float(session.parameters.get("LOCK_TIMEOUT", LOCK_TIMEOUT_SECONDS))

    def _is_aborted(self, session: Session) -> bool:
        try:
            self.connection(session).execute("SELECT 1").fetchall()
            return False
        except (duckdb.Error, SqlError):
            return True

    def _undo(self, session: Session) -> None:
        if session.writing and session.cursor is not None:
            try:
                session.cursor.execute("ROLLBACK")
            except duckdb.Error as error:
                logger.info("rolling back: %s", error)
        session.writing = False

    def _end(self, session: Session) -> None:
        session.extras.pop("aborted", None)
        session.writing = False
        if session.holds_write_lock:
            session.holds_write_lock = False
            self.write_lock.release(session)
