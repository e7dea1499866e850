"""Sessions: who is connected, as whom, and where."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import duckdb

from local_snowflake.result import SqlError


@dataclass(eq=False)
class Session:
    """One connection of a client. Names are exact (unquoted ones already upper case).

    ``application``: None for a person; otherwise the application as which everything runs (owner's rights).
    ``caller``: the session whose statement started this one (a procedure's session knows who called), so that waiting for
    a lock its own caller holds is refused instead of lasting for ever.
    ``extras`` belongs to the ``objects`` package.
    """

    id: int
    token: str
    user: str
    role: str | None = "ACCOUNTADMIN"
    application: str | None = None
    database: str | None = None
    schema: str | None = None
    warehouse: str | None = None
    caller: Session | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    in_transaction: bool = False
    autocommit: bool = True
    cursor: duckdb.DuckDBPyConnection | None = None
    cursor_generation: int = -1
    holds_write_lock: bool = False
    writing: bool = False
    last_query_id: str | None = None
    closed: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock)
    on_cancel: list[Callable[[], None]] = field(default_factory=list)
    engine: Any = None

    def rollback_if_open(self) -> bool:
        """Roll back a transaction that is still open; True when there was one.

        A procedure call ends with this: Snowflake then rolls back and fails the call with error 90232 ("Stored procedure
        execution error: Scoped transaction started in stored procedure is incomplete and it was rolled back.").
        """
        return self.engine.rollback_if_open(self) if self.engine else False


class Sessions:
    """All open sessions, and the tickets with which programs of this server log in."""

    def __init__(self, password: str) -> None:
        self._password = password
        self._by_token: dict[str, Session] = {}
        self._tickets: dict[str, tuple[dict[str, Any], bool]] = {}
        self._ids = itertools.count(int(time.time() * 1000))
        self._lock = threading.Lock()
        self.engine: Any = None

    def login(self, user: str, password: str, attributes: dict[str, Any]) -> Session:
        """Open a session for the server's password or for a ticket (user 'ticket'); a ticket's attributes win."""
        with self._lock:
            if user.lower() == "ticket":
                if password not in self._tickets:
                    raise SqlError("Incorrect username or password was specified.", 390100, "08001")
                granted, reusable = self._tickets[password]
                if not reusable:
                    del self._tickets[password]
                attributes = {**attributes, **granted}
            elif not secrets.compare_digest(password.encode(), self._password.encode()):
                raise SqlError("Incorrect username or password was specified.", 390100, "08001")
        return self.open(user=attributes.pop("user", user.upper()), **attributes)

    def open(self, **attributes: Any) -> Session:
        """Open a session without a login (tasks, installation)."""
        if "extras" in attributes:
            # sessions of one reusable ticket must not share what they note
            attributes["extras"] = dict(attributes["extras"])
        session = Session(id=next(self._ids), token=secrets.token_urlsafe(32), engine=self.engine,
                          **{"user": "ADMIN", **attributes})
        with self._lock:
            self._by_token[session.token] = session
        return session

    def by_token(self, token: str) -> Session | None:
        """The session of a token, None when it is unknown or closed."""
        return self._by_token.get(token)

    def by_id(self, identifier: int) -> Session | None:
        """The session of an id, None when it is unknown or closed."""
        return next((session for session in list(self._by_token.values()) if session.id == identifier), None)

    def all(self) -> list[Session]:
        """Every open session."""
        return list(self._by_token.values())

    def issue_ticket(self, reusable: bool = False, **attributes: Any) -> str:
        """A password for user 'ticket'; whoever logs in with it gets a session with these attributes.

        Attributes are fields of Session, e.g. application='EXACT_ONLINE', role=None, database='EXACT_ONLINE',
        schema='CORE', caller=<Session>, extras={...}.
        """
        ticket = secrets.token_urlsafe(24)
        with self._lock:
            self._tickets[ticket] = (attributes, reusable)
        return ticket

    def withdraw_ticket(self, ticket: str) -> None:
        """Make a ticket worthless; sessions opened with it stay open."""
        with self._lock:
            self._tickets.pop(ticket, None)

    def close(self, session: Session) -> None:
        """Close a session: its open transaction is rolled back."""
        with self._lock:
            self._by_token.pop(session.token, None)
        if self.engine is not None:
            self.engine.close_session(session)
