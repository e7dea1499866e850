"""A connection of the command line to the server of a data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import snowflake.connector

from local_snowflake.names import quote
from local_snowflake.process import control


def connect(data: Path, role: str | None = None, database: str | None = "EXACT_ONLINE") -> snowflake.connector.SnowflakeConnection:
    """Log in as ACCOUNTADMIN (or with another role), in the application's database when there is one; starts the server if needed."""
    server = control.running(data) or control.start(data, _arguments(control.remembered(data)))
    connection = snowflake.connector.connect(
        account="local", host="127.0.0.1", port=int(server["port"]), protocol="http", user=server["user"], password=server["password"],
        client_session_keep_alive=False, network_timeout=None)
    cursor = connection.cursor()
    if database is not None:
        try:
            cursor.execute(f"USE DATABASE {quote(database)}")
        except snowflake.connector.errors.ProgrammingError:
            # nothing is installed yet
            pass
    if role is not None:
        cursor.execute(f"USE ROLE {role}")
    return connection


def _arguments(remembered: dict[str, Any]) -> list[str]:
    arguments = []
    for name, value in remembered.items():
        if value is not None:
            arguments += [f"--{name.replace('_', '-')}", str(value)]
    return arguments
