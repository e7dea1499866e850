"""How our engine grows: with rows, divisions, endpoints, and the share of rows that changed. One curve each, in docs/benchmark/scaling.json."""

import json
import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from project.children import Children
from project.problem import Problem

from benchmark.catalogue import all_endpoints, columns, columns_as_text
from benchmark.engines import Engine, Run, World, engine
from benchmark.exact import ENDPOINT, Exact

BYTES_PER_ROW = 2600
MOST_CACHE = 6000
ROWS = (10_000, 100_000, 1_000_000)
MEMORY_ROWS = (200_000, 1_000_000, 10_000_000)
FIXED_ROWS = 100_000
DIVISIONS = (1, 10, 100, 1000)
ENDPOINTS = (1, 15, 29, 58)
ENDPOINT_DIVISIONS = 20
SHARES = (0.0, 0.01, 0.1, 0.5, 1.0)


@dataclass
class Curve:
    """One picture. `fits`: an exponent is fitted to each series, y ~ x ** exponent."""

    name: str
    title: str
    x_label: str
    y_label: str
    log: bool = True
    fits: bool = True
    x: list[float] = field(default_factory=list)
    series: dict[str, list[float]] = field(default_factory=dict)

    def add(self, x: float, **values: float) -> None:
        self.x.append(x)
        for name, value in values.items():
            self.series.setdefault(name, []).append(value)

    def as_json(self) -> dict[str, Any]:
        told = {"name": self.name, "title": self.title, "x_label": self.x_label, "y_label": self.y_label, "x": self.x}
        fitted = {name: round(exponent(self.x, values), 3) for name, values in self.series.items()} if self.fits else {}
        rounded = {name: [round(value, 3) for value in values] for name, values in self.series.items()}
        return {**told, "series": rounded, "exponent": fitted, "log": self.log}


def exponent(x: list[float], y: list[float]) -> float:
    """The slope of the straight line nearest to the points, both axes logarithmic; points at zero have no place there."""
    points = [(math.log(one), math.log(other)) for one, other in zip(x, y, strict=True) if one > 0 and other > 0]
    if len({one for one, _ in points}) < 2:
        raise ValueError("a slope needs two different points")
    middle_x = sum(one for one, _ in points) / len(points)
    middle_y = sum(other for _, other in points) / len(points)
    return sum((one - middle_x) * (other - middle_y) for one, other in points) / sum((one - middle_x) ** 2 for one, _ in points)


def measure(parts: tuple[str, ...], names: tuple[str, ...], children: Children, folder: Path, said: Callable[[str], None]) -> list[Curve]:
    """The curves of these parts. `names`: engines of the curve over rows; the others show our engine alone."""
    found: list[Curve] = []
    for part in parts:
        found += {"rows": _rows, "memory": _memory, "divisions": _divisions, "endpoints": _endpoints, "changed": _changed}[part](
            names, children, folder, said
        )
    return found


def write(curves: list[Curve], file: Path) -> None:
    """Newer curves take the place of those of the same name."""
    before = json.loads(file.read_text())["curves"] if file.exists() else []
    names = {curve.name for curve in curves}
    kept = [each for each in before if each["name"] not in names]
    told = sorted([*kept, *(curve.as_json() for curve in curves)], key=lambda each: str(each["name"]))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), "curves": told}, indent=1) + "\n")


def _rows(names: tuple[str, ...], children: Children, folder: Path, said: Callable[[str], None]) -> Iterator[Curve]:
    time = Curve("rows", "Initial load: seconds by rows", "rows", "seconds")
    processor = Curve("rows-cpu", "Initial load: CPU seconds by rows", "rows", "CPU seconds")
    memory = Curve("rows-memory", "Initial load: peak memory by rows", "rows", "MB, without the database for `shipped`", fits=False)
    for rows in ROWS:
        with _Place(children, folder, 10, rows) as place:
            runs = {name: _loaded(place, name, children, rows) for name in names}
        said(f"{rows:,} rows: " + ", ".join(f"{name} {run.usage.wall:.1f} s" for name, run in runs.items()))
        time.add(rows, **{name: run.usage.wall for name, run in runs.items()})
        processor.add(rows, **{name: run.usage.cpu for name, run in runs.items()})
        memory.add(rows, **{name: (run.connector_memory or run.usage.memory) / 1e6 for name, run in runs.items()})
    yield from (time, processor, memory)


def _memory(_: tuple[str, ...], children: Children, folder: Path, said: Callable[[str], None]) -> Iterator[Curve]:
    memory = Curve("memory", "Initial load, shipped path: peak memory of the connector's own process", "rows", "MB", fits=False)
    time = Curve("memory-seconds", "Initial load, shipped path: seconds by rows", "rows", "seconds")
    for rows in MEMORY_ROWS:
        with _Place(children, folder, 10, rows) as place:
            run = _loaded(place, "shipped", children, rows)
        assert run.connector_memory is not None
        said(f"{rows:,} rows: {run.connector_memory / 1e6:.0f} MB, {run.usage.wall:.1f} s")
        memory.add(rows, shipped=run.connector_memory / 1e6)
        time.add(rows, shipped=run.usage.wall)
    yield from (memory, time)


def _divisions(_: tuple[str, ...], children: Children, folder: Path, said: Callable[[str], None]) -> Iterator[Curve]:
    curve = Curve("divisions", f"Initial load of {FIXED_ROWS:,} rows: seconds by divisions", "divisions", "seconds")
    for divisions in DIVISIONS:
        with _Place(children, folder, divisions, FIXED_ROWS) as place:
            run = _loaded(place, "engine", children, FIXED_ROWS)
        said(f"{divisions:,} divisions: {run.usage.wall:.1f} s")
        curve.add(divisions, engine=run.usage.wall)
    yield curve


def _endpoints(_: tuple[str, ...], children: Children, folder: Path, said: Callable[[str], None]) -> Iterator[Curve]:
    title = f"First load of {ENDPOINT_DIVISIONS} divisions with few rows: seconds by endpoints"
    curve = Curve("endpoints", title, "endpoints", "seconds", log=False)
    every = all_endpoints()
    with _Place(children, folder, ENDPOINT_DIVISIONS, ENDPOINT_DIVISIONS * 10) as place:
        for count in ENDPOINTS:
            # Spread over the catalogue, so that every strategy is among them.
            chosen = [every[index * len(every) // count] for index in range(count)]
            run = _run(place, engine("engine", children), tuple(chosen), "overhead", fresh=True)
            said(f"{count} endpoints: {run.usage.wall:.1f} s")
            curve.add(count, engine=run.usage.wall)
    yield curve


def _changed(_: tuple[str, ...], children: Children, folder: Path, said: Callable[[str], None]) -> Iterator[Curve]:
    title = f"A refresh of {FIXED_ROWS:,} rows: seconds by the share that changed"
    curve = Curve("changed", title, "percent changed", "seconds", log=False, fits=False)
    with _Place(children, folder, 10, FIXED_ROWS) as place:
        contestant = engine("engine", children)
        _run(place, contestant, (ENDPOINT,), "initial", fresh=True)
        for number, share in enumerate(SHARES):
            if share:
                place.exact.post("changes", seed=number, share=share, endpoints=[ENDPOINT])
            run = _run(place, contestant, (ENDPOINT,), "changed" if share else "unchanged", fresh=False)
            said(f"{share:.0%} changed: {run.usage.wall:.1f} s, {run.rows} rows")
            curve.add(100 * share, engine=run.usage.wall)
    yield curve


class _Place:
    """A simulator with its world, for one point of a curve."""

    def __init__(self, children: Children, folder: Path, divisions: int, rows: int) -> None:
        self._children = children
        self.folder = folder
        pages = 2 * rows * BYTES_PER_ROW // 1_000_000
        # What does not fit is made as it is asked for: a cache that is too small for a chain holds nothing of use.
        self.warm = pages <= MOST_CACHE
        cache = 64 + (pages if self.warm else 0)
        self.exact = Exact.start(children, folder, divisions, max(1, rows // divisions), cache, "simulator-scaling")

    def __enter__(self) -> "_Place":
        return self

    def __exit__(self, *_: object) -> None:
        child = self.exact.child
        assert child is not None
        child.stop()
        self._children.started.remove(child)


def _loaded(place: _Place, name: str, children: Children, rows: int) -> Run:
    """An initial load, out of pages that the simulator has in memory already, if they fit there."""
    if place.warm:
        place.exact.warm(place.exact.divisions(), columns())
    run = _run(place, engine(name, children), (ENDPOINT,), "initial", fresh=True)
    if run.rows is not None and run.rows != rows:
        raise Problem(f"{name} read {run.rows} rows of {rows}")
    return run


def _run(place: _Place, contestant: Engine, endpoints: tuple[str, ...], phase: str, fresh: bool) -> Run:
    folder = place.folder / f"{contestant.name}-scaling"
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
        contestant.begin(World(place.exact, place.exact.divisions(), columns_as_text(), endpoints), folder)
    run = contestant.run(phase)
    if fresh:
        contestant.end()
    if not run.ended_well:
        raise Problem(f"{contestant.name} failed: {run.note}")
    return run
