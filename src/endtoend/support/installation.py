"""An installation in a folder of its own, used through the commands and SQL that everybody has."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project import build
from project.connecting import approve_access, connect
from project.options import RunOptions
from project.places import PROJECT
from project.services import SIMULATOR_CLIENT_ID, SIMULATOR_CLIENT_SECRET, Setup, local_snowflake, make_folder
from project.worksheet import APPLICATION, Outcome, Server, Worksheet
from rich.console import Console

from support.exact import Exact

PATIENCE = 900


@dataclass
class Finished:
    code: int
    output: str
    errors: str

    def expect(self, code: int) -> "Finished":
        assert self.code == code, f"ended with {self.code}\n{self.output}\n{self.errors}"
        return self


class Installation:
    def __init__(self, data: Path) -> None:
        self.data = data
        self._worksheet: Worksheet | None = None
        self._server: Server | None = None

    def run_command(self, exact: Exact, *options: str, secret: str = SIMULATOR_CLIENT_SECRET) -> list[str]:
        return [
            str(PROJECT / "scripts" / "run"), "--data", str(self.data), "--exact-url", exact.url,
            "--client-id", SIMULATOR_CLIENT_ID, "--client-secret", secret, *options,
        ]  # fmt: skip

    def run(self, exact: Exact, *options: str, secret: str = SIMULATOR_CLIENT_SECRET) -> Finished:
        """`scripts/run --once`, to its end."""
        self.forget()
        return command(*self.run_command(exact, "--once", *options, secret=secret))

    def sql(self, *arguments: str) -> Finished:
        return command(str(PROJECT / "scripts" / "sql"), "--data", str(self.data), *arguments)

    def query(self, statement: str) -> list[dict[str, Any]]:
        return self.worksheet().query(statement)

    def call(self, procedure: str, *arguments: str | dict | None) -> Outcome:
        return self.worksheet().call(procedure, *arguments)

    def last_run(self) -> dict[str, Any]:
        return self.query(f"SELECT * FROM {APPLICATION}.core.runs ORDER BY STARTED_AT DESC LIMIT 1")[0]

    def worksheet(self) -> Worksheet:
        """A session; the server is started for it when it isn't running."""
        server = Server.read(self.data)
        if self._worksheet is None or server is None or server != self._server:
            if server is None:
                self.sql("SELECT 1").expect(0)
                server = Server.read(self.data)
            assert server is not None
            self._worksheet, self._server = Worksheet(server), server
        return self._worksheet

    def install(self, exact: Exact | None = None) -> None:
        """The app is installed and its access approved; without an Exact Online nothing outside can be reached."""
        build.build(build.CONNECTOR, build.HOST_MODULE)
        make_folder(self.data)
        local_snowflake("start", "--data", str(self.data), *(["--exact-url", exact.url] if exact else []))
        local_snowflake("install", "--data", str(self.data), "--package", str(build.assemble_package()), "--application", APPLICATION)
        approve_access(self.worksheet())

    def prepare(self, exact: Exact, configuration: str, **settings: Any) -> None:
        """Installed, signed in, and a configuration with these settings."""
        self.install(exact)
        setup = Setup(exact_url=exact.url)
        connect(self.worksheet(), RunOptions(self.data, exact_url=exact.url), setup, exact.url, Console(quiet=True))
        target = {"connection": "exact", "database": "ACCOUNTING", "schema": "EXACT_ONLINE", "divisions": "all"}
        outcome = self.call("create_configuration", configuration, {**target, **settings})
        assert outcome.ok, outcome

    def forget(self) -> None:
        """The session, before a command that ends the server."""
        self._worksheet = None

    def stop(self) -> None:
        self.forget()
        self.sql("--stop")


def command(*arguments: str) -> Finished:
    environment = {**os.environ, "NO_COLOR": "1"}
    answer = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, env=environment)
    return Finished(answer.returncode, answer.stdout, answer.stderr)


def json_rows(finished: Finished) -> list[dict[str, Any]]:
    return json.loads(finished.expect(0).output)
