"""Ours through the shipped path: the app installed into the local Snowflake, its procedure in its JVM, stage, COPY and MERGE.

What `scripts/run` does, with one endpoint, and measured: all processes of the local Snowflake together, and the connector's own
JVM apart. The server and the JVM are started before the clock: in Snowflake nobody starts the server for a refresh.
"""

import os
import signal
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from project import build
from project.children import Child, Children
from project.connecting import CONFIGURATION, CONNECTION, DATABASE, SCHEMA, approve_access, connect
from project.options import RunOptions
from project.places import VENV_PYTHON
from project.problem import Problem
from project.services import Setup, local_snowflake, make_folder, start_snowflake
from project.worksheet import APPLICATION, Outcome, Worksheet, literal
from rich.console import Console

from benchmark.engines import EVERYTHING, Run, World
from benchmark.processes import Usage, Watch, family


class ShippedEngine:
    name = "shipped"
    phases = EVERYTHING

    def __init__(self, children: Children) -> None:
        build.build(build.CONNECTOR, build.HOST_MODULE)
        self._package = build.assemble_package()
        self._children = children
        self._server: Child | None = None
        self._worksheet: Worksheet | None = None
        self._world: World | None = None
        self._data = Path()

    def begin(self, world: World, folder: Path) -> None:
        self._world, self._data = world, folder / "snowflake"
        make_folder(self._data)
        self._start()
        local_snowflake("install", "--data", str(self._data), "--package", str(self._package), "--application", APPLICATION)
        worksheet = self._session()
        approve_access(worksheet)
        options = RunOptions(self._data, exact_url=world.exact.url)
        connect(worksheet, options, Setup(exact_url=world.exact.url), world.exact.url, Console(quiet=True))
        settings = {
            "connection": CONNECTION, "database": DATABASE, "schema": SCHEMA, "divisions": "all",
            "endpoints": "all" if len(world.endpoints) > 1 else list(world.endpoints),
        }  # fmt: skip
        outcome = worksheet.call("create_configuration", CONFIGURATION, settings)
        if not outcome.ok:
            raise Problem(str(outcome))

    def run(self, phase: str, profile: bool = False, warm: bool = False) -> Run:
        worksheet = self._session()
        connector = self._connector()
        recording = self._data.parent / f"{phase}.jfr"
        if profile:
            _flight_recorder(connector, "JFR.start", "settings=profile", "name=benchmark")
        assert self._server is not None
        whole, alone = Watch(self._server.process.pid), Watch(connector)
        try:
            outcome = worksheet.call("run", CONFIGURATION, {"mode": "incremental"})
            # A run that failed is a result too; only a lost session is not.
            run = self._measured(outcome, whole.stop(), alone.stop())
        except Problem as problem:
            usage = whole.stop()
            alone.stop()
            return Run(1, usage, note=str(problem)[:300])
        if profile:
            _flight_recorder(connector, "JFR.stop", "name=benchmark", f"filename={recording}")
        if warm and run.ended_well:
            times = []
            for _ in range(7):
                again = time.monotonic()
                worksheet.call("run", CONFIGURATION, {"mode": "incremental"})
                times.append(time.monotonic() - again)
            run.warm_seconds = statistics.median(times)
        return run

    def interrupt(self, when: Callable[[], bool]) -> bool:
        """Kills the connector's JVM; the server stays, as Snowflake does when a procedure dies."""
        worksheet = self._session()
        connector = self._connector()
        ended = threading.Event()

        def call() -> None:
            try:
                worksheet.call("run", CONFIGURATION, {"mode": "incremental"})
            except Problem:
                pass
            ended.set()

        threading.Thread(target=call, daemon=True).start()
        while not ended.is_set() and not when():
            time.sleep(0.02)
        killed = not ended.is_set()
        if killed:
            os.kill(connector, signal.SIGKILL)
            ended.wait(60)
            self._worksheet = None
        return killed

    def end(self) -> None:
        if self._worksheet is not None:
            self._worksheet.close()
            self._worksheet = None
        if self._server is not None:
            self._server.stop()
            self._children.started.remove(self._server)
            self._server = None

    def table(self) -> tuple[Path, Path, str]:
        """The server is stopped first: DuckDB lets one process at a time open a file."""
        self.end()
        return VENV_PYTHON, self._data / "snowflake.duckdb", _stored_table(self._data / "snowflake.duckdb")

    def _start(self) -> None:
        assert self._world is not None
        self._server, server = start_snowflake(self._children, self._data, self._world.exact.url)
        self._worksheet = Worksheet(server)

    def _session(self) -> Worksheet:
        if self._server is None:
            self._start()
        if self._worksheet is None:
            self._worksheet = Worksheet(_running(self._data))
        # The procedures' JVM is there after any call, and has not done any work of a run yet.
        self._worksheet.call("check_target", DATABASE, SCHEMA)
        return self._worksheet

    def _connector(self) -> int:
        assert self._server is not None
        found = [each for each in family(self._server.process.pid) if _name(each) == "java"]
        if not found:
            raise Problem("The procedures' JVM is not running.")
        return found[0]

    def _measured(self, outcome: Outcome, whole: Usage, alone: Usage) -> Run:
        payload = outcome.payload
        run_id = payload.get("run_id")
        assert self._worksheet is not None
        rows = self._worksheet.query(f"SELECT * FROM {APPLICATION}.core.runs WHERE RUN_ID = {literal(run_id)}") if run_id else []
        row: dict[str, Any] = rows[0] if rows else {}
        status = str(payload.get("status"))
        note = "" if status == "SUCCEEDED" else f"{status} {row.get('ERROR_CODE') or ''} {row.get('ERROR_MESSAGE') or outcome.message}"
        run = Run(0 if status == "SUCCEEDED" else 1, whole, row.get("ROWS_FETCHED"), row.get("API_CALLS"), note=note.strip()[:300])
        run.connector_cpu, run.connector_memory = alone.cpu, alone.memory
        run.more = {"status": status, "waiting_until": payload.get("waiting_until")}
        return run


def _running(data: Path) -> Any:
    from project.worksheet import Server

    server = Server.read(data)
    if server is None:
        raise Problem("The local Snowflake is not running.")
    return server


def _name(process: int) -> str:
    try:
        return Path(f"/proc/{process}/comm").read_text().strip()
    except OSError:
        return ""


def _flight_recorder(process: int, *command: str) -> None:
    import subprocess

    subprocess.run(["jcmd", str(process), *command], stdin=subprocess.DEVNULL, capture_output=True, check=False)


def _stored_table(file: Path) -> str:
    """Where the local Snowflake keeps ACCOUNTING.EXACT_ONLINE.FINANCIAL_TRANSACTION_LINES in its file."""
    import duckdb

    with duckdb.connect(str(file), read_only=True) as connection:
        found = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_name = 'FINANCIAL_TRANSACTION_LINES'"
        ).fetchall()
    if not found:
        return "FINANCIAL_TRANSACTION_LINES"
    return ".".join('"' + part.replace('"', '""') + '"' for part in found[0])
