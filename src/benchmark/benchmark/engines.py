"""The engines that are compared: how each is prepared, started, and where its table is."""

import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from project import build
from project.machine import java
from project.options import BENCHMARK_ENGINES
from project.places import PROJECT
from project.problem import Problem
from project.services import SIMULATOR_CLIENT_ID, SIMULATOR_CLIENT_SECRET

from benchmark.environments import BENCHMARK, PEERS, prepare
from benchmark.exact import Exact
from benchmark.processes import Usage, Watch

OUR_ENGINES = BENCHMARK / "engines"
OUR_JAR = OUR_ENGINES / "target" / "benchmark-engines.jar"
MEMORY = "2GB"
PATIENCE = 1500.0
OF_THE_APP = ("engine", "shipped")
OURS = ("floor", *OF_THE_APP)
# `arrow` no longer uses dlt's own REST source, so it is not what dlt's documentation sets up: a row of its own, no "peer".
AS_DOCUMENTED = ("dlt", "singer", "airbyte")
NAMES = BENCHMARK_ENGINES
TITLES = {
    "floor": "bare Java program (the floor)",
    "engine": "our engine, DuckDB sink",
    "shipped": "our app in the local Snowflake",
    "dlt-arrow": "dlt, hand-written Arrow source",
    "dlt": "dlt, REST source",
    "singer": "Singer SDK, target-duckdb",
    "airbyte": "PyAirbyte, manifest (state repaired)",
    "airbyte-released": "PyAirbyte as released",
}


@dataclass(frozen=True)
class World:
    """What an engine is set upon."""

    exact: Exact
    divisions: list[int]
    columns: str
    endpoints: tuple[str, ...]
    per_minute: int | None = None


@dataclass
class Run:
    """One phase of one engine, as measured."""

    code: int
    usage: Usage
    rows: int | None = None
    calls: int | None = None
    seconds: float | None = None
    warm_seconds: float | None = None
    connector_cpu: float | None = None
    connector_memory: int | None = None
    note: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ended_well(self) -> bool:
        return self.code == 0


class Engine(Protocol):
    """Any engine: a folder of its own, and phases one after the other."""

    name: str
    phases: frozenset[str]

    def begin(self, world: World, folder: Path) -> None: ...

    def run(self, phase: str, profile: bool = False, warm: bool = False) -> Run: ...

    def interrupt(self, when: Callable[[], bool]) -> bool:
        """Starts the phase `initial` and kills it without warning as soon as `when` is true. False: it ended before."""
        ...

    def end(self) -> None: ...

    def table(self) -> tuple[Path, Path, str]:
        """Python that can open it, the DuckDB file, the table's name."""
        ...


class CommandEngine:
    """An engine that is one command (src/benchmark/README.md)."""

    def __init__(
        self, name: str, table: str, prepared: Callable[[], tuple[Path, list[str]]], phases: frozenset[str], options: Path | None = None
    ) -> None:
        self.name, self.phases = name, phases
        self._table = table
        self._python, self._command = prepared()
        self._options = options
        self._world: World | None = None
        self._folder = Path()
        self._number = 0

    def begin(self, world: World, folder: Path) -> None:
        self._world, self._folder = world, folder
        (folder / "state").mkdir(parents=True, exist_ok=True)

    def run(self, phase: str, profile: bool = False, warm: bool = False) -> Run:
        with self._log(phase) as log:
            process = subprocess.Popen(
                self._arguments(phase, profile), cwd=self._folder, env=self._environment(phase, warm), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=log, start_new_session=True, text=True,
            )  # fmt: skip
            watch = Watch(process.pid)
            late = threading_timer(PATIENCE, process.pid)
            assert process.stdout is not None
            lines = [line for line in process.stdout.read().splitlines() if line.strip()]
            _, status, spent = os.wait4(process.pid, 0)
            late.cancel()
            usage = watch.stop(spent.ru_utime + spent.ru_stime)
            process.returncode = os.waitstatus_to_exitcode(status)
        run = _told(Run(process.returncode, usage), lines)
        return run if run.ended_well else replace(run, note=run.note or _last_line(Path(log.name)))

    def interrupt(self, when: Callable[[], bool]) -> bool:
        with self._log("interrupted") as log:
            process = subprocess.Popen(
                self._arguments("initial", False), cwd=self._folder, env=self._environment("initial", False), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
            while process.poll() is None and not when():
                time.sleep(0.02)
            killed = process.poll() is None
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        return killed

    def end(self) -> None:
        return None

    def table(self) -> tuple[Path, Path, str]:
        return self._python, self._folder / "data.duckdb", self._table

    def _log(self, phase: str) -> Any:
        self._number += 1
        return open(self._folder / f"{self._number:02}-{phase}.log", "w")

    def _arguments(self, phase: str, profile: bool) -> list[str]:
        if self._options is None:
            return self._command
        recording = self._folder / f"{self._number:02}-{phase}.jfr"
        flight = [f"-XX:StartFlightRecording=filename={recording},settings=profile,dumponexit=true"] if profile else []
        options = [f"@{self._options}"] if self._options.exists() else []
        return [java(), *options, *flight, *self._command]

    def _environment(self, phase: str, warm: bool) -> dict[str, str]:
        world = self._world
        assert world is not None
        given = {
            "URL": world.exact.url,
            "TOKEN": world.exact.token(),
            "CLIENT_ID": SIMULATOR_CLIENT_ID,
            "CLIENT_SECRET": SIMULATOR_CLIENT_SECRET,
            "DIVISIONS": ",".join(str(each) for each in world.divisions),
            "ENDPOINTS": ",".join(world.endpoints),
            "COLUMNS": world.columns,
            "DATABASE": str(self._folder / "data.duckdb"),
            "STATE": str(self._folder / "state"),
            "MEMORY": MEMORY,
            "PHASE": phase,
            "WARM": "1" if warm else "0",
            "LIMITS": "0" if world.per_minute is None else "1",
            "PER_MINUTE": str(world.per_minute or 0),
        }
        # A peer must not find the packages or the settings of this process.
        kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        home = {"HOME": str(self._folder)} if self._options is None else {}
        return {**kept, **home, **{f"BENCHMARK_{name}": value for name, value in given.items()}}


def threading_timer(seconds: float, process: int) -> Any:
    """Ends a process group that takes too long."""

    def end() -> None:
        try:
            os.killpg(process, signal.SIGKILL)
        except ProcessLookupError:
            pass

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    return timer


def _last_line(log: Path) -> str:
    """Why an engine failed, as far as it said: its last words, or the first line of its last Java exception."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(Caused by: |Exception in thread|[\w.]+(Error|Exception)\b)", line)]
    return (errors or lines or ["it said nothing"])[-1][:300]


def _told(run: Run, lines: list[str]) -> Run:
    """Adds what the engine said about itself in its last line."""
    try:
        told = json.loads(lines[-1]) if lines else {}
    except ValueError:
        told = {}
    if not isinstance(told, dict) or (run.code == 0 and "rows" not in told):
        run.code, run.note = run.code or 1, "the last line of its output is no JSON object with rows"
        return run
    run.rows, run.calls, run.seconds = told.get("rows"), told.get("calls"), told.get("seconds")
    run.warm_seconds, run.note = told.get("warm_seconds"), str(told.get("note", ""))
    run.more = {name: value for name, value in told.items() if name not in ("rows", "calls", "seconds", "warm_seconds", "note")}
    return run


ONE_TABLE = frozenset({"initial", "unchanged", "changed", "crash"})
EVERYTHING = ONE_TABLE | {"overhead"}


def engine(name: str, children: Any = None) -> Engine:
    """The engine of this name, with everything installed that it needs."""
    if name == "shipped":
        from benchmark.shipped import ShippedEngine

        return ShippedEngine(children)
    if name in ("floor", "engine"):
        # The floor is written for one table, and many endpoints would make a product of it: no floor under the cost of a step.
        phases = ONE_TABLE if name == "floor" else EVERYTHING
        return CommandEngine(name, "main.FINANCIAL_TRANSACTION_LINES", lambda: _ours(name), phases, OUR_ENGINES / f"{name}.options")
    prepared = {
        "dlt": lambda: _python_peer("dlt", "rest"),
        "dlt-arrow": lambda: _python_peer("dlt", "arrow"),
        "airbyte": lambda: _python_peer("airbyte", "fixed"),
        "airbyte-released": lambda: _python_peer("airbyte", "released"),
        "singer": _singer,
    }
    return CommandEngine(name, "ex.transaction_lines", prepared[name], ONE_TABLE)


def _ours(name: str) -> tuple[Path, list[str]]:
    pom = OUR_ENGINES / "pom.xml"
    if not pom.exists():
        raise Problem(f"{pom.relative_to(PROJECT)} is not there")
    build.build(build.CONNECTOR)
    sources = (pom, OUR_ENGINES / "src" / "main", PROJECT / "src" / "main")
    build.build(build.Module("engines of the benchmark", OUR_ENGINES, OUR_JAR, sources))
    return prepare("pictures"), ["-jar", str(OUR_JAR), name]


def _python_peer(folder: str, mode: str) -> tuple[Path, list[str]]:
    python = prepare(folder)
    return python, [str(python), str(PEERS / folder / "run.py"), mode]


def _singer() -> tuple[Path, list[str]]:
    tap, target = prepare("singer-tap"), prepare("singer-target")
    return target, [str(tap), str(PEERS / "singer" / "run.py"), str(tap), str(target.with_name("target-duckdb"))]
