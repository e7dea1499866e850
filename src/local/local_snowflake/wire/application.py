"""The HTTP endpoints that Snowflake's clients use."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local_snowflake.names import unquote
from local_snowflake.result import Result, SqlError
from local_snowflake.session import Session
from local_snowflake.wire import answers, binds, encoding
from local_snowflake.wire.running import Statement, Statements

if TYPE_CHECKING:
    from local_snowflake.engine import Engine

logger = logging.getLogger("local_snowflake.wire")
ANSWER_AT_ONCE_SECONDS = 40.0
# a statement that waits (for a lock, for a procedure) must not keep others from being answered
_WAITERS = ThreadPoolExecutor(max_workers=256, thread_name_prefix="waiter")


class Wire:
    """One server's endpoints over an engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._statements = Statements()

    def application(self) -> Starlette:
        """The ASGI application."""
        return Starlette(routes=[
            Route("/session/v1/login-request", self._login, methods=["POST"]),
            Route("/session/token-request", self._renew, methods=["POST"]),
            Route("/session/heartbeat", self._heartbeat, methods=["POST"]),
            Route("/session", self._session, methods=["POST"]),
            Route("/queries/v1/query-request", self._query, methods=["POST"]),
            Route("/queries/v1/abort-request", self._abort, methods=["POST"]),
            Route("/queries/{query_id}/abort-request", self._abort_one, methods=["POST"]),
            Route("/queries/{query_id}/result", self._result, methods=["GET"]),
            Route("/queries/{query_id}/chunk/{format}/{start:int}/{count:int}", self._chunk, methods=["GET"]),
            Route("/monitoring/queries/{query_id}", self._monitor, methods=["GET"]),
            Route("/telemetry/send", self._nothing, methods=["POST"]),
            Route("/telemetry/send/sessionless", self._nothing, methods=["POST"]),
            Route("/health", self._nothing, methods=["GET"]),
        ], exception_handlers={Exception: self._unexpected})

    async def _login(self, request: Request) -> Response:
        try:
            body = await _body(request)
            session = self._open(body.get("data") or {}, request)
        except SqlError as error:
            return answers.failed(error)
        except Exception as error:
            logger.exception("login failed unexpectedly")
            return answers.failed(SqlError(f"The login request could not be read: {error}", 390100, "08001"))
        return JSONResponse({"data": answers.login(session), "code": None, "message": None, "success": True})

    def _open(self, data: dict[str, Any], request: Request) -> Session:
        given = {str(name).upper(): value for name, value in (data.get("SESSION_PARAMETERS") or {}).items()}
        attributes: dict[str, Any] = {}
        for name, field in (("databaseName", "database"), ("schemaName", "schema"), ("warehouse", "warehouse"), ("roleName", "role")):
            value = request.query_params.get(name)
            if value and value.lower() != "null":
                attributes[field] = unquote(value)
        attributes["parameters"] = given
        session = self._engine.sessions.login(str(data.get("LOGIN_NAME", "")), str(data.get("PASSWORD", "")), attributes)
        session.autocommit = str(given.get("AUTOCOMMIT", True)).lower() != "false"
        session.extras["base_url"] = f"http://{request.headers.get('host') or request.url.netloc}"
        session.extras["arrow"] = data.get("CLIENT_APP_ID") == "PythonConnector" and str(
            given.get("PYTHON_CONNECTOR_QUERY_RESULT_FORMAT", "ARROW")).upper() == "ARROW"
        catalog = self._engine.catalog
        if session.database is not None and not catalog.has_database(session.database):
            session.database = session.schema = None
        elif session.schema is None and session.database is not None and catalog.physical(session.database, "PUBLIC"):
            session.schema = "PUBLIC"
        elif session.schema is not None and (session.database is None or catalog.physical(session.database, session.schema) is None):
            session.schema = None
        return session

    async def _renew(self, request: Request) -> Response:
        session = self._session_of(request)
        if session is None:
            return answers.gone()
        return JSONResponse({"data": {"sessionToken": session.token, "validityInSecondsST": answers.VALIDITY_SECONDS, "masterToken": session.token,
                                      "validityInSecondsMT": answers.VALIDITY_SECONDS, "sessionId": session.id}, "success": True, "code": None,
                             "message": None})

    async def _heartbeat(self, request: Request) -> Response:
        return answers.gone() if self._session_of(request) is None else answers.done()

    async def _session(self, request: Request) -> Response:
        session = self._session_of(request)
        if session is None:
            return answers.gone()
        if request.query_params.get("delete"):
            await asyncio.get_running_loop().run_in_executor(None, self._close, session)
        return answers.done()

    def _close(self, session: Session) -> None:
        self._engine.sessions.close(session)
        self._statements.forget(session)

    async def _query(self, request: Request) -> Response:
        session = self._session_of(request)
        if session is None:
            return answers.gone()
        body = await _body(request)
        sql = str(body.get("sqlText") or "")
        statement = Statement(session, request.query_params.get("requestId", ""), sql, describe_only=bool(body.get("describeOnly")))
        statement = self._statements.start(statement, lambda: self._work(statement, body))
        if body.get("asyncExec"):
            return answers.in_progress(statement, detached=True)
        return await self._answer(statement)

    def _work(self, statement: Statement, body: dict[str, Any]) -> Result:
        session, sql = statement.session, statement.sql
        for name, value in (body.get("parameters") or {}).items():
            if str(name).upper() in ("QUERY_TAG", "STATEMENT_TIMEOUT_IN_SECONDS", "LOCK_TIMEOUT"):
                session.parameters[str(name).upper()] = value
        rows = binds.rows_of(body.get("bindings"))
        if statement.describe_only:
            statement.placeholders = self._engine.placeholders(sql)
            return self._engine.describe(session, sql, rows[0])
        cancelled = re.match(r"\s*SELECT\s+SYSTEM\$(CANCEL_ALL_QUERIES|CANCEL_QUERY)\s*\(\s*'?([\w-]+)'?\s*\)", sql, re.IGNORECASE)
        if cancelled:
            return self._cancelled(cancelled[1].upper(), cancelled[2])
        if len(rows) == 1:
            return self._engine.execute(session, sql, rows[0], statement.query_id)
        return self._engine.execute_many(session, sql, rows, statement.query_id)

    def _cancelled(self, kind: str, identifier: str) -> Result:
        if kind == "CANCEL_QUERY":
            statement = self._statements.by_id(identifier)
            targets = [statement] if statement is not None else []
        else:
            session = self._engine.sessions.by_id(int(identifier)) if identifier.isdigit() else None
            targets = self._statements.running(session) if session is not None else []
        for target in targets:
            if not target.finished.is_set():
                self._engine.cancel(target.session)
        return Result.of([f"SYSTEM${kind}"], [["query [...] terminated." if targets else "no queries cancelled."]])

    async def _answer(self, statement: Statement) -> Response:
        loop = asyncio.get_running_loop()
        done = await loop.run_in_executor(_WAITERS, statement.finished.wait, 0.2) if not statement.finished.is_set() else True
        waited = 0.2
        while not done and waited < ANSWER_AT_ONCE_SECONDS:
            done = await loop.run_in_executor(_WAITERS, statement.finished.wait, 2.0)
            waited += 2.0
        if not done:
            return answers.in_progress(statement)
        return await loop.run_in_executor(None, answers.finished, statement)

    async def _result(self, request: Request) -> Response:
        session = self._session_of(request)
        if session is None:
            return answers.gone()
        statement = self._statements.by_id(request.path_params["query_id"])
        if statement is None:
            return answers.failed(SqlError("The result of this query is not there any more.", 710, "02000"))
        return await self._answer(statement)

    async def _chunk(self, request: Request) -> Response:
        statement = self._statements.by_id(request.path_params["query_id"])
        if statement is None or statement.result is None or request.headers.get("x-local-result") != statement.query_id:
            return Response(status_code=404)
        write = encoding.arrow_stream if request.path_params["format"] == "arrow" else encoding.json_chunk
        content = await asyncio.get_running_loop().run_in_executor(None, write, statement.result, request.path_params["start"],
                                                                   request.path_params["count"])
        return Response(content, media_type="application/octet-stream")

    async def _abort(self, request: Request) -> Response:
        session = self._session_of(request)
        if session is None:
            return answers.gone()
        statement = self._statements.by_request(session, str((await _body(request)).get("requestId", "")))
        return await self._stop(statement)

    async def _abort_one(self, request: Request) -> Response:
        if self._session_of(request) is None:
            return answers.gone()
        return await self._stop(self._statements.by_id(request.path_params["query_id"]))

    async def _stop(self, statement: Statement | None) -> Response:
        if statement is not None and not statement.finished.is_set():
            await asyncio.get_running_loop().run_in_executor(None, self._engine.cancel, statement.session)
        return answers.done()

    async def _monitor(self, request: Request) -> Response:
        if self._session_of(request) is None:
            return answers.gone()
        statement = self._statements.by_id(request.path_params["query_id"])
        return JSONResponse({"data": {"queries": [answers.monitored(statement)] if statement is not None else []}, "success": True, "code": None,
                             "message": None})

    async def _unexpected(self, request: Request, error: Exception) -> Response:
        return answers.failed(SqlError(f"Internal error of the local Snowflake: {type(error).__name__}: {error}", 370001, "XX000"))

    async def _nothing(self, request: Request) -> Response:
        return answers.done()

    def _session_of(self, request: Request) -> Session | None:
        match = re.fullmatch(r'Snowflake Token="(.*)"', request.headers.get("Authorization", ""))
        return self._engine.sessions.by_token(match[1]) if match else None


async def _body(request: Request) -> dict[str, Any]:
    content = await request.body()
    if request.headers.get("Content-Encoding") == "gzip" or content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    return dict(json.loads(content)) if content else {}
