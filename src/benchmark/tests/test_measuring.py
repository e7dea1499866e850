"""Wall time, CPU and memory are those of the whole group of processes; what an engine says is taken, and a silent one fails."""

import sys
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from benchmark.exact import Counted, Exact
from benchmark.leagues import Course
from project.children import Children
from project.options import BenchmarkOptions

from benchmark import leagues
from benchmark.engines import ONE_TABLE, CommandEngine, World

MEGABYTES = 200
SECONDS = 0.8
# A child of the engine's process takes memory and CPU: both must be seen from outside.
CHILD = f"""
import time
held = bytearray({MEGABYTES} * 1000 * 1000)
began = time.process_time()
while time.process_time() - began < {SECONDS}:
    held[0] = 1
"""


class Signed(Exact):
    """An Exact Online that gives a token without being there."""

    def token(self) -> str:
        return "token"

    def delete(self, subject: str) -> None:
        return None

    def counted(self, of: Collection[str] = ()) -> Counted:
        return Counted(0, 0, 0, 0)


def engine(tmp_path: Path, program: str) -> CommandEngine:
    made = CommandEngine("test", "main.t", lambda: (Path(sys.executable), [sys.executable, "-c", program]), ONE_TABLE)
    made.begin(World(Signed(1), [1, 2], "ID:Edm.Guid", ("financial_transaction_lines",)), tmp_path)
    return made


def test_the_children_of_an_engine_count(tmp_path: Path) -> None:
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}]); print('{{\"rows\": 7, \"calls\": 3}}')"
    run = engine(tmp_path, program).run("initial")
    assert (run.code, run.rows, run.calls) == (0, 7, 3)
    assert SECONDS <= run.usage.cpu < SECONDS + 2
    assert run.usage.wall >= SECONDS
    assert MEGABYTES * 1e6 < run.usage.memory < (MEGABYTES + 200) * 1e6


def test_an_engine_that_says_nothing_has_failed(tmp_path: Path) -> None:
    run = engine(tmp_path, "print('done')").run("initial")
    assert run.code == 1
    assert "JSON" in run.note


def test_an_engine_that_ends_badly_has_failed(tmp_path: Path) -> None:
    assert engine(tmp_path, "import sys; print('{\"rows\": 1}'); sys.exit(3)").run("initial").code == 3


def test_a_failed_engine_is_quoted(tmp_path: Path) -> None:
    run = engine(tmp_path, "raise ValueError('no such division')").run("initial")
    assert run.note == "ValueError: no such division"


def test_an_engine_gets_what_the_contract_says(tmp_path: Path) -> None:
    program = "import json, os; print(json.dumps({'rows': 0, **{k: v for k, v in os.environ.items() if k.startswith('BENCHMARK_')}}))"
    told: dict[str, Any] = engine(tmp_path, program).run("changed").more
    contract = (Path(__file__).parents[1] / "README.md").read_text()
    assert told["BENCHMARK_DIVISIONS"] == "1,2"
    assert told["BENCHMARK_PHASE"] == "changed"
    assert all(f"`{name}`" in contract for name in told), [name for name in told if f"`{name}`" not in contract]


def test_an_engine_is_killed_when_the_moment_has_come(tmp_path: Path) -> None:
    began = time.monotonic()
    assert engine(tmp_path, "import time; time.sleep(60)").interrupt(lambda: time.monotonic() - began > 0.2)
    assert time.monotonic() - began < 30


def test_an_engine_that_ended_before_was_not_killed(tmp_path: Path) -> None:
    assert not engine(tmp_path, "pass").interrupt(lambda: False)


def test_recordings_outlive_the_folder_of_their_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leagues, "RECORDINGS", tmp_path / "recordings")
    contestant = engine(tmp_path / "test", "import pathlib; pathlib.Path('1.jfr').write_text('recorded'); print('{\"rows\": 0}')")
    world = World(Signed(1), [1, 2], "ID:Edm.Guid", ("financial_transaction_lines",))
    options = BenchmarkOptions(1, 1, (0,), False, 1, ("test",), ("initial",), 1, 1, True, False, False)
    course = Course("engine", options, Children(), tmp_path, world.exact, world, lambda measured: None)
    for repeat in (1, 2):
        course.measure(contestant, "initial", repeat)
    kept = sorted(file.name for file in (tmp_path / "recordings").iterdir())
    assert kept == [
        "engine-test-initial-1-01-initial.log",
        "engine-test-initial-1-1.jfr",
        "engine-test-initial-2-02-initial.log",
        "engine-test-initial-2-1.jfr",
    ]
