"""The command line's side of the worksheet: sends a script to the server of a data folder."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Sequence

from local_snowflake.process import control
from local_snowflake.process.control import Failure

PATH = "/local/worksheet"


@dataclass(frozen=True)
class Answer:
    """The last result: columns as (name, type word), values as the server's JSON carries them."""

    columns: list[tuple[str, str]]
    rows: list[list[Any]]


class StatementFailed(Exception):
    """The text of a SQL error."""


def run(data: Path, script: str, binds: Sequence[Any] = (), role: str | None = None, database: str | None = "EXACT_ONLINE") -> Answer:
    """Run a script as ACCOUNTADMIN (or in another role); the server is started when none runs."""
    server = control.running(data) or control.start(data, _arguments(control.remembered(data)))
    connection = http.client.HTTPConnection("127.0.0.1", int(server["port"]))
    body = json.dumps({"script": script, "binds": list(binds), "role": role, "database": database})
    try:
        connection.request("POST", PATH, body, {"Authorization": f"Bearer {server['password']}", "Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Failure(f"The server (process {server['pid']}, port {server['port']}) did not answer: {error}") from None
    finally:
        connection.close()
    if "error" in answer:
        raise StatementFailed(f"{answer['code']:06d} ({answer['sqlstate']}): {answer['error']}")
    return Answer([(column["name"], column["type"]) for column in answer["columns"]], answer["rows"])


def value(data: Path, statement: str, *binds: Any, database: str | None = None) -> Any:
    """The first value of a statement's answer; Failure with the text of a SQL error."""
    try:
        return run(data, statement, binds, database=database).rows[0][0]
    except StatementFailed as error:
        raise Failure(str(error)) from None


def _arguments(remembered: dict[str, Any]) -> list[str]:
    arguments = []
    for name, option in remembered.items():
        if option is not None:
            arguments += [f"--{name.replace('_', '-')}", str(option)]
    return arguments
