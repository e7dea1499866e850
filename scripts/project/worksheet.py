"""Statements on the local Snowflake through Snowflake's own Python connector, as any user's program would send them."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project.problem import Problem

APPLICATION = "EXACT_ONLINE"


@dataclass(frozen=True)
class Outcome:
    """What every procedure of the app returns."""

    code: str
    message: str
    remedy: str | None
    payload: dict[str, Any]

    @property
    def ok(self) -> bool:
        return self.code == "OK"

    def __str__(self) -> str:
        errors = [f"\n  {each.get('argument')}: {each.get('message')}" for each in self.payload.get("errors", [])]
        return f"{self.code}: {self.message}{''.join(errors)}" + (f"\n{self.remedy}" if self.remedy else "")


@dataclass(frozen=True)
class Server:
    """What the local Snowflake writes down about itself when it is ready."""

    port: int
    pid: int
    user: str
    password: str

    @staticmethod
    def read(data: Path) -> "Server | None":
        """The server that runs on this data, or None."""
        try:
            content = json.loads((data / "server.json").read_text())
            server = Server(int(content["port"]), int(content["pid"]), content["user"], content["password"])
            os.kill(server.pid, 0)
            return server
        except (OSError, ValueError, KeyError):
            return None


class Worksheet:
    """One session. Results are lists of dictionaries with the columns' names as keys."""

    def __init__(self, server: Server) -> None:
        import snowflake.connector

        self._connection = snowflake.connector.connect(
            user=server.user, password=server.password, account="local", host="127.0.0.1", port=server.port, protocol="http",
            database=APPLICATION, login_timeout=30, session_parameters={"CLIENT_TELEMETRY_ENABLED": False},
        )  # fmt: skip

    def query(self, statement: str) -> list[dict[str, Any]]:
        import snowflake.connector

        try:
            with self._connection.cursor(snowflake.connector.DictCursor) as cursor:
                return list(cursor.execute(statement).fetchall())
        except snowflake.connector.errors.Error as error:
            head = " ".join(statement.split())[:60]
            raise Problem(f"The local Snowflake refuses a statement ({head} ...): {error.msg}") from None

    def call(self, procedure: str, *arguments: str | dict | None) -> Outcome:
        """`CALL core.procedure(...)`; a refusal is an outcome, not an exception."""
        rows = self.query(f"CALL {APPLICATION}.core.{procedure}({', '.join(literal(each) for each in arguments)})")
        answer = next(iter(rows[0].values()))
        answer = json.loads(answer) if isinstance(answer, str) else answer
        return Outcome(answer["code"], answer.get("message") or "", answer.get("remedy"), answer.get("payload") or {})

    def close(self) -> None:
        self._connection.close()


def literal(value: str | dict | None) -> str:
    """A value as SQL text. In Snowflake's texts a backslash escapes, so it is doubled like the quote."""
    if value is None:
        return "NULL"
    if isinstance(value, dict):
        return f"PARSE_JSON({literal(json.dumps(value))})::OBJECT"
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
