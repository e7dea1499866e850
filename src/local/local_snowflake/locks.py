"""The write lock: one writer at a time, in order of arrival.

Snowflake lets the second writer of a table wait for the first; DuckDB would answer it with a conflict. A transaction
takes this lock at its first write and keeps it until COMMIT or ROLLBACK.
"""

from __future__ import annotations

import threading
import time
from collections import deque

from local_snowflake.result import SqlError
from local_snowflake.session import Session


class WriteLock:
    """A fair lock that belongs to a session, not to a thread."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._owner: Session | None = None
        self._waiting: deque[Session] = deque()

    @property
    def owner(self) -> Session | None:
        """Who writes now."""
        return self._owner

    def acquire(self, session: Session, timeout_seconds: float) -> None:
        """Wait for the turn; SqlError when LOCK_TIMEOUT passes, or when waiting could never end."""
        deadline = time.monotonic() + timeout_seconds
        with self._condition:
            if self._owner is session:
                return
            self._waiting.append(session)
            try:
                while self._owner is not None or self._waiting[0] is not session:
                    self._refuse_waiting_for_a_caller(session)
                    if session.closed or session.extras.get("cancelled"):
                        raise SqlError("SQL execution canceled", 604, "57014")
                    remaining = deadline - time.monotonic()
                    if remaining <= 0:
                        raise self._timed_out(timeout_seconds)
                    self._condition.wait(min(remaining, 1.0))
                self._owner = session
            finally:
                self._waiting.remove(session)
                self._condition.notify_all()

    def release(self, session: Session) -> None:
        """Let the next one go on."""
        with self._condition:
            if self._owner is session:
                self._owner = None
                self._condition.notify_all()

    def wake(self) -> None:
        """Have waiting sessions look again (after a cancellation)."""
        with self._condition:
            self._condition.notify_all()

    def _refuse_waiting_for_a_caller(self, session: Session) -> None:
        caller = session.caller
        while caller is not None:
            if caller is self._owner:
                raise SqlError("Statement waits for a lock that is held by a transaction of its own caller; the "
                               "transaction must be committed or rolled back before the call.", 625, "57014")
            caller = caller.caller

    @staticmethod
    def _timed_out(seconds: float) -> SqlError:
        return SqlError(f"Lock timeout: statement aborted because the number of waiters for this lock exceeds the limit or "
                        f"LOCK_TIMEOUT of {seconds:g} seconds has passed while another transaction holds the lock.",
                        625, "57014")
