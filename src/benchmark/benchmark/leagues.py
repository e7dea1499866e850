"""What is measured, in which order: one world per league, every engine in turn in every phase."""

import math
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from project.children import Children
from project.options import BenchmarkOptions

from benchmark.catalogue import all_endpoints, columns, columns_as_text
from benchmark.engines import OURS, Engine, Run, World, engine
from benchmark.exact import ENDPOINT, Exact
from benchmark.oracle import Truth, Verdict, truth_of, verdict_of
from benchmark.results import RECORDINGS, Measurement

PAGE_ROWS = 1000
BYTES_PER_ROW = 2600
# The day's calls in the phase `day`: enough for the first questions and a page or two.
FEW_CALLS = 12


@dataclass
class Course:
    """One world, and the engines that run in it."""

    league: str
    options: BenchmarkOptions
    children: Children
    folder: Path
    exact: Exact
    world: World
    said: Callable[[Measurement], None]
    truth: Truth | None = None
    latency: int = 0

    def measure(self, contestant: Engine, phase: str, repeat: int, steps: int | None = None) -> Measurement:
        """Runs one phase and compares the table."""
        self.exact.delete("counters")
        run = contestant.run(phase, self.options.profile)
        counted = self.exact.counted(self.world.endpoints)
        verdict = self._verdict(contestant) if run.ended_well and self.truth is not None else None
        measurement = Measurement(
            self.league, phase, contestant.name, self.latency, repeat, run.code, run.usage.wall, run.usage.cpu, run.usage.memory,
            counted.calls, counted.refused, counted.rows, run.rows if isinstance(run.rows, int) else counted.rows,
            verdict.right if verdict else None, str(verdict) if verdict else "", self._least(phase), steps,
            run.connector_cpu, run.connector_memory, note=run.note,
        )  # fmt: skip
        if phase == "unchanged" and repeat == self.options.repeat and contestant.name in OURS:
            # Some more in the same process: what it costs when Java has compiled what it needs.
            measurement = replace(measurement, warm_seconds=contestant.run(phase, warm=True).warm_seconds)
        if self.options.profile:
            self._keep_recordings(contestant.name, phase, repeat)
        self.said(measurement)
        return measurement

    def _keep_recordings(self, name: str, phase: str, repeat: int) -> None:
        """Out of the engine's folder, which goes when the next measurement begins: a recording is what was asked for."""
        wait = f"-{self.latency}ms" if self.latency else ""
        RECORDINGS.mkdir(parents=True, exist_ok=True)
        for place in (name, f"{name}-crash", f"{name}-small"):
            for file in (*self.folder.glob(f"{place}/*.jfr"), *self.folder.glob(f"{place}/*.log")):
                file.rename(RECORDINGS / f"{self.league}-{name}-{phase}{wait}-{repeat}-{file.name}")

    def _verdict(self, contestant: Engine) -> Verdict:
        assert self.truth is not None
        python, file, table = contestant.table()
        return verdict_of(python, file, table, self.truth)

    def _least(self, phase: str) -> int | None:
        """Calls that nobody can do without who also wants deletions: every page, the deletions of every division, the list of
        divisions, and at first in each division the right to read deletions: without it their list is empty and looks like no
        deletions."""
        if self.truth is None or phase not in ("initial", "unchanged"):
            return None
        divisions = self.world.divisions
        if phase == "unchanged":
            return 2 * len(divisions) + 1
        rows = (next(iter(self.exact.get(f"counts?division={each}").values()))[ENDPOINT] for each in divisions)
        return sum(max(1, math.ceil(each / PAGE_ROWS)) + 2 for each in rows) + 1


def play(options: BenchmarkOptions, children: Children, folder: Path, said: Callable[[Measurement], None]) -> list[Measurement]:
    """All that the options ask for."""
    found: list[Measurement] = []
    if options.limits:
        return list(_limits(options, children, folder, said))
    if set(options.phases) - {"overhead"}:
        found += _one_table(options, children, folder, said)
    if "overhead" in options.phases:
        found += _overhead(options, children, folder, said)
    return found


def _world(options: BenchmarkOptions, children: Children, folder: Path, name: str, divisions: int, rows: int) -> tuple[Exact, World]:
    each = max(1, rows // divisions)
    # Twice: the connector's pages carry other next links than the peers'.
    cache = 64 + 2 * rows * BYTES_PER_ROW // 1_000_000
    exact = Exact.start(children, folder, divisions, each, min(cache, 6000), name)
    return exact, World(exact, exact.divisions(), columns_as_text(), (ENDPOINT,))


def _one_table(options: BenchmarkOptions, children: Children, folder: Path, said: Callable[[Measurement], None]) -> Iterator[Measurement]:
    exact, world = _world(options, children, folder, "simulator", options.divisions, options.rows)
    exact.warm(world.divisions, columns())
    yield _rate(exact, world, said)
    course = Course("engine", options, children, folder, exact, world, said)
    course.truth = truth_of(exact, world.divisions, folder / "truth")
    engines = [engine(name, children) for name in options.engines]
    following = bool({"unchanged", "changed"} & set(options.phases))
    first = options.latencies if "initial" in options.phases else (0,) if following else ()
    # The first one last: its tables stay for the phases that follow.
    for latency in reversed(first):
        exact.post("settings", latency_ms=latency)
        course.latency = latency
        measured = "initial" in options.phases
        # In turn: a minute in which the machine is slower then meets all engines alike.
        for repeat in range(1, options.repeat + 1 if measured else 2):
            for contestant in engines:
                measurement = _initial(course, contestant, repeat)
                if measured:
                    yield measurement
        if not (following and latency == first[0]):
            for contestant in engines:
                shutil.rmtree(folder / contestant.name, ignore_errors=True)
    exact.post("settings", latency_ms=0)
    course.latency = 0
    if "crash" in options.phases:
        for name in options.engines:
            yield from _crash(course, engine(name, children))
    for phase in ("unchanged", "changed"):
        if phase in options.phases:
            for repeat in range(1, options.repeat + 1):
                if phase == "changed":
                    exact.post("changes", seed=repeat, share=0.01, endpoints=[ENDPOINT])
                    course.truth = truth_of(exact, world.divisions, folder / "truth", course.truth)
                for contestant in engines:
                    yield course.measure(contestant, phase, repeat)
    for contestant in engines:
        contestant.end()


def _rate(exact: Exact, world: World, said: Callable[[Measurement], None]) -> Measurement:
    """The simulator's own speed: it must be far above that of any engine, or the engines would wait for it."""
    rows, seconds = exact.rate(world.divisions[0], columns())
    measurement = Measurement("engine", "rate", "simulator", 0, 1, 0, seconds, 0.0, 0, 0, 0, rows, rows)
    said(measurement)
    return measurement


def _initial(course: Course, contestant: Engine, repeat: int) -> Measurement:
    """Into an empty folder every time; the last one stays for the phases that follow."""
    place = course.folder / contestant.name
    shutil.rmtree(place, ignore_errors=True)
    contestant.begin(course.world, place)
    measurement = course.measure(contestant, "initial", repeat)
    contestant.end()
    return measurement


def _crash(course: Course, contestant: Engine) -> Iterator[Measurement]:
    """Killed when half of the rows were sent; what is measured is the run that follows."""
    if "crash" not in contestant.phases:
        return
    place = course.folder / f"{contestant.name}-crash"
    shutil.rmtree(place, ignore_errors=True)
    contestant.begin(course.world, place)
    course.exact.delete("counters")
    killed = contestant.interrupt(lambda: course.exact.counted((ENDPOINT,)).rows >= course.options.rows / 2)
    before = course.exact.counted((ENDPOINT,))
    measurement = course.measure(contestant, "crash", 1)
    note = f"killed after {before.calls} calls" if killed else "it ended before it could be killed"
    yield replace(measurement, note="; ".join(filter(None, (note, measurement.note))))
    contestant.end()
    shutil.rmtree(place, ignore_errors=True)


def _overhead(options: BenchmarkOptions, children: Children, folder: Path, said: Callable[[Measurement], None]) -> Iterator[Measurement]:
    """All endpoints of many divisions, each with a handful of rows: what is left is the cost of a step."""
    divisions = options.small_divisions
    exact, world = _world(options, children, folder, "simulator-small", divisions, divisions * 10)
    world = replace(world, endpoints=tuple(all_endpoints()))
    course = Course("engine", options, children, folder, exact, world, said)
    for name in options.engines:
        contestant = engine(name, children)
        if "overhead" in contestant.phases:
            place = folder / f"{name}-small"
            contestant.begin(world, place)
            yield course.measure(contestant, "overhead", 1, steps=divisions * len(world.endpoints))
            contestant.end()
            shutil.rmtree(place, ignore_errors=True)


def _limits(options: BenchmarkOptions, children: Children, folder: Path, said: Callable[[Measurement], None]) -> Iterator[Measurement]:
    """As in real life, smaller: fewer calls a minute and fewer rows, so that every engine runs into the next minute."""
    exact, world = _world(options, children, folder, "simulator-limits", options.divisions, options.rows)
    course = Course("limits", options, children, folder, exact, world, said)
    course.truth = truth_of(exact, world.divisions, folder / "truth")
    for name in options.engines:
        if name == "floor":
            # It knows no limits, and is no engine that anybody would run.
            continue
        contestant = engine(name, children)
        exact.post("limits", on=False)
        contestant.begin(replace(world, per_minute=options.per_minute), folder / name)
        _next_minute()
        exact.post("limits", on=True, per_minute=options.per_minute, per_day=5000, reset=True)
        yield course.measure(contestant, "initial", 1)
        contestant.end()
        shutil.rmtree(folder / name, ignore_errors=True)
        if name == "shipped":
            yield _day(course, contestant)


def _day(course: Course, contestant: Engine) -> Measurement:
    """The calls of the day are used up in the middle: is a warehouse held until tomorrow?"""
    place = course.folder / f"{contestant.name}-day"
    course.exact.post("limits", on=False)
    contestant.begin(course.world, place)
    course.exact.post("limits", on=True, per_minute=1000, per_day=FEW_CALLS, reset=True)
    course.exact.delete("counters")
    run = contestant.run("initial")
    returned = time.time()
    counted = course.exact.counted((ENDPOINT,))
    share, note = _held(course.exact, run, returned)
    contestant.end()
    shutil.rmtree(place, ignore_errors=True)
    measurement = Measurement(
        "limits", "day", contestant.name, 0, 1, 0 if share is not None else 1, run.usage.wall, run.usage.cpu, run.usage.memory,
        counted.calls, counted.refused, counted.rows, counted.rows, None, "", held_wait_share=share, note=note,
    )  # fmt: skip
    course.said(measurement)
    return measurement


def _held(exact: Exact, run: Run, returned: float) -> tuple[float | None, str]:
    """Of the time from the last call to the end of the wait: the share in which the procedure still ran."""
    until = run.more.get("waiting_until")
    if run.more.get("status") != "WAITING" or not until:
        return None, f"the run did not wait: {run.note}"
    last = _moment(exact.get("requests?limit=1")[-1]["time"])
    ends = _moment(until)
    return max(0.0, returned - last) / (ends - last), f"waits until {until}"


def _moment(text: Any) -> float:
    return float(text) / 1000 if isinstance(text, (int, float)) else datetime.fromisoformat(str(text).replace("Z", "+00:00")).timestamp()


def _next_minute() -> None:
    """Limits count by the clock's minute: each engine begins with a whole one."""
    time.sleep(60 - time.time() % 60 + 0.5)
