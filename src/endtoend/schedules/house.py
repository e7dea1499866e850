"""What schedules are played in: one simulator, one local Snowflake, and what may be done to them from outside."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from project import sign_in
from project.connecting import approve_access
from project.problem import Problem
from project.services import local_snowflake
from project.worksheet import APPLICATION, Outcome, Server, literal
from support import packages
from support.exact import Exact, exact_online
from support.installation import Installation
from support.processes import command_lines

ROWS, DIVISIONS = 25, 2
SECRET = "secret-of-schedules"
ENDED = ("SUCCEEDED", "PARTIAL", "FAILED", "CANCELLED")


@dataclass
class House:
    exact: Exact
    installation: Installation
    package: Path
    visibility: str

    def query(self, statement: str) -> list[dict[str, Any]]:
        return self.installation.query(statement)

    def call(self, procedure: str, *arguments: str | dict | None) -> Outcome:
        outcome = self.installation.call(procedure, *arguments)
        if outcome.code == "EO-9001":
            raise AssertionError(f"{procedure}: {outcome}")
        return outcome

    def sign_in(self, connection: str) -> None:
        outcome = sign_in.by_itself(self.installation.worksheet(), connection, self.exact.url, SECRET)
        assert outcome.ok, outcome

    def connect(self, connection: str) -> None:
        """An app registration and a connection of its own: limits, errors and tokens of one schedule are no other's."""
        self.exact.post("apps", client_id=f"app-{connection}", client_secret=SECRET)
        settings = {"site": "nl", "client_id": f"app-{connection}", "redirect_uri": sign_in.REDIRECT_URI}
        outcome = self.call("create_connection", connection, settings)
        assert outcome.ok, outcome
        self.sign_in(connection)

    def chains(self, connection: str) -> list[dict[str, Any]]:
        return [chain for chain in self.exact.get("tokens") if chain["client_id"] == f"app-{connection}"]

    def kill_host(self) -> bool:
        """SIGKILL for the JVM of procedures; False when none runs."""
        return self._kill("procedure-host.jar", str(self.installation.data))

    def kill_at_store(self, when: str) -> None:
        """SIGKILL for the JVM exactly when it stores tokens that Exact Online gave a moment ago: before it has, or after."""
        self.query(f"CALL SYSTEM$LOCAL_KILL_AT({literal(when)}, 'STORE_TOKEN')")

    def killing_at_store(self) -> bool:
        """Whether that is still to come."""
        (row,) = self.query("CALL SYSTEM$LOCAL_KILL_AT('?', NULL)")
        return "" not in row.values()

    def kill_server(self) -> None:
        """SIGKILL for the whole local Snowflake; the JVM goes when its input ends."""
        server = Server.read(self.installation.data)
        assert server is not None
        os.kill(server.pid, signal.SIGKILL)
        self.installation.forget()
        _wait_for_end(server.pid)
        self._kill("procedure-host.jar", str(self.installation.data))

    def start(self) -> None:
        self.installation.forget()
        data = str(self.installation.data)
        local_snowflake("start", "--data", data, "--exact-url", self.exact.url, "--secret-visibility", self.visibility)

    def time_passes(self) -> None:
        """As though leases had lapsed and waits were over: the server is stopped, since their clocks are the machine's."""
        data = self.installation.data
        if Server.read(data):
            local_snowflake("stop", "--data", str(data))
        with duckdb.connect(str(data / "snowflake.duckdb")) as database:
            found = database.execute("SELECT physical FROM _local.schemas WHERE database_name = ? AND name = 'STATE'", [APPLICATION])
            (physical,) = found.fetchone() or ("",)
            for table, column in (("leases", "expires_at"), ("token_leases", "expires_at"), ("runs", "waiting_until")):
                database.execute(f'UPDATE "{physical}".{table} SET {column} = now() - INTERVAL 1 SECOND WHERE {column} > now()')
        self.start()

    def upgrade(self) -> None:
        packages.install(self.installation.data, self.package)

    def run(self, run_id: str) -> dict[str, Any]:
        return self.query(f"SELECT * FROM core.runs WHERE RUN_ID = {literal(run_id)}")[0]

    def _kill(self, *words: str) -> bool:
        found = [pid for pid, text in command_lines().items() if all(word in text for word in words) and "Main" in text]
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            _wait_for_end(pid)
        return bool(found)


def _wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":
            return
        time.sleep(0.02)
    raise Problem(f"Process {pid} did not end.")


@contextmanager
def house(folder: Path, visibility: str = "immediate") -> Iterator[House]:
    with exact_online(folder / "exact", divisions=DIVISIONS, rows=ROWS) as exact:
        installation = Installation(folder / "data")
        made = House(exact, installation, packages.present(folder), visibility)
        try:
            installation.data.mkdir(parents=True, exist_ok=True)
            made.start()
            made.upgrade()
            approve_access(installation.worksheet())
            yield made
        finally:
            if Server.read(installation.data):
                installation.stop()
