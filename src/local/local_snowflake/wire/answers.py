"""The bodies of answers."""

from __future__ import annotations

import time
from typing import Any

from starlette.responses import JSONResponse

from local_snowflake.result import SqlError
from local_snowflake.session import Session
from local_snowflake.statements.sessions import DEFAULT_PARAMETERS
from local_snowflake.wire import encoding
from local_snowflake.wire.running import Statement

VALIDITY_SECONDS = 10 * 365 * 86400
INLINE_ROWS = 5_000
INLINE_VALUES = 100_000
CHUNK_VALUES = 1_000_000
_TYPE_IDS = {"select": 0x1000, "insert": 0x3100, "update": 0x3200, "delete": 0x3300, "merge": 0x3400, "copy": 0x3600, "use": 0x4300, "show": 0x4400,
             "describe": 0x4500, "transaction": 0x5000, "ddl": 0x6000}
# clients read these at login; lazy analysis keeps Snowpark from asking for the columns of every statement first
_LOGIN_PARAMETERS: dict[str, Any] = {
    "CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY": 3600, "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD": 0, "CLIENT_TELEMETRY_ENABLED": False,
    "CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED": False, "CLIENT_PREFETCH_THREADS": 2, "CLIENT_RESULT_CHUNK_SIZE": 48, "CLIENT_MEMORY_LIMIT": 256,
    "CLIENT_HONOR_CLIENT_TZ_FOR_TIMESTAMP_NTZ": True, "CLIENT_TIMESTAMP_TYPE_MAPPING": "TIMESTAMP_LTZ", "SNOWPARK_LAZY_ANALYSIS": True,
    "snowpark_lazy_analysis": True, "PYTHON_SNOWPARK_USE_SQL_SIMPLIFIER": True,
    # without it all threads of a Snowpark session share one cursor: a page drawn for two windows read the other one's rows
    "PYTHON_SNOWPARK_ENABLE_THREAD_SAFE_SESSION": True, "CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX": False,
    "JDBC_EXECUTE_RETURN_COUNT_FOR_DML": False, "ENABLE_STAGE_S3_PRIVATELINK_FOR_US_EAST_1": False, "QUERY_CONTEXT_CACHE_SIZE": 5,
    "SNOWPARK_HIDE_INTERNAL_ALIAS": True, "snowpark_hide_internal_alias": True, "SERVICE_NAME": "",
}


def _parameters(session: Session) -> list[dict[str, Any]]:
    values = {**DEFAULT_PARAMETERS, **_LOGIN_PARAMETERS, **session.parameters}
    return [{"name": name, "value": value} for name, value in values.items()]


def login(session: Session) -> dict[str, Any]:
    """What a client gets when it has logged in."""
    return {"token": session.token, "masterToken": session.token, "validityInSeconds": VALIDITY_SECONDS, "masterValidityInSeconds": VALIDITY_SECONDS,
            "displayUserName": session.user, "serverVersion": "10.0.0", "firstLogin": False, "remMeToken": None, "remMeValidityInSeconds": 0,
            "healthCheckInterval": 45, "sessionId": session.id, "idToken": None, "idTokenValidityInSeconds": 0, "parameters": _parameters(session),
            "sessionInfo": {"databaseName": session.database, "schemaName": session.schema, "warehouseName": session.warehouse,
                            "roleName": session.role}}


def done() -> JSONResponse:
    """Success without data."""
    return JSONResponse({"data": None, "code": None, "message": None, "success": True})


def gone() -> JSONResponse:
    """The session is unknown: it was closed, or the server has been started anew."""
    return JSONResponse({"data": None, "code": "390111", "message": "Session no longer exists. New login required to access the service.",
                         "success": False})


def failed(error: SqlError, query_id: str | None = None) -> JSONResponse:
    """A refused request; always HTTP 200, since clients send a statement again for minutes after 500."""
    code = f"{error.code:06d}"
    return JSONResponse({"data": {"errorCode": code, "sqlState": error.sqlstate, "queryId": query_id, "internalError": False, "age": 0, "line": -1,
                                  "pos": -1, "type": "COMPILATION"}, "code": code, "message": error.message, "success": False, "headers": None})


def in_progress(statement: Statement, detached: bool = False) -> JSONResponse:
    """The client must ask for the result later."""
    return JSONResponse({"data": {"queryId": statement.query_id, "getResultUrl": f"/queries/{statement.query_id}/result", "queryAbortsAfterSecs": 300,
                                  "progressDesc": None}, "success": True, "code": "333334" if detached else "333333",
                         "message": "Query execution in progress."})


def finished(statement: Statement) -> JSONResponse:
    """The result, or the error, of a statement that has ended."""
    if statement.error is not None or statement.result is None:
        return failed(statement.error or SqlError("The statement ended without a result.", 370001, "XX000"), statement.query_id)
    result, session = statement.result, statement.session
    if result.upload is not None:
        return JSONResponse({"data": {**result.upload, "queryId": statement.query_id, "parameters": [], "statementTypeId": 0x7100}, "code": None,
                             "message": None, "success": True})
    data: dict[str, Any] = {
        "parameters": _parameters(session),
        "rowtype": encoding.row_type(result.columns), "total": result.row_count, "queryId": statement.query_id,
        "statementTypeId": _TYPE_IDS.get(result.statement_kind, 0x1000 if result.statement_kind == "call" else 0x4000), "version": 1,
        "databaseProvider": None, "finalDatabaseName": session.database, "finalSchemaName": session.schema, "finalWarehouseName": session.warehouse,
        "finalRoleName": session.role, "numberOfBinds": statement.placeholders, "arrayBindSupported": result.statement_kind == "insert",
        "sendResultTime": int(time.time() * 1000), "metaDataOfBinds": [],
    }
    data.update(_rows(statement))
    return JSONResponse({"data": data, "code": None, "message": None, "success": True})


def _rows(statement: Statement) -> dict[str, Any]:
    result, session = statement.result, statement.session
    assert result is not None
    width = max(1, len(result.columns))
    inline = min(result.row_count, INLINE_ROWS, max(100, INLINE_VALUES // width))
    as_arrow = bool(session.extras.get("arrow")) and result.statement_kind in ("select", "call")
    data: dict[str, Any] = {"queryResultFormat": "arrow" if as_arrow else "json", "returned": inline if result.row_count > inline else result.row_count}
    if as_arrow:
        data["rowsetBase64"] = encoding.arrow_text(result, 0, inline)
    else:
        data["rowset"] = encoding.json_rows(result, 0, inline)
    if result.row_count > inline:
        step = max(1_000, CHUNK_VALUES // width)
        form = "arrow" if as_arrow else "json"
        base = f"{session.extras.get('base_url', '')}/queries/{statement.query_id}/chunk/{form}"
        data["chunks"] = [{"url": f"{base}/{start}/{min(step, result.row_count - start)}", "rowCount": min(step, result.row_count - start),
                           "uncompressedSize": min(step, result.row_count - start) * width * 40,
                           "compressedSize": min(step, result.row_count - start) * width * 10}
                          for start in range(inline, result.row_count, step)]
        data["chunkHeaders"] = {"x-local-result": statement.query_id}
        data["qrmk"] = None
    return data


def monitored(statement: Statement) -> dict[str, Any]:
    """What clients read to wait for an asynchronous query."""
    error = statement.error
    return {"id": statement.query_id, "status": statement.status, "state": statement.status, "sqlText": statement.sql,
            "startTime": int(statement.started * 1000), "endTime": int((statement.ended or 0) * 1000), "sessionId": statement.session.id,
            "errorCode": f"{error.code:06d}" if error else "", "errorMessage": error.message if error else ""}
