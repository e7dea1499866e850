"""The server's side of the command line: one request runs a script in a session of its own and answers with the last result.

The command line does not use Snowflake's own client because loading that takes seconds.
"""

from __future__ import annotations

import asyncio
import datetime
import decimal
import logging
import secrets
from typing import Any

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from local_snowflake.names import quote
from local_snowflake.objects.reader import Reader
from local_snowflake.objects.split import split
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session

PATH = "/local/worksheet"
_LOOK_SECONDS = 0.5
logger = logging.getLogger("local_snowflake.worksheet")


class Worksheet:
    """Runs scripts of persons."""

    def __init__(self, engine: Any, password: str) -> None:
        self._engine = engine
        self._password = password
        self._limiter: anyio.CapacityLimiter | None = None

    def route(self) -> Route:
        """The route to add to the server's application."""
        return Route(PATH, self.run, methods=["POST"])

    async def run(self, request: Request) -> JSONResponse:
        """``{"script", "role", "database", "binds"}`` in; ``{"columns", "rows"}`` or ``{"error", "code", "sqlstate"}`` out."""
        if not secrets.compare_digest(request.headers.get("authorization", ""), f"Bearer {self._password}"):
            return JSONResponse({"error": "Incorrect password.", "code": 390100, "sqlstate": "08001"}, 401)
        asked = await request.json()
        self._limiter = self._limiter or anyio.CapacityLimiter(64)
        session = self._engine.sessions.open(role="ACCOUNTADMIN", warehouse="COMPUTE_WH")
        watching = asyncio.ensure_future(self._watch(request, session))
        try:
            return JSONResponse(await anyio.to_thread.run_sync(self._run, session, asked, limiter=self._limiter))
        finally:
            watching.cancel()

    async def _watch(self, request: Request, session: Session) -> None:
        """Stop what runs when the command line has gone."""
        while not await request.is_disconnected():
            await asyncio.sleep(_LOOK_SECONDS)
        await anyio.to_thread.run_sync(self._engine.cancel, session)

    def _run(self, session: Session, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            database = asked.get("database")
            if database and self._engine.catalog.has_database(database):
                self._engine.execute(session, f"USE DATABASE {quote(database)}")
            if asked.get("role"):
                self._use_role(session, str(asked["role"]))
            statements = split(asked["script"])
            if not statements:
                raise SqlError("There is no statement.", 900, "42000")
            result = None
            for statement in statements:
                result = self._engine.execute(session, statement, asked.get("binds") or [])
            assert result is not None
            return _answer(result)
        except SqlError as error:
            return {"error": error.message, "code": error.code, "sqlstate": error.sqlstate}
        except Exception as error:
            logger.exception("a statement of the worksheet failed unexpectedly")
            return {"error": f"Internal error of the local Snowflake: {error!r}", "code": 300010, "sqlstate": "58000"}
        finally:
            self._engine.sessions.close(session)

    def _use_role(self, session: Session, role: str) -> None:
        reader = Reader(role)
        name = reader.name()
        reader.finish()
        self._engine.execute(session, "USE ROLE " + ".".join(quote(part) for part in name.parts))


def _answer(result: Result) -> dict[str, Any]:
    return {"columns": [{"name": column.name, "type": column.type} for column in result.columns],
            "rows": [[_plain(value) for value in row] for row in result.rows]}


def _plain(value: Any) -> Any:
    """A value that JSON can carry: numbers as their digits, moments in ISO form with milliseconds, bytes as hex."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex().upper()
    return str(value)
